package org.pcn4j.inference.run;

import java.util.List;
import java.util.Optional;
import org.pcn4j.inference.dense.DenseUpdater;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Tensor;

/**
 * What moves parameters by what the ranks of a group learn together: an optimizer of each rank, which all move alike. A learner that is
 * handed it on every rank, and on every rank the same batches whole, divides each batch among the ranks' workers. It ends with the
 * bits of one process that has all these workers. Borrows the optimizer and the group.
 */
public final class Distributed implements ParameterUpdater {
    private final ParameterUpdater updater;
    private final Reducer reducer;

    /**
     * Lets an optimizer move by what all ranks learn.
     *
     * @param updater of the same kind, settings and state on all ranks
     * @param group all ranks of it have as many workers in force
     */
    public Distributed(ParameterUpdater updater, ProcessGroup group) {
        this(updater, group, Reduction.EXACT);
    }

    /** As {@link #Distributed(ParameterUpdater, ProcessGroup)}, and says how ranks add up what they learned. */
    public Distributed(ParameterUpdater updater, ProcessGroup group, Reduction reduction) {
        this.updater = updater;
        this.reducer = new Ranks(group, reduction);
    }

    @Override
    public Reducer reducer() {
        return reducer;
    }

    @Override
    public void update(String name, Tensor theta, Tensor delta) {
        updater.update(name, theta, delta);
    }

    @Override
    public UpdateStep prepareStep(String name, Tensor theta, Tensor delta) {
        return updater.prepareStep(name, theta, delta);
    }

    @Override
    public void move(List<Piece> pieces, double scale) {
        updater.move(pieces, scale);
    }

    @Override
    public void endTime() {
        updater.endTime();
    }

    @Override
    public Optional<DenseUpdater> dense() {
        return updater.dense();
    }

    @Override
    public ZeroUpdates zeroUpdates() {
        return updater.zeroUpdates();
    }

    @Override
    public boolean idleAtZero() {
        return updater.idleAtZero();
    }
}
