package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.inference.plan.Cut;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Uses;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Messages;
import org.pcn4j.tensor.Messages.Arriving;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Runs an owner's part of a plan that has been cut, beside the other owners, each a rank of a group: by libtorch's kernels, on the
 * whole batch, to the bits of one process that runs the whole plan so by one worker. For one thread; borrows the group. Close it when
 * done.
 */
public final class PartExecutor implements AutoCloseable {
    private final Cut cut;
    private final ProcessGroup group;
    private final Plan part;
    private final Uses uses;
    private final Messages messages;
    private final Crossings crossings;
    /** The outputs that have a loss, by owner. */
    private final List<List<Integer>> measured;

    /**
     * Prepares to run the part of this rank.
     *
     * @param cut the same on all ranks
     * @throws IllegalArgumentException if there are not as many ranks as owners
     */
    public PartExecutor(Cut cut, ProcessGroup group) {
        if (cut.owners().count() != group.size()) {
            throw new IllegalArgumentException("the plan is cut among "
                    + cut.owners().count() + " owners, and there are " + group.size() + " ranks: expected as many");
        }
        this.cut = cut;
        this.group = group;
        this.part = cut.part(group.rank());
        this.uses = new Uses(part.network());
        this.messages = new Messages(group);
        this.crossings = new Crossings(cut, messages);
        this.measured = measured(cut);
    }

    /** Returns what this rank runs. */
    public Plan part() {
        return part;
    }

    /** Returns how many bytes this rank has sent to others so far. */
    public long sentBytes() {
        return messages.sentBytes();
    }

    /**
     * Runs the part once, as all ranks do.
     *
     * @param parameters θ, of which only those of this owner's nodes are looked at
     * @param clamps the batch, the same on all ranks; borrowed
     * @param updater moves the parameters whose home this is
     * @param scale what Δθ is multiplied by first, beside the schedule's own factor
     * @param noise where this update's randomness is drawn from, the same on all ranks
     * @return the loss, which all ranks have; the caller closes it
     * @throws org.pcn4j.function.ShapeException if the clamps do not fit the network
     * @throws org.pcn4j.tensor.RankException if a rank is lost
     */
    public Outcome run(Parameters parameters, Clamps clamps, ParameterUpdater updater, double scale, Seed noise) {
        clamps.requireFit(part.network(), part.modes(), parameters.dtype());
        double own = scale * part.schedule().nudging().scale();
        try (Lease lease = parameters.lease();
                TensorScope scope = TensorScope.reusing();
                Passes passes = part.learns() ? Passes.learning(parameters, noise) : Passes.evaluating(parameters);
                Run run = new Run(part, uses, parameters, passes, clamps, State.none(), updater, own, noise)) {
            crossings.begin(parameters, Beginning.batch(clamps, State.none()));
            run.crossBy(crossings);
            double[] losses;
            try (Outcome outcome = run.all()) {
                losses = outcome.losses()
                        .orElseGet(() -> new double[part.network().nodes().size()]);
            }
            double[] all = shared(losses);
            messages.flush();
            return Outcome.ofLosses(all);
        }
    }

    private static List<List<Integer>> measured(Cut cut) {
        List<List<Integer>> measured = new ArrayList<>();
        cut.owners().work().forEach(unused -> measured.add(new ArrayList<>()));
        for (Node node : cut.plan().network().nodes()) {
            if (cut.plan().hasTarget(node.index())) {
                measured.get(cut.owners().of(node.index())).add(node.index());
            }
        }
        return measured;
    }

    /** Returns the losses of all outputs, each as its owner tells it. */
    private double[] shared(double[] losses) {
        int tag = crossings.ownTag();
        List<Integer> own = measured.get(group.rank());
        List<Arriving> arriving = new ArrayList<>();
        int[] others = IntStream.range(0, group.size())
                .filter(rank -> rank != group.rank() && !measured.get(rank).isEmpty())
                .toArray();
        for (int rank : others) {
            arriving.add(
                    messages.receive(DType.FLOAT64, Shape.of(measured.get(rank).size()), rank, tag));
        }
        if (!own.isEmpty()) {
            try (Tensor numbers = Tensor.of(
                    Shape.of(own.size()),
                    own.stream().mapToDouble(node -> losses[node]).toArray())) {
                for (int rank = 0; rank < group.size(); rank++) {
                    if (rank != group.rank()) {
                        messages.send(numbers, rank, tag);
                    }
                }
            }
        }
        double[] all = Arrays.copyOf(losses, losses.length);
        for (int i = 0; i < others.length; i++) {
            try (Tensor numbers = arriving.get(i).await()) {
                double[] told = numbers.toDoubles();
                for (int k = 0; k < told.length; k++) {
                    all[measured.get(others[i]).get(k)] = told[k];
                }
            }
        }
        return all;
    }

    /**
     * Gathers the parameters of all owners on rank 0, each from the owner that moves it. Called on all ranks.
     *
     * @param parameters of this owner
     * @param whole on rank 0 all parameters, which are overwritten; on others their numbers are not looked at
     * @throws org.pcn4j.tensor.RankException if a rank is lost
     */
    public void gather(Parameters parameters, Parameters whole) {
        for (int i = 0; i < parameters.tensors().size(); i++) {
            gather(parameters.tensors().get(i), whole.tensors().get(i), cut.home(i));
        }
        for (int i = 0; i < parameters.buffers().size(); i++) {
            gather(parameters.buffers().get(i), whole.buffers().get(i), cut.homeOfBuffer(i));
        }
        group.barrier();
    }

    private void gather(Tensor own, Tensor whole, int home) {
        int tag = crossings.ownTag();
        if (group.rank() == 0 && home == 0) {
            whole.copyInPlace(own);
        } else if (group.rank() == 0) {
            try (Tensor received =
                    messages.receive(own.dtype(), own.shape(), home, tag).await()) {
                whole.copyInPlace(received);
            }
        } else if (group.rank() == home) {
            messages.send(own, 0, tag);
            messages.flush();
        }
    }

    @Override
    public void close() {
        messages.close();
    }
}
