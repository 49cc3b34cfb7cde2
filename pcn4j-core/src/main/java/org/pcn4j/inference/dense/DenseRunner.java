package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.inference.dense.Program.Given;
import org.pcn4j.inference.dense.Program.Lesson;
import org.pcn4j.inference.dense.Program.Stage;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.Threads;

/**
 * Runs a plan by dense kernels. What it learns has the same bits whatever the threads, lanes and machines. Thread-safe: every run has
 * arrays of its own, which are kept for the next one.
 */
public final class DenseRunner {
    private final DenseKernels kernels;
    private final Program plain;
    private final Program shorter;
    private final Queue<Arrays> idle = new ConcurrentLinkedQueue<>();
    private final Queue<Arrays> idleShorter = new ConcurrentLinkedQueue<>();

    /**
     * A runner.
     *
     * @param plain for any batch
     * @param shorter for batches for which it pays to leave values out
     */
    private DenseRunner(DenseKernels kernels, Program plain, Program shorter) {
        this.kernels = kernels;
        this.plain = plain;
        this.shorter = shorter;
    }

    /**
     * A runner, or the reason why there is none.
     *
     * @param missing what of the plan dense kernels cannot do, where there is none
     */
    public record Found(Optional<DenseRunner> runner, String missing) {}

    /** Returns what runs a plan by these kernels, if they can do all of it. */
    public static Found of(Plan plan, DenseKernels kernels) {
        Program.Lowered lowered = Program.of(plan, false);
        Optional<Program> shorter = Program.of(plan, true).program();
        return new Found(
                lowered.program().map(program -> new DenseRunner(kernels, program, shorter.orElse(program))),
                lowered.missing());
    }

    /** Takes each whole Δθ, already scaled, where no optimizer moves it at once. */
    public interface Deltas {
        /**
         * Takes one.
         *
         * @param parameter the index of the parameter
         * @param delta Δθ, of its shape; borrowed
         */
        void take(int parameter, Tensor delta);

        /** Hears that a stage is over. */
        void endStage();
    }

    /** Returns the nodes that are to be held to something, in the order in which {@link #run} takes it. */
    public List<Integer> held() {
        return plain.given().stream().map(Given::node).toList();
    }

    /**
     * Runs the plan once.
     *
     * @param held what the nodes of {@link #held} are held to, float32 in main memory, or labels; borrowed
     * @param batch how many samples
     * @param updater moves parameters where they are; where there is none, {@code deltas} takes each Δθ
     * @param scale what Δθ is multiplied by
     * @return the loss of each node at time 0, summed over the samples
     */
    public double[] run(
            Parameters parameters,
            List<Tensor> held,
            int batch,
            Optional<DenseUpdater> updater,
            Deltas deltas,
            double scale) {
        boolean pays = !shorter.standing().isEmpty()
                && shorter.standing().stream().allMatch(standing -> standing.paysFor(batch));
        Queue<Arrays> queue = pays ? idleShorter : idle;
        Arrays arrays = queue.poll();
        if (arrays == null) {
            arrays = new Arrays(pays ? shorter : plain, kernels);
        }
        int threads = Crew.take(Math.min(arrays.threads, Threads.mostInForce()));
        try {
            return arrays.run(threads, parameters, held, batch, updater, deltas, scale);
        } finally {
            Crew.giveBack();
            queue.add(arrays);
        }
    }

    /** All that one run at a time needs. */
    private static final class Arrays {
        private final Program program;
        private final Workspace workspace;
        private final List<Rows> rows = new ArrayList<>();
        private final List<Optional<Learning>> learning = new ArrayList<>();
        private final LayingOut layingOut;
        private final Gram gram;
        private final int threads = Math.max(Threads.available(), Threads.mostInForce());

        Arrays(Program program, DenseKernels kernels) {
            this.program = program;
            this.workspace = new Workspace(program, kernels);
            this.layingOut = new LayingOut(workspace, program.parameters().keySet());
            this.gram = new Gram(workspace, program.standing());
            List<Stage> known = new ArrayList<>();
            for (Stage stage : program.stages()) {
                int same = known.indexOf(stage);
                known.add(stage);
                rows.add(same >= 0 ? rows.get(same) : new Rows(workspace, stage.turns()));
                learning.add(
                        same >= 0
                                ? learning.get(same)
                                : stage.lessons().isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(new Learning(workspace, stage.lessons(), threads)));
            }
        }

        double[] run(
                int most,
                Parameters parameters,
                List<Tensor> held,
                int batch,
                Optional<DenseUpdater> updater,
                Deltas deltas,
                double scale) {
            List<String> names = parameters.specs().stream().map(ParameterSpec::name).toList();
            workspace.prepare(batch, parameters, held);
            boolean changed = true;
            for (int i = 0; i < program.stages().size(); i++) {
                if (changed && !workspace.isOfFew()) {
                    Crew.run(layingOut, most);
                    if (gram.tasks() > 0) {
                        Crew.run(gram, most);
                    }
                }
                changed = false;
                Rows acts = rows.get(i);
                acts.divide(batch, most);
                Crew.run(acts, most);
                if (learning.get(i).isPresent()) {
                    Learning learns = learning.get(i).get();
                    changed = true;
                    if (updater.isPresent()) {
                        learns.prepare(updater.get(), names, parameters.tensors(), scale);
                        Crew.run(learns, most);
                    } else {
                        learns.prepareWhole();
                        Crew.run(learns, most);
                        handOut(learns, parameters, deltas, scale);
                    }
                    deltas.endStage();
                }
            }
            double[] losses = new double[program.plan().network().nodes().size()];
            for (int node = 0; node < losses.length; node++) {
                losses[node] = workspace.outputs.loss(node, batch);
            }
            return losses;
        }

        private void handOut(Learning learns, Parameters parameters, Deltas deltas, double scale) {
            List<Lesson> lessons = learns.lessons();
            for (int k = 0; k < lessons.size(); k++) {
                int parameter = lessons.get(k).parameter();
                try (Tensor delta =
                        Tensor.of(parameters.specs().get(parameter).shape(), learns.whole(k))) {
                    if (scale != 1) {
                        delta.mulInPlace(scale);
                    }
                    deltas.take(parameter, delta);
                }
            }
            workspace.takeParameters(parameters);
        }
    }
}
