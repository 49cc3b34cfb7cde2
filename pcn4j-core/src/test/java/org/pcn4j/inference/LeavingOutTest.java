package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.RandomDense;
import org.pcn4j.dense.Kernels;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Relu;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.ByNode;
import org.pcn4j.inference.plan.Instruction.Materialize;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.LeavingOut;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ProductAct.BringBack;
import org.pcn4j.inference.plan.ProductAct.Gram;
import org.pcn4j.inference.plan.ProductAct.Multiply;
import org.pcn4j.inference.plan.ProductAct.PredictFromErrors;
import org.pcn4j.inference.plan.ProductAct.PullToProduct;
import org.pcn4j.inference.plan.Standing;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.NudgedPredictiveCoding;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Device;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

/**
 * Plans that leave a value out while it moves find what the definition of inference finds, which knows no plan: in float64, whatever
 * libtorch's kernels are asked for.
 */
class LeavingOutTest {
    private static final Seed SEED = new Seed(97);
    private static final int GRAPHS = 12;
    private static final int LEAST_LEFT_OUT = 40;
    private static final double RATE = 1e-3;
    private static final Closeness CLOSE = new Closeness(1e-10, 1e-3);
    private static final Kernels NONE = Kernels.missing("none are asked for");
    private static final Schedule IL = InferenceLearning.schedule(6, 0.1);

    private static final Map<String, Schedule> RULES = rules();

    private static Map<String, Schedule> rules() {
        Map<String, Schedule> rules = new LinkedHashMap<>();
        rules.put("il", IL);
        rules.put("il of many steps", InferenceLearning.schedule(17, 0.05));
        rules.put("il that forgets", InferenceLearning.schedule(5, 1));
        rules.put("il by momentum", IL.withRelaxation(new Momentum(0.05, 0.5)));
        rules.put("nudged", NudgedPredictiveCoding.positive(0.8, 6, 0.1));
        rules.put("nudged both ways", NudgedPredictiveCoding.centered(0.5, 6, 0.1));
        rules.put("softly nudged", NudgedPredictiveCoding.soft(0.8, 6, 0.1));
        rules.put("settling", IL.withLearning(new Learning.Never()));
        return rules;
    }

    private static Plan plan(Network network, Clamping clamping, Schedule schedule, Set<Observation> observations) {
        return new Planner(ZeroUpdates.APPLY).plan(network, clamping, schedule, observations);
    }

    private static Plan plan(Network network, Schedule schedule, Observation... more) {
        return plan(network, Clamping.ofEnds(), schedule, Set.of(more));
    }

    private static Plan shorter(Plan plan) {
        return LeavingOut.without(plan, LeavingOut.in(plan));
    }

    /** A convolution's values, of which a product sees all numbers in a row. */
    private static Network convolutional() {
        return Network.builder()
                .input("x", Shape.of(1, 6, 6))
                .node("conv", Chain.of(new Conv2d(1, 2, 3), new Tanh()), "x")
                .node("fc", Chain.of(new Flatten(), new Linear(32, 5), new Relu()), "conv")
                .output("y", new Linear(5, 3), new SquaredError(), "fc")
                .build();
    }

    private static Network network(long graph) {
        return graph == 0 ? convolutional() : RandomDense.of(new SplittableRandom(graph));
    }

    /** What can be observed while values are left out: what is handed out in the end, of some nodes or of all. */
    private static Set<Observation> observations(Network network, long graph) {
        Set<Observation> all = Planned.everything(network);
        all.remove(new Observation.Energies());
        return graph % 3 == 1 ? Set.of(new Observation.Loss()) : all;
    }

    static LongStream graphs() {
        return LongStream.range(0, GRAPHS);
    }

    static LongStream moreGraphs() {
        return LongStream.range(GRAPHS, 25 * GRAPHS);
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void shorterPlanAndDefinitionAgree(long graph) {
        RULES.keySet().forEach(rule -> agrees(rule, graph));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("moreGraphs")
    void shorterPlanAndDefinitionAgreeOnManyGraphs(long graph) {
        RULES.keySet().forEach(rule -> agrees(rule, graph));
    }

    @Test
    void manyOfTheseGraphsHaveValuesToLeaveOut() {
        long left = RULES.keySet().stream()
                .mapToLong(rule -> graphs().filter(graph -> plan(rule, graph)
                                .filter(plan -> !LeavingOut.in(plan).isEmpty())
                                .isPresent())
                        .count())
                .sum();
        assertThat(left).isGreaterThan(LEAST_LEFT_OUT);
    }

    /** Nothing where a rule does not suit a graph: only outputs of squared errors are nudged both ways. */
    private static Optional<Plan> plan(String rule, long graph) {
        Network network = network(graph);
        try {
            return Optional.of(plan(network, Clamping.ofEnds(), schedule(rule), observations(network, graph)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Schedule schedule(String rule) {
        return Objects.requireNonNull(RULES.get(rule));
    }

    /** Holds a shorter plan beside the definition, if there is one. */
    private static void agrees(String rule, long graph) {
        Optional<Plan> whole = plan(rule, graph);
        if (whole.isEmpty() || LeavingOut.in(whole.get()).isEmpty()) {
            return;
        }
        Network network = network(graph);
        Set<Observation> observations = observations(network, graph);
        int batch = graph % 2 == 0 ? 2 : 7;
        try (TensorScope scope = new TensorScope();
                Parameters found = network.initialize(SEED.derive(graph), DType.FLOAT64);
                Parameters expected = found.copy()) {
            Clamps clamps = Fixtures.random(network, SEED.derive(graph), DType.FLOAT64, batch);
            Answer answer = new Planned(network, new Executor(shorter(whole.get()), NONE), observations, RATE, SEED)
                    .frames(found, List.of(clamps), Map.of())
                    .get(0);
            Answer defined = new PlainReference(network, Clamping.ofEnds(), schedule(rule), RATE, SEED)
                    .update(expected, clamps, PlainReference.State.none(), 0)
                    .answer();
            CLOSE.require(
                    rule + " on graph " + graph + " of " + network,
                    new Answer(
                            defined.values(),
                            defined.predictions(),
                            defined.errors(),
                            List.of(),
                            defined.loss(),
                            List.of(),
                            defined.deltas()),
                    answer);
        }
    }

    private static Network mlp(int... widths) {
        List<Integer> inner = Arrays.stream(widths).boxed().toList();
        return Models.mlp(Shape.of(12), inner, new Gelu(), 10, new CrossEntropy());
    }

    private static long count(Plan plan, int node, Class<? extends ByNode> kind) {
        long count = 0;
        for (Block block : plan.blocks()) {
            for (Instruction act : block.instructions()) {
                boolean counts = kind.isInstance(act) && ((ByNode) act).node() == node;
                count += counts ? block.repeats() : 0;
            }
        }
        return count;
    }

    /** x₁ of three inner layers first moves in the step at t = 2. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 20})
    void aStepTakesOneProductInPlaceOfTwo(int steps) {
        Plan plan = plan(mlp(20, 16, 8), InferenceLearning.schedule(steps, 0.1), new Observation.Loss());
        int moves = steps - 2;
        assertThat(LeavingOut.in(plan)).containsExactly(new Standing(1, 2, 2, moves, 20, 16));
        assertThat(count(plan, 2, Predict.class)).isEqualTo(moves + 1L);
        assertThat(count(plan, 2, Pull.class)).isEqualTo(moves + 1L);
        Plan shorter = shorter(plan);
        assertThat(count(shorter, 2, Gram.class)).isEqualTo(1);
        assertThat(count(shorter, 2, Multiply.class)).isEqualTo(1);
        assertThat(count(shorter, 2, PredictFromErrors.class)).isEqualTo(moves - 1L);
        assertThat(count(shorter, 2, PullToProduct.class)).isEqualTo(moves);
        assertThat(count(shorter, 2, Predict.class)).as("to learn from").isEqualTo(1);
        assertThat(count(shorter, 2, Pull.class)).as("to learn").isEqualTo(1);
        assertThat(count(shorter, 1, BringBack.class)).isEqualTo(1);
        assertThat(count(shorter, 1, Materialize.class)).isEqualTo(1);
        assertThat(shorter.cost()).isEqualTo(plan.cost());
    }

    private static final Network NETWORK = mlp(20, 16);

    static Map<String, Plan> whole() {
        Map<String, Plan> plans = new LinkedHashMap<>();
        Observation loss = new Observation.Loss();
        plans.put("noise in the beginning", plan(NETWORK, IL.withInitialNoise(0.1), loss));
        plans.put("a start elsewhere", plan(NETWORK, IL.withStart(new Start.Zeros()), loss));
        plans.put("values that settle", plan(NETWORK, IL.withUntil(new Until.Settled(1e-3, 9)), loss));
        plans.put("noise", plan(NETWORK, IL.withRelaxation(new Langevin(0.1, 1)), loss));
        plans.put("moments", plan(NETWORK, IL.withRelaxation(new AdamDescent(0.1, 0.9, 0.99, 1e-8)), loss));
        plans.put("steps of one size for all", plan(NETWORK, IL.withRelaxation(new Heun(0.1, 1e-3, 1e-3)), loss));
        plans.put(
                "a velocity that is handed out",
                plan(NETWORK, IL.withRelaxation(new Momentum(0.1, 0.5)), new Observation.FinalState()));
        plans.put("learning at each step", plan(NETWORK, IncrementalPredictiveCoding.schedule(6, 0.1), loss));
        plans.put("learning at levels", plan(NETWORK, ZeroDivergence.schedule(), loss));
        plans.put("learning from the forward pass", plan(NETWORK, IL.withParents(Parents.FORWARD), loss));
        plans.put("energies", plan(NETWORK, IL, new Observation.Energies()));
        plans.put("no step", plan(NETWORK, InferenceLearning.schedule(0, 0.1), loss));
        plans.put("a value held in part", plan(NETWORK, Clamping.ofEnds().masked("fc1"), IL, Set.of(loss)));
        plans.put(
                "a product of something else",
                plan(
                        Network.builder()
                                .input("x", Shape.of(4))
                                .node("first", new Linear(4, 5), "x")
                                .output("y", Chain.of(new Tanh(), new Linear(5, 3)), new SquaredError(), "first")
                                .build(),
                        IL,
                        loss));
        plans.put(
                "a product at each of several places",
                plan(
                        Network.builder()
                                .input("x", Shape.of(3, 4))
                                .node("first", new Linear(4, 5), "x")
                                .node("second", new Linear(5, 4), "first")
                                .output("y", Chain.of(new Flatten(), new Linear(12, 3)), new SquaredError(), "second")
                                .build(),
                        IL,
                        loss));
        plans.put(
                "several children",
                plan(
                        Network.builder()
                                .input("x", Shape.of(4))
                                .node("first", new Linear(4, 5), "x")
                                .output("y", new Linear(5, 3), new SquaredError(), "first")
                                .output("z", new Linear(5, 2), new SquaredError(), "first")
                                .build(),
                        IL,
                        loss));
        return plans;
    }

    @Test
    void aValueIsKeptIfAnythingElseAsksForItOrChangesIt() {
        assertThat(LeavingOut.in(plan(NETWORK, IL, new Observation.Loss()))).isNotEmpty();
        whole().forEach((why, plan) -> assertThat(LeavingOut.in(plan)).as(why).isEmpty());
    }

    /** For 128 · (11 − 1) · 128 − 5 · 128² multiplications a sample, 128³ for W Wᵀ and 2²⁰ to make it worth it. */
    @Test
    void multiplicationsDecide() {
        Network network = Models.mlp(Shape.of(784), List.of(128, 128, 128), new Gelu(), 10, new CrossEntropy());
        Plan plan = plan(network, InferenceLearning.schedule(8, 0.1), new Observation.Loss());
        long each = 128 * 10 * 128 - 5 * 128 * 128;
        long more = 128 * 128 * 128 + (1 << 20);
        long fewest = (more + each - 1) / each;
        assertThat(LeavingOut.bySamples(plan)).containsOnlyKeys(0L, fewest).containsEntry(0L, plan);
        assertThat(Backend.of(plan, DType.FLOAT32, Device.CPU, NONE).leftOut(plan))
                .containsExactly("from 39 samples on without the value of fc1 while it moves");
        assertThat(Backend.of(plan, DType.FLOAT32, Device.CPU, Kernels.scalar()).leftOut(plan))
                .as("dense kernels do as they do")
                .isEmpty();
        Plan exact = plan(
                network, InferenceLearning.schedule(8, 0.1).withArithmetic(Arithmetic.EXACT), new Observation.Loss());
        assertThat(Backend.of(exact, DType.FLOAT32, Device.CPU, NONE).leftOut(exact))
                .isEmpty();
        Plan wider = plan(mlp(20, 400), InferenceLearning.schedule(8, 0.1), new Observation.Loss());
        assertThat(LeavingOut.in(wider)).isNotEmpty();
        assertThat(LeavingOut.bySamples(wider)).as("W Wᵀ is larger than W").containsOnlyKeys(0L);
    }

    private static final Network WIDE = mlp(128, 128);
    private static final Schedule LONG = InferenceLearning.schedule(8, 0.1);

    private static double[] learned(Plan plan, int batch) {
        try (Parameters parameters = WIDE.initialize(SEED, DType.FLOAT32);
                TensorScope scope = new TensorScope()) {
            Clamps clamps = Fixtures.random(WIDE, SEED, DType.FLOAT32, batch);
            new Executor(plan, NONE)
                    .run(parameters, clamps, new Sgd(0.1), 1.0 / batch, SEED)
                    .close();
            return parameters.tensors().get(0).toDoubles();
        }
    }

    @Test
    void exactArithmeticKeepsItsBitsAndTheDefaultTakesTheShorterPlan() {
        Plan exact = plan(WIDE, LONG.withArithmetic(Arithmetic.EXACT), new Observation.Loss());
        Plan free = plan(WIDE, LONG, new Observation.Loss());
        int fewest = Math.toIntExact(LeavingOut.bySamples(free).lastKey());
        assertThat(learned(free, fewest)).isEqualTo(learned(shorter(exact), fewest));
        assertThat(learned(free, fewest)).isNotEqualTo(learned(exact, fewest));
        assertThat(learned(free, fewest - 1)).isEqualTo(learned(exact, fewest - 1));
    }
}
