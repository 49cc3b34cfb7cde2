package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.dense.Kernels;
import org.pcn4j.dense.Rounding;
import org.pcn4j.inference.dense.Program.Given;
import org.pcn4j.inference.dense.Program.Lesson;
import org.pcn4j.inference.dense.Program.Stage;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Standing;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Bfloat16;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.Threads;

/**
 * Runs a plan by dense kernels. What it learns has the same bits whatever the threads, lanes and machines. Thread-safe: every run has
 * arrays of its own, which are kept for the next one.
 */
public final class DenseRunner {
    private final Program shorter;
    private final Kind<float[]> floats;
    private final Kind<double[]> doubles;
    private final Optional<Kind<float[]>> rounded;

    private DenseRunner(Kernels.Both kernels, Programs full, Optional<Programs> rounded) {
        this.shorter = full.shorter();
        this.floats = new Kind<>(kernels.floats(), new FloatCarrier(), full, Optional.empty());
        this.doubles = new Kind<>(kernels.doubles(), new DoubleCarrier(), full, Optional.empty());
        this.rounded = rounded.map(programs ->
                new Kind<>(kernels.floats(), new FloatCarrier(), programs, Optional.of(kernels.rounding())));
    }

    /**
     * What runs.
     *
     * @param plain for any batch
     * @param shorter for batches for which it pays to leave values out
     */
    private record Programs(Program plain, Program shorter) {
        Programs inBfloat16() throws NotDense {
            return new Programs(Deviations.of(plain), Deviations.of(shorter));
        }
    }

    /**
     * A runner, or the reason why there is none.
     *
     * @param missing what of the plan dense kernels cannot do, where there is none
     */
    public record Found(Optional<DenseRunner> runner, String missing) {}

    /**
     * Returns what runs a plan by these kernels, if they can do all of it: by products in bfloat16, if its schedule asks for those, which
     * the machine must {@linkplain Bfloat16 have}.
     */
    public static Found of(Plan plan, Kernels.Both kernels) {
        Program.Lowered lowered = Program.of(plan, false);
        if (lowered.program().isEmpty()) {
            return new Found(Optional.empty(), lowered.missing());
        }
        Program plain = lowered.program().get();
        Programs full = new Programs(plain, Program.of(plan, true).program().orElse(plain));
        boolean asked = plan.schedule().arithmetic().equals(Optional.of(Arithmetic.BF16));
        try {
            Optional<Programs> rounded = asked ? Optional.of(full.inBfloat16()) : Optional.empty();
            return new Found(Optional.of(new DenseRunner(kernels, full, rounded)), "");
        } catch (NotDense e) {
            return new Found(Optional.empty(), e.what());
        }
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

    /** Gives what a run needs. */
    public interface Source {
        /** Returns what a node is held to: of the parameters' kind, in main memory and row-major order, or class labels. */
        Tensor held(int node);

        /** Returns where a node is held, or how much the elements of its target count. */
        Tensor mask(int node);

        /** Returns the value that a node begins at, if the state that is handed in has one. */
        Optional<Tensor> start(int node);

        /** Returns the noise that a node begins with. */
        Tensor noise(int node, double sigma);

        /** Returns noise of a variance of 1 by which a node moves at a time. */
        Tensor drawn(int node, int time);

        /** Returns what a node's relaxation remembers under a name, if the state has it. */
        Optional<Tensor> memory(int node, String name);
    }

    /**
     * What a run measured and left.
     *
     * @param losses by node, summed over the samples; nothing where none was measured
     * @param energies by time and by node, summed over the samples, up to the last time at which any was measured
     * @param kept what was to be handed out, by its slot; the caller's
     * @param memory what relaxations remember of nodes whose state is handed out, by node and by name; the caller's
     */
    public record Results(
            Optional<double[]> losses,
            List<double[]> energies,
            Map<Slot, Tensor> kept,
            Map<Integer, Map<String, Tensor>> memory) {}

    private static Optional<Tensor> given(Given what, Source source) {
        return switch (what.what()) {
            case HELD, LABELS -> Optional.of(source.held(what.node()));
            case MASK -> Optional.of(source.mask(what.node()));
            case START -> source.start(what.node());
            case NOISE -> Optional.of(source.noise(what.node(), what.sigma()));
            case DRAWN -> Optional.empty();
            case MEMORY -> source.memory(what.node(), what.name());
        };
    }

    /**
     * What a run is done with.
     *
     * @param source gives what the run needs; its tensors are borrowed
     * @param batch how many samples
     * @param updater moves parameters where they are; where there is none, {@code deltas} takes each Δθ
     * @param scale what Δθ is multiplied by
     * @param sharing who acts on other rows of the batch, where there are several processes
     */
    public record Job(
            Parameters parameters,
            Source source,
            int batch,
            Optional<DenseUpdater> updater,
            Deltas deltas,
            double scale,
            Optional<ProcessGroup> sharing) {}

    /** Runs the plan once. */
    public Results run(Job job) {
        List<Standing> standing = shorter.standing();
        boolean pays = !standing.isEmpty() && standing.stream().allMatch(some -> Standings.pay(some, job.batch()));
        Kind<float[]> singles = rounded.isPresent() && job.batch() > Deviations.FEW ? rounded.get() : floats;
        return (job.parameters().dtype() == DType.FLOAT64 ? doubles : singles)
                .of(pays)
                .run(job);
    }

    /** Runs on one kind of numbers. */
    private record Kind<A>(Runs<A> plain, Runs<A> shorter) {
        Kind(DenseKernels<A> kernels, Carrier<A> carrier, Programs programs, Optional<Rounding<A>> rounding) {
            this(
                    new Runs<>(programs.plain(), kernels, carrier, rounding),
                    new Runs<>(programs.shorter(), kernels, carrier, rounding));
        }

        Runs<A> of(boolean pays) {
            return pays ? shorter : plain;
        }
    }

    /**
     * Runs of a program on one kind of numbers.
     *
     * @param rounding where it multiplies in bfloat16
     * @param idle arrays that none is using
     */
    private record Runs<A>(
            Program program,
            DenseKernels<A> kernels,
            Carrier<A> carrier,
            Optional<Rounding<A>> rounding,
            Queue<Arrays<A>> idle) {
        Runs(Program program, DenseKernels<A> kernels, Carrier<A> carrier, Optional<Rounding<A>> rounding) {
            this(program, kernels, carrier, rounding, new ConcurrentLinkedQueue<>());
        }

        /** Where OpenMP splits the library's products among threads, ours would come on top of those. */
        private int most(int threads) {
            return rounding.isPresent() && Threads.kernelsAreSplit() ? 1 : threads;
        }

        Results run(Job job) {
            Arrays<A> arrays = idle.poll();
            if (arrays == null) {
                arrays = new Arrays<>(this);
            }
            int threads = Crew.take(most(Math.min(arrays.threads, Threads.mostInForce())));
            try {
                return arrays.run(threads, job);
            } finally {
                Crew.giveBack();
                idle.add(arrays);
            }
        }
    }

    /** What a stage does; the same for stages that are alike. */
    private record Work<A>(Acts acts, Optional<Learning<A>> learning) {}

    /** All that one run at a time needs. */
    private static final class Arrays<A> {
        private final Program program;
        private final Workspace<A> workspace;
        private final List<Work<A>> work = new ArrayList<>();
        private final List<Phase> layings = new ArrayList<>();
        private final IdentityHashMap<Stage, RowGathering.Needs> gathered = new IdentityHashMap<>();
        private final int lastMeasured;
        private final boolean measuresLoss;
        /** Whether the panels are not those of the parameters as they are. */
        private boolean stale = true;

        private final int threads = Math.max(Threads.available(), Threads.mostInForce());

        Arrays(Runs<A> runs) {
            this.program = runs.program();
            this.lastMeasured = program.lastMeasured();
            this.measuresLoss = program.measuresLoss();
            this.workspace = new Workspace<>(program, runs.kernels(), runs.carrier(), runs.rounding());
            layings.add(new LayingOut(workspace, program.parameters().keySet()));
            layings.add(new Gram<>(workspace, program.squared()));
            if (workspace.isRounded()) {
                layings.add(workspace.rounded().rounding());
                layings.add(workspace.rounded().multiplying());
            }
            Map<Stage, Work<A>> known = new HashMap<>();
            for (Stage stage : program.stages()) {
                work.add(known.computeIfAbsent(stage, this::work));
            }
        }

        private Work<A> work(Stage stage) {
            return new Work<>(
                    new Acts(workspace, stage),
                    stage.lessons().isEmpty()
                            ? Optional.empty()
                            : Optional.of(new Learning<>(workspace, stage.lessons(), threads)));
        }

        Results run(int most, Job job) {
            int batch = job.batch();
            List<Optional<Tensor>> given = program.given().stream()
                    .map(what -> given(what, job.source()))
                    .toList();
            workspace.prepare(batch, given);
            Optional<RowGathering<A>> gathering = RowGathering.of(workspace, program, job.sharing(), gathered, batch);
            stale |= workspace.takeParameters(job.parameters());
            for (int i = 0; i < program.stages().size(); i++) {
                if (stale && !workspace.isOfFew()) {
                    layings.forEach(phase -> Crew.run(phase, most));
                    stale = false;
                }
                int time = program.stages().get(i).drawsAt();
                if (time != Program.NONE) {
                    workspace.draw(node -> job.source().drawn(node, time));
                }
                Acts acts = work.get(i).acts();
                if (gathering.isPresent()) {
                    gathering.get().act(acts, program.stages().get(i), most);
                } else {
                    acts.run(batch, most);
                }
                if (work.get(i).learning().isPresent()) {
                    Learning<A> learns = work.get(i).learning().get();
                    stale = true;
                    if (job.updater().isPresent()) {
                        learns.prepare(job.updater().get(), job.parameters(), job.scale());
                        Crew.run(learns, most);
                    } else {
                        learns.prepareWhole();
                        Crew.run(learns, most);
                        handOut(learns, job);
                    }
                    job.deltas().endStage();
                }
            }
            if (measuresLoss) {
                gathering.ifPresent(RowGathering::completeLosses);
            }
            return results(batch);
        }

        private Results results(int batch) {
            List<double[]> energies = new ArrayList<>();
            for (int time = 0; time <= lastMeasured; time++) {
                energies.add(workspace.outputs.energies(time, batch));
            }
            Map<Slot, Tensor> kept = new HashMap<>();
            program.kept().forEach((slot, buffer) -> kept.put(slot, copyOf(buffer, slot.index(), batch)));
            Map<Integer, Map<String, Tensor>> memory = new HashMap<>();
            program.memory().forEach((node, all) -> {
                Map<String, Tensor> own = new HashMap<>();
                all.forEach((name, buffer) -> own.put(name, copyOf(buffer, node, batch)));
                memory.put(node, own);
            });
            return new Results(
                    measuresLoss ? Optional.of(workspace.outputs.losses(batch)) : Optional.empty(),
                    energies,
                    kept,
                    memory);
        }

        private Tensor copyOf(int buffer, int node, int batch) {
            Shape shape = program.plan().network().node(node).shape();
            return buffer == Program.NONE
                    ? Tensor.full(workspace.carrier.dtype(), shape.batched(batch), 0)
                    : workspace.copyOf(buffer, shape);
        }

        private void handOut(Learning<A> learns, Job job) {
            List<Lesson> lessons = learns.lessons();
            for (int k = 0; k < lessons.size(); k++) {
                int parameter = lessons.get(k).parameter();
                try (Tensor delta = workspace.carrier.tensor(
                        job.parameters().specs().get(parameter).shape(), learns.whole(k))) {
                    if (job.scale() != 1) {
                        delta.mulInPlace(job.scale());
                    }
                    job.deltas().take(parameter, delta);
                }
            }
            workspace.takeParameters(job.parameters());
        }
    }
}
