package org.pcn4j.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Short options for how an experiment trains: other words for its settings, and nothing else. */
final class TrainingOptions {
    /** What an optimizer of version 0.1.0 was called. */
    private static final String MOMENTUM = "momentum";

    @Option(
            names = "--data",
            paramLabel = "DATA",
            completionCandidates = Names.Sets.class,
            description = "The data, as --set data=DATA: ${COMPLETION-CANDIDATES}; or a folder or a file, whose kind is"
                    + " recognized by what is there (default: generated, by the model).")
    private Optional<String> data = Optional.empty();

    @ArgGroup
    private Length length = new Length();

    /** How long to train. */
    private static final class Length {
        @Option(
                names = "--updates",
                paramLabel = "N",
                description =
                        "Updates of each rule, as --set updates=N --set epochs=none (default: the experiment's, or"
                                + " as many as its network takes a minute or two for).")
        private Optional<String> updates = Optional.empty();

        @Option(
                names = "--epochs",
                paramLabel = "N",
                description = "Passes over the training samples, as --set epochs=N --set updates=none.")
        private Optional<String> epochs = Optional.empty();

        private ExperimentRequest of(ExperimentRequest request) {
            return replacing(replacing(request, "updates", updates, "epochs"), "epochs", epochs, "updates");
        }

        private static ExperimentRequest replacing(
                ExperimentRequest request, String key, Optional<String> value, String other) {
            return value.map(text -> request.with("--" + key + " " + text, List.of(key + "=" + text, other + "=none")))
                    .orElse(request);
        }
    }

    @Option(names = "--batch", paramLabel = "B", description = "Samples in a batch, as --set batch=B.")
    private Optional<String> batch = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Of first weights and the order of batches, as --set seed=SEED.")
    private Optional<String> seed = Optional.empty();

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            completionCandidates = Names.Types.class,
            description = "The element type, as --set dtype=TYPE: ${COMPLETION-CANDIDATES}.")
    private Optional<String> dtype = Optional.empty();

    @Option(
            names = "--loss",
            paramLabel = "LOSS",
            completionCandidates = Names.Losses.class,
            description = "The loss, as --set loss=LOSS: ${COMPLETION-CANDIDATES}.")
    private Optional<String> loss = Optional.empty();

    @Option(
            names = "--optimizer",
            paramLabel = "OPT",
            completionCandidates = Names.Optimizer.class,
            description = "The optimizer, as --set optimizer=OPT: ${COMPLETION-CANDIDATES}.")
    private Optional<String> optimizer = Optional.empty();

    @Option(names = "--lr", paramLabel = "RATE", description = "The learning rate, as --set optimizer.lr=RATE.")
    private Optional<String> learningRate = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "Threads, as --set threads=N.")
    private Optional<String> threads = Optional.empty();

    /**
     * Returns a request with those that are given.
     *
     * @throws ParameterException if one contradicts another option
     * @throws org.pcn4j.data.DataException if there are no data at a path
     */
    ExperimentRequest of(ExperimentRequest request) {
        if (optimizer.filter(MOMENTUM::equals).isPresent()) {
            throw new ParameterException(
                    request.spec().commandLine(),
                    "--optimizer momentum: it is sgd with a momentum: write --optimizer sgd --lr 0.01 --set"
                            + " optimizer.momentum=0.9");
        }
        ExperimentRequest changed = length.of(request)
                .with("--batch", batch, "batch")
                .with("--seed", seed, "seed")
                .with("--dtype", dtype, "dtype")
                .with("--loss", loss, "loss")
                .with("--optimizer", optimizer, "optimizer")
                .with("--lr", learningRate, "optimizer.lr")
                .with("--threads", threads, "threads");
        return data.map(text -> changed.with("--data " + text, ShownData.settings(text)))
                .orElse(changed);
    }
}
