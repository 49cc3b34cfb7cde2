package org.pcn4j.inference.run;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.dense.DenseRunner;
import org.pcn4j.inference.plan.Instruction.MeasureEnergy;
import org.pcn4j.inference.plan.LeavingOut;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Uses;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Bfloat16;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Device;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/**
 * Runs plans on tensors. Stateless and thread-safe: every run has places of its own. Where {@linkplain
 * org.pcn4j.tensor.Threads#forShards workers} are in force, each takes a shard of the batch, unless values or states are
 * handed in or out, or the samples settle together.
 */
public final class Executor {
    private final Plan plan;
    /** The plan and shorter ones, by the fewest samples of a run that they are for. */
    private final NavigableMap<Long, Plan> plans;

    private final Uses uses;
    private final Optional<DenseRuns> dense;
    private final Kernels found;
    private final Optional<Arithmetic> asked;
    private final boolean divisible;
    private final boolean appliesLast;
    private final boolean observesLossAtMost;
    private final BiFunction<Parameters, Seed, Passes> passes;

    /**
     * Prepares to run a plan: by dense kernels if there are any and they can, unless the schedule promises libtorch's bits or asks
     * for them.
     *
     * @throws IllegalArgumentException if the schedule asks for {@linkplain Arithmetic#FUSED fused} or {@linkplain Arithmetic#BF16
     *     bf16} arithmetic and that is not to be had: it says why
     */
    public Executor(Plan plan) {
        this(plan, Kernels.here());
    }

    /**
     * Prepares to run a plan by these kernels, as far as they can.
     *
     * @param found the kernels, or why there are none
     * @throws IllegalArgumentException if the schedule asks for {@linkplain Arithmetic#FUSED fused} or {@linkplain Arithmetic#BF16
     *     bf16} arithmetic and that is not to be had
     */
    public Executor(Plan plan, Kernels found) {
        this.plan = plan;
        this.found = found;
        this.asked = plan.schedule().arithmetic().filter(said -> said != Arithmetic.EXACT);
        this.dense = found.kernels()
                .filter(all -> Backend.wantsFused(plan.schedule()))
                .filter(all -> !isInBfloat16() || Bfloat16.here().reason().isEmpty())
                .flatMap(all -> DenseRunner.of(plan, all).runner())
                .map(runner -> new DenseRuns(plan, runner));
        if (asked.isPresent() && dense.isEmpty()) {
            throw refused(asked.get(), DType.FLOAT32, Device.CPU);
        }
        this.plans = Backend.wantsFused(plan.schedule()) ? LeavingOut.bySamples(plan) : new TreeMap<>(Map.of(0L, plan));
        this.uses = new Uses(plan.network());
        this.appliesLast = plan.appliesLast();
        this.observesLossAtMost = plan.finals().isEmpty() && !observesEnergies(plan);
        this.divisible = (plan.finals().isEmpty() || !draws(plan.schedule()))
                && plan.state().isEmpty()
                && !(plan.schedule().until() instanceof Until.Settled)
                && (appliesLast || shardsApplyAlike(plan));
        this.passes = plan.learns() ? Passes::learning : (parameters, noise) -> Passes.evaluating(parameters);
    }

    private IllegalArgumentException refused(Arithmetic arithmetic, DType dtype, Device device) {
        return new IllegalArgumentException(
                backend(dtype, device).refusal(plan.schedule().name(), arithmetic));
    }

    private boolean isInBfloat16() {
        return asked.equals(Optional.of(Arithmetic.BF16));
    }

    /** What is drawn for a shard is not what is drawn for the batch, and what is handed out would depend on the workers. */
    private static boolean draws(Schedule schedule) {
        return schedule.relaxation().draws() || schedule.start() instanceof Start.Noisy;
    }

    /** Where units are gated one by one, a shard may have a Δθ that another has not; two runs in turns would meet apart. */
    private static boolean shardsApplyAlike(Plan plan) {
        return plan.appliesAtEndsOfTimes()
                && plan.schedule().learning().zeroSteps().isEmpty()
                && !(plan.schedule().nudging() instanceof Nudging.Centered);
    }

    /** Tells whether dense kernels run the plan where its numbers are in main memory. */
    public boolean isDense() {
        return dense.isPresent();
    }

    /** Returns what carries the plan out with parameters of this type on this device, and why. */
    public Backend backend(DType dtype, Device device) {
        return Backend.of(plan, dtype, device, found);
    }

    /** Returns the plan. */
    public Plan plan() {
        return plan;
    }

    /** Runs the plan once, from where its schedule starts; see {@link #run(Parameters, Clamps, State, ParameterUpdater, double, Seed)}. */
    public Outcome run(Parameters parameters, Clamps clamps, ParameterUpdater updater, double scale, Seed noise) {
        return run(parameters, clamps, State.none(), updater, scale, noise);
    }

    /**
     * Runs the plan once.
     *
     * @param parameters θ, which the updater changes
     * @param clamps what nodes are clamped to; borrowed
     * @param state where free values begin, if the schedule starts from a state or roots are free; borrowed
     * @param updater takes each parameter's Δθ, once it is complete
     * @param scale what Δθ is multiplied by first, such as 1/B, beside the schedule's own factor
     * @param noise where this update's randomness is drawn from: initial noise, dropout's masks, a relaxation's noise
     * @return what was observed; the caller closes it
     * @throws org.pcn4j.function.ShapeException if the clamps or the state do not fit the network
     * @throws IllegalArgumentException if the schedule asks for fused arithmetic and the parameters are not in main memory, or
     *     for bf16 and they are not float32
     * @throws IllegalStateException if the parameters or the tensors handed in are closed
     */
    public Outcome run(
            Parameters parameters, Clamps clamps, State state, ParameterUpdater updater, double scale, Seed noise) {
        try (Lease lease = parameters.lease()) {
            clamps.requireFit(plan.network(), plan.modes(), parameters.dtype());
            double own = scale * plan.schedule().nudging().scale();
            if (dense.isPresent() && dense.get().serves(parameters, clamps)) {
                DenseRuns runs = dense.get();
                return isInBfloat16()
                        ? Bfloat16.multiplying(() -> runs.run(parameters, clamps, state, updater, own, noise))
                        : runs.run(parameters, clamps, state, updater, own, noise);
            }
            if (asked.isPresent() && !clamps.isEmpty()) {
                throw refused(
                        asked.get(),
                        parameters.dtype(),
                        parameters.tensors().get(0).device());
            }
            Reducer reducer = updater.reducer();
            Division division = divisible && state.isEmpty() && !clamps.isEmpty() && mayBeShared(reducer)
                    ? reducer.divide(plan.network(), clamps.batch())
                    : Division.WHOLE;
            if (division.isWhole()) {
                return shard(parameters, clamps, state, updater, own, noise);
            }
            Shared all = new Shared(division, parameters, clamps, updater, own, noise);
            return appliesLast ? inShards(all) : meeting(all);
        }
    }

    /** Of what shards observe, ranks hand each other the loss alone; who asks for more has all of the batch on every rank. */
    private boolean mayBeShared(Reducer reducer) {
        return reducer.ranks() == 1 || observesLossAtMost;
    }

    private static boolean observesEnergies(Plan plan) {
        return plan.blocks().stream()
                .anyMatch(block -> block.instructions().stream()
                        .anyMatch(act -> act instanceof MeasureEnergy measured
                                && (block.time() > 0 || measured.of().get(0).kind() == Slot.Kind.ERROR)));
    }

    private Outcome shard(
            Parameters parameters, Clamps clamps, State state, ParameterUpdater updater, double scale, Seed noise) {
        try (TensorScope scope = TensorScope.reusing();
                Passes all = passes.apply(parameters, noise)) {
            Plan shortest = plans.floorEntry(Beginning.batch(clamps, state)).getValue();
            if (plan.schedule().nudging() instanceof Nudging.Centered) {
                return bothWays(shortest, parameters, all, clamps, state, updater, scale, noise);
            }
            try (Run run = new Run(shortest, uses, parameters, all, clamps, state, updater, scale, noise)) {
                return run.all();
            }
        }
    }

    /** Nudges with both signs from one forward pass; what is observed is that of the positive one. */
    private Outcome bothWays(
            Plan shortest,
            Parameters parameters,
            Passes all,
            Clamps clamps,
            State state,
            ParameterUpdater updater,
            double scale,
            Seed noise) {
        try (Opposites sums = new Opposites(updater);
                Run run = new Run(shortest, uses, parameters, all, clamps, state, sums.first(), scale, noise);
                Run other = new Run(shortest, uses, parameters, all, clamps, state, sums.second(), -scale, noise)) {
            run.passForward(other);
            Outcome outcome = run.all();
            other.all().close();
            return outcome;
        }
    }

    /** A batch that is divided, and how parameters are to move by it. */
    private record Shared(
            Division division,
            Parameters parameters,
            Clamps clamps,
            ParameterUpdater updater,
            double scale,
            Seed noise) {
        Reducer reducer() {
            return updater.reducer();
        }
    }

    private Outcome inShards(Shared all) {
        try (TensorScope scope = new TensorScope();
                Shards deltas = new Shards(all.parameters(), all.reducer(), all.division())) {
            List<Outcome> outcomes = divided(all, shard -> deltas.collector(shard, all.updater()), Runnable::run);
            deltas.update(all.scale(), all.updater());
            return sum(outcomes, all.division(), all.reducer());
        }
    }

    private Outcome meeting(Shared all) {
        int ranks = all.reducer().ranks();
        if (all.division().all() < ranks) {
            throw new IllegalArgumentException("a batch of " + all.clamps().batch() + " samples is "
                    + all.division().all() + " shards, which leaves ranks without any, and "
                    + plan.schedule().name()
                    + " learns while it infers: expected a batch with a shard for each of " + ranks + " ranks");
        }
        try (TensorScope scope = new TensorScope();
                Meeting meeting = new Meeting(all.division(), all.scale(), all.updater())) {
            return sum(divided(all, meeting::of, meeting::run), all.division(), all.reducer());
        }
    }

    /** Adds up what the shards of all ranks observed. */
    private Outcome sum(List<Outcome> own, Division division, Reducer reducer) {
        if (reducer.ranks() == 1) {
            return Outcome.sum(own);
        }
        int nodes = plan.network().nodes().size();
        List<double[]> losses = own.stream()
                .map(outcome -> outcome.losses().orElseGet(() -> new double[nodes]))
                .toList();
        own.forEach(Outcome::close);
        return Outcome.sum(reducer.gatherNumbers(losses, nodes, division).stream()
                .map(Outcome::ofLosses)
                .toList());
    }

    /**
     * Runs the plan on each shard of this process by a worker of its own.
     *
     * @param updaters what takes each shard's Δθ, by its number among those of this process
     * @param runner runs a shard
     */
    private List<Outcome> divided(Shared all, IntFunction<ParameterUpdater> updaters, Consumer<Runnable> runner) {
        Division division = all.division();
        List<Clamps> split = all.clamps().split(division.all());
        Outcome[] outcomes = new Outcome[division.own()];
        Workers.run(
                division.own(),
                worker -> runner.accept(() -> outcomes[worker] = shard(
                        all.parameters(),
                        split.get(division.first() + worker),
                        State.none(),
                        updaters.apply(worker),
                        1,
                        all.noise().derive(division.first() + worker))));
        return List.of(outcomes);
    }
}
