package org.pcn4j.train.experiment;

import java.util.Optional;

/** Prepares experiments and keeps the data of the last one, as those that follow mostly learn from the same. For one thread. */
public final class LastData {
    private record Kept(DataSpec spec, LoadedData data) {}

    private final DataAccess access;
    private Optional<Kept> last = Optional.empty();

    /**
     * Keeps nothing yet.
     *
     * @param access where published data are
     */
    public LastData(DataAccess access) {
        this.access = access;
    }

    /**
     * Keeps data that a program has at hand: experiments on them read nothing.
     *
     * @param access where published data are, for experiments on others
     * @param spec what the data are called in experiments
     */
    public LastData(DataAccess access, DataSpec spec, LoadedData data) {
        this(access);
        this.last = Optional.of(new Kept(spec, data));
    }

    /**
     * Does what {@link Experiment#prepare} does.
     *
     * @throws ExperimentException if model, data and the rest do not fit: which, what was expected and what was found
     * @throws org.pcn4j.data.DataException if data are missing or damaged
     * @throws org.pcn4j.train.fetch.FetchException if data must be fetched and cannot be
     * @throws InterruptedException if the thread is interrupted while data are fetched
     */
    public Prepared prepare(Experiment experiment) throws InterruptedException {
        DataSpec spec = experiment.data();
        if (last.isEmpty() || !last.get().spec().equals(spec)) {
            // The one before may be given back before the next is read.
            last = Optional.empty();
            last = Optional.of(new Kept(spec, spec.load(access)));
        }
        return Prepared.of(experiment, last.get().data());
    }
}
