package org.pcn4j.inference.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.dense.Kernels;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Bfloat16;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/** Inference by products of deviations in bfloat16: how near it stays, and what has none. */
class DeviationsTest {
    private static final Seed SEED = new Seed(160);

    /** A number of 8 significant bits is at most so far from what is rounded to it, relative to that. */
    private static final double UNIT = 0x1p-8;

    /** A product rounds what is multiplied, the weights and what comes out. */
    private static final double PRODUCT = 3 * UNIT;

    private static final Kernels KERNELS = Kernels.here().kernels().isPresent() ? Kernels.here() : Kernels.scalar();
    private static final Schedule IL = InferenceLearning.schedule(8, 0.1);
    private static final Network NETWORK = chain(3);
    private static final String NOTHING =
            "inference in bf16 where no weight of 128 rows and columns or more is multiplied by twice";

    private static Network chain(long number) {
        SplittableRandom random = new SplittableRandom(number);
        List<Integer> hidden = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            hidden.add(random.nextInt(128, 180));
        }
        // A ReLU's slope jumps: what flips it is no matter of rounding's size.
        Elementwise activation = number % 3 == 0 ? new Gelu() : new Tanh();
        return Models.mlp(
                Shape.of(20), hidden, activation, 9, number % 2 == 0 ? new CrossEntropy() : new SquaredError());
    }

    private static Plan plan(Network network, Schedule schedule, Arithmetic arithmetic) {
        return new Planner(ZeroUpdates.SKIP)
                .plan(network, Clamping.ofEnds(), schedule.withArithmetic(arithmetic), Set.of(new Observation.Loss()));
    }

    private static String missing(Network network, Schedule schedule) {
        return DenseRunner.of(plan(network, schedule, Arithmetic.BF16), Kernels.Both.scalar())
                .missing();
    }

    private static void assumeProducts() {
        assumeTrue(Bfloat16.here().reason().isEmpty(), () -> Bfloat16.here().missing());
    }

    private static Tensor normal(String name, DType dtype, long... shape) {
        return SEED.derive(name).normal(DType.FLOAT32, Shape.of(shape), 0, 1).to(dtype);
    }

    /** What each parameter would be changed by, for one batch. */
    private static Map<String, double[]> deltas(
            Network network, Schedule schedule, Arithmetic arithmetic, DType dtype, int batch) {
        Map<String, double[]> deltas = new TreeMap<>();
        ParameterUpdater notes = new ParameterUpdater() {
            @Override
            public void update(String name, Tensor theta, Tensor delta) {
                deltas.put(name, delta.toDoubles());
            }

            @Override
            public boolean idleAtZero() {
                return true;
            }
        };
        try (TensorScope scope = new TensorScope();
                Parameters drawn = network.initialize(SEED, DType.FLOAT32);
                Parameters parameters = drawn.to(dtype)) {
            long[] labels = new long[batch];
            for (int i = 0; i < batch; i++) {
                labels[i] = i * 5L % 9;
            }
            boolean classifies = network.nodes().stream().anyMatch(node -> node.energy() instanceof CrossEntropy);
            Tensor target = classifies ? Tensor.of(Shape.of(batch), labels) : normal("y", dtype, batch, 9);
            Clamps clamps = Clamps.of(network, normal("x", dtype, batch, 20), target);
            new Executor(plan(network, schedule, arithmetic), KERNELS)
                    .run(parameters, clamps, notes, 1.0 / batch, SEED)
                    .close();
        }
        return deltas;
    }

    private static double distance(double[] found, double[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < found.length; i++) {
            difference += (found[i] - expected[i]) * (found[i] - expected[i]);
            size += expected[i] * expected[i];
        }
        return Math.sqrt(difference / size);
    }

    /**
     * An error comes to the first layer by a product a layer, and each rounds it by three units at most; as products round all numbers
     * apart, several together stay below what one could do. Were values rounded in place of deviations, errors would be lost.
     */
    private static void requireNear(Network network, Schedule schedule, int batch) {
        assumeProducts();
        Map<String, double[]> exact = deltas(network, schedule, Arithmetic.EXACT, DType.FLOAT64, batch);
        Map<String, double[]> rounded = deltas(network, schedule, Arithmetic.BF16, DType.FLOAT32, batch);
        assertThat(rounded.keySet()).isEqualTo(exact.keySet());
        double farthest = 0;
        for (Map.Entry<String, double[]> each : exact.entrySet()) {
            double distance = distance(Objects.requireNonNull(rounded.get(each.getKey())), each.getValue());
            assertThat(distance).as(each.getKey()).isLessThan(PRODUCT);
            farthest = Math.max(farthest, distance);
        }
        assertThat(farthest).as("something is rounded").isGreaterThan(UNIT / 64);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void whatIsLearnedIsWithinAProductsRoundingOfFloat64(long number) {
        requireNear(chain(number), IL, number % 2 == 0 ? 41 : 140);
    }

    static List<Schedule> relaxations() {
        return List.of(
                IL.withInitialNoise(0.1),
                IL.withRelaxation(new Momentum(0.05, 0.5)),
                IL.withRelaxation(new AdamDescent(0.02, 0.9, 0.99, 0.1)),
                IL.withRelaxation(new Langevin(0.05, 0.1)));
    }

    @ParameterizedTest
    @MethodSource("relaxations")
    void soItIsByOtherRelaxations(Schedule schedule) {
        requireNear(NETWORK, schedule, 40);
    }

    private static Map<String, double[]> settled(Arithmetic arithmetic, DType dtype) {
        Map<String, double[]> all = new TreeMap<>();
        Set<Observation> errors = Set.of(new Observation.FinalError("fc1"), new Observation.FinalError("fc3"));
        Schedule schedule = IL.withSteps(20).withArithmetic(arithmetic).withLearning(new Learning.Never());
        Plan plan = new Planner(ZeroUpdates.SKIP).plan(NETWORK, Clamping.ofEnds(), schedule, errors);
        Executor executor = new Executor(plan, KERNELS);
        try (TensorScope scope = new TensorScope();
                Parameters drawn = NETWORK.initialize(SEED, DType.FLOAT32);
                Parameters parameters = drawn.to(dtype);
                Outcome outcome = executor.run(
                        parameters,
                        Clamps.of(NETWORK, normal("x", dtype, 40, 20), normal("y", dtype, 40, 9)),
                        State.none(),
                        ParameterUpdater.none(),
                        1,
                        SEED)) {
            outcome.errors().forEach((node, error) -> all.put(node, error.toDoubles()));
        }
        return all;
    }

    @Test
    void valuesSettleAsNear() {
        assumeProducts();
        Map<String, double[]> exact = settled(Arithmetic.EXACT, DType.FLOAT64);
        Map<String, double[]> rounded = settled(Arithmetic.BF16, DType.FLOAT32);
        assertThat(rounded).containsOnlyKeys("fc1", "fc3");
        rounded.forEach((node, error) -> assertThat(distance(error, Objects.requireNonNull(exact.get(node))))
                .as(node)
                .isBetween(UNIT / 64, PRODUCT));
    }

    @Test
    void severalThreadsLearnAsNear() {
        Threads before = Threads.current();
        try {
            Threads.forMatrices(2).use();
            requireNear(NETWORK, IL, 140);
            Threads.forConvolutions(2).use();
            requireNear(NETWORK, IL, 140);
        } finally {
            before.use();
        }
    }

    @Test
    void fewSamplesAreMultipliedInFloat32() {
        assumeProducts();
        Map<String, double[]> fused = deltas(NETWORK, IL, Arithmetic.FUSED, DType.FLOAT32, Deviations.FEW);
        Map<String, double[]> rounded = deltas(NETWORK, IL, Arithmetic.BF16, DType.FLOAT32, Deviations.FEW);
        fused.forEach((name, numbers) -> assertThat(rounded.get(name)).isEqualTo(numbers));
    }

    @Test
    void theForwardPassAndTheTimeThatLearnsStayInFloat32() throws Exception {
        Program plain =
                Program.of(plan(NETWORK, IL, Arithmetic.BF16), false).program().orElseThrow();
        Program rounded = Deviations.of(plain);
        List<Program.Turn> turns = rounded.stages().get(0).turns();
        Program.Turn last = turns.get(turns.size() - 1);
        assertThat(last.ops()).noneMatch(Op.Rounded.class::isInstance);
        assertThat(turns.get(1).ops()).noneMatch(Op.Rounded.class::isInstance);
        List<Op> between = turns.subList(2, turns.size() - 1).stream()
                .flatMap(turn -> turn.ops().stream())
                .toList();
        assertThat(between).anyMatch(Bfloat16Op.Predict.class::isInstance);
        assertThat(between).anyMatch(Bfloat16Op.Feed.class::isInstance);
        assertThat(between.stream().filter(Op.Predict.class::isInstance).map(Op.Predict.class::cast))
                .as("only the narrow output is predicted in float32")
                .allMatch(act -> plain.widths().get(act.y()) == 9);
    }

    /** D₂ is a deviation by itself. */
    @Test
    void ofAValueLeftOutTheLastPredictionAloneIsRounded() throws Exception {
        Program rounded = Deviations.of(
                Program.of(plan(NETWORK, IL, Arithmetic.BF16), true).program().orElseThrow());
        List<Program.Turn> turns = rounded.stages().get(0).turns();
        List<Op> last = turns.get(turns.size() - 1).ops().stream()
                .filter(Op.Rounded.class::isInstance)
                .toList();
        assertThat(last).hasSize(1).allMatch(Bfloat16Op.Gram.class::isInstance);
    }

    @Test
    void whatHasNoProductsOfDeviationsIsNamed() {
        assertThat(missing(NETWORK, IL)).isEmpty();
        assertThat(missing(NETWORK, IL.withSteps(1))).isEqualTo(NOTHING);
        assertThat(missing(NETWORK, ZeroDivergence.schedule())).isEqualTo("learning while values move in bf16");
        assertThat(missing(NETWORK, ErrorBasedPredictiveCoding.schedule(5, 0.05)))
                .isEqualTo("errors that cross the graph within a time in bf16");
        assertThat(missing(NETWORK, IL.withStart(new Start.Zeros())))
                .isEqualTo("values that do not begin at a forward pass in bf16");
        Network narrow = Models.mlp(Shape.of(900), List.of(127, 900), new Tanh(), 9, new SquaredError());
        assertThat(missing(narrow, IL)).isEqualTo(NOTHING);
    }

    @Test
    void parametersOfFloat64AreRefusedByARun() {
        assumeProducts();
        assertThatThrownBy(() -> deltas(NETWORK, IL, Arithmetic.BF16, DType.FLOAT64, 40))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the arithmetic of il cannot be bf16, because products in bf16 serve float32, and the"
                        + " parameters are of float64; expected arithmetic: fused, exact, or none");
    }
}
