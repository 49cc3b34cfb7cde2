package org.pcn4j.train.experiment;

import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.settings.Contradiction;

/** Says in one line why an experiment cannot be run: which of its parts do not fit, what was expected, what was found. */
public final class ExperimentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception. Control characters in the message become question marks.
     *
     * @param message what does not fit
     */
    public ExperimentException(String message) {
        super(OneLine.of(message));
    }

    /**
     * Creates an exception with its cause.
     *
     * @param message what does not fit
     * @param cause who found it
     */
    public ExperimentException(String message, Throwable cause) {
        super(OneLine.of(message), cause);
    }

    /**
     * Says where settings stand that do not fit the data, or each other once the data are known.
     *
     * @param cause a contradiction, or any other complaint about model and data together
     */
    static ExperimentException misfit(Experiment experiment, LoadedData data, RuntimeException cause) {
        Contradiction located = cause instanceof Contradiction contradiction
                ? contradiction
                : new Contradiction(
                        experiment.model().name() + " and " + experiment.data().name() + " do not fit: " + data.kind()
                                + ": " + cause.getMessage(),
                        "model",
                        "data");
        return new ExperimentException(experiment.places().locate(located), cause);
    }
}
