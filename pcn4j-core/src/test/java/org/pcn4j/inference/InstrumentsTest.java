package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Diagnosis;
import org.pcn4j.analysis.EnergyTrace;
import org.pcn4j.analysis.EquilibratedEnergy;
import org.pcn4j.analysis.InferenceTrace;
import org.pcn4j.analysis.NodeTrace;
import org.pcn4j.analysis.TargetAlignment;
import org.pcn4j.analysis.UpdateComparison;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.NudgedPredictiveCoding;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

/** What the instruments measure: golden numbers and laws (Zahid et al. 2023; Innocenti et al. 2023; Song et al. 2024). */
class InstrumentsTest {
    private static final Seed SEED = new Seed(29);
    private static final double DIGITS = 1e-12;

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static NodeTrace of(InferenceTrace trace, String node) {
        return trace.nodes().stream()
                .filter(each -> each.node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private static double last(List<Double> numbers) {
        return numbers.get(numbers.size() - 1);
    }

    private static InferenceTrace traceOfA(Schedule schedule) {
        Network network = GoldenNetsTest.netA();
        return InferenceTrace.of(
                network, GoldenNetsTest.numbersOfA(network), GoldenNetsTest.dataOfA(network), schedule, SEED);
    }

    @Test
    void theLinearNetsEquilibriumIsSolvedForAndHasTheEnergyComputedBeforehand() {
        InferenceTrace trace = traceOfA(InferenceLearning.schedule(150, 0.6));
        InferenceTrace.Rest rest = trace.rest().orElseThrow();
        assertThat(rest.exact()).isTrue();
        assertThat(rest.energy()).isCloseTo(0.204026377569, within(DIGITS));
        assertThat(rest.residual()).isLessThan(DIGITS);
        assertThat(trace.energies().get(0)).isCloseTo(0.319026327288, within(DIGITS));
        assertThat(last(trace.energies())).isCloseTo(0.204026377569, within(DIGITS));
        for (String node : List.of("h1", "h2")) {
            List<Double> distances = of(trace, node).fromEquilibrium();
            assertThat(distances.get(0)).isGreaterThan(1e-2);
            assertThat(last(distances)).isLessThan(1e-12);
            assertThat(last(of(trace, node).residuals())).isLessThan(1e-12);
        }
        assertThat(of(trace, "y").residuals()).isEmpty();
        assertThat(last(of(trace, "y").errors())).isCloseTo(Math.hypot(0.075663523017, 0.510406412842), within(DIGITS));
    }

    static Stream<Schedule> nudges() {
        return Stream.of(
                NudgedPredictiveCoding.soft(0.5, 300, 0.4),
                NudgedPredictiveCoding.positive(0.5, 300, 0.4),
                NudgedPredictiveCoding.negative(0.5, 300, 0.4),
                NudgedPredictiveCoding.centered(0.5, 300, 0.4));
    }

    @ParameterizedTest
    @MethodSource("nudges")
    void aNudgedInferenceRestsWhereTheEnergyIsLeastThatItDescends(Schedule nudged) {
        InferenceTrace trace = traceOfA(nudged);
        InferenceTrace.Rest rest = trace.rest().orElseThrow();
        assertThat(rest.exact()).isTrue();
        assertThat(rest.energy()).isLessThan(trace.energies().get(0));
        assertThat(last(trace.energies())).isCloseTo(rest.energy(), within(DIGITS));
        for (NodeTrace node : trace.nodes()) {
            assertThat(node.residuals()).allMatch(Double::isFinite);
            if (!node.node().equals("y")) {
                assertThat(last(node.residuals())).isLessThan(1e-12);
                assertThat(last(node.fromEquilibrium())).isLessThan(1e-12);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("nudges")
    void theClosedFormIsThatOfTheNudgedTarget(Schedule nudged) {
        Network network = GoldenNetsTest.netA();
        Parameters parameters = GoldenNetsTest.numbersOfA(network);
        Clamps clamps = GoldenNetsTest.dataOfA(network);
        Optional<EquilibratedEnergy> found = EquilibratedEnergy.of(network, parameters, clamps, nudged.nudging());
        assertThat(Diagnosis.of(
                                network,
                                parameters,
                                clamps,
                                new Rule.Scheduled(nudged.withSteps(3)),
                                () -> new Sgd(0.1),
                                SEED)
                        .closedForm())
                .isEqualTo(found);
        if (nudged.nudging() instanceof Nudging.Soft) {
            assertThat(found).isEmpty();
            return;
        }
        InferenceTrace trace = traceOfA(nudged);
        EquilibratedEnergy closed = found.orElseThrow();
        assertThat(closed.energy()).isCloseTo(trace.rest().orElseThrow().energy(), within(1e-12));
        assertThat(closed.loss()).isCloseTo(trace.energies().get(0), within(1e-12));
        assertThat(closed.energy()).isCloseTo(0.25 * 0.204026377569, within(DIGITS));
        double[] errors = closed.outputErrors().get(0).stream()
                .mapToDouble(error -> error)
                .toArray();
        assertThat(last(of(trace, "y").errors())).isCloseTo(Math.hypot(errors[0], errors[1]), within(1e-12));
    }

    @Test
    void ofALongInferenceSomeTimesAreLookedAtTheFirstAndTheLastAmongThem() {
        InferenceTrace trace = traceOfA(InferenceLearning.schedule(200, 0.1));
        assertThat(trace.times())
                .hasSize(64)
                .startsWith(0, 1, 2, 3)
                .endsWith(200)
                .isSorted();
        assertThat(trace.energies()).hasSize(64);
        assertThat(traceOfA(InferenceLearning.schedule(63, 0.1)).times())
                .isEqualTo(IntStream.rangeClosed(0, 63).boxed().toList());
    }

    /** The force at t moves the values to t + 1: ‖∂E/∂x‖ = ‖x(t+1) − x(t)‖/γ, which for one hidden unit is seen in distances. */
    @Test
    void theResidualIsWhatDescentMovesValuesBy() {
        Network network = Network.builder()
                .input("x", Shape.of(1))
                .node("h", new Linear(1, 1).withoutBias(), "x")
                .output("y", new Linear(1, 1).withoutBias(), new SquaredError(), "h")
                .build();
        Parameters parameters = network.initialize(SEED, DType.FLOAT64);
        Matrix.column(0.7).into(parameters.get("h.weight"));
        Matrix.column(2).into(parameters.get("y.weight"));
        Clamps clamps = Clamps.of(
                network, Matrix.column(1.3).samples(), Matrix.column(-0.4).samples());
        InferenceTrace trace =
                InferenceTrace.of(network, parameters, clamps, InferenceLearning.schedule(12, 0.15), SEED);
        NodeTrace h = of(trace, "h");
        for (int t = 0; t < 12; t++) {
            double moved = h.fromEquilibrium().get(t) - h.fromEquilibrium().get(t + 1);
            assertThat(moved / 0.15).isCloseTo(h.residuals().get(t), within(1e-11));
        }
        double r = -0.4 - 2 * 0.7 * 1.3;
        assertThat(trace.rest().orElseThrow().energy()).isCloseTo(r * r / 2 / (1 + 4), within(1e-14));
    }

    @Test
    void elsewhereValuesRelaxForLong() {
        Network network = GoldenNetsTest.netB();
        InferenceTrace trace = InferenceTrace.of(
                network,
                GoldenNetsTest.numbersOfB(network),
                GoldenNetsTest.dataOfB(network),
                Schedule.named("il").withGamma(0.3).withUntil(new Until.Steps(400)),
                SEED);
        InferenceTrace.Rest rest = trace.rest().orElseThrow();
        assertThat(rest.exact()).isFalse();
        assertThat(rest.residual()).isLessThan(1e-8);
        assertThat(last(trace.energies())).isCloseTo(rest.energy(), within(1e-10));
        assertThat(last(of(trace, "h1").fromEquilibrium())).isLessThan(1e-6);
    }

    static Stream<Schedule> arriving() {
        return Stream.of(
                InferenceLearning.schedule(8, 0.01),
                InferenceLearning.schedule(8, 1),
                IncrementalPredictiveCoding.schedule(8, 0.3),
                FixedPrediction.schedule(8, 0.5),
                ZeroDivergence.schedule());
    }

    /** Zahid et al. 2023: an error arrives k hops away at time k, whatever γ is. */
    @ParameterizedTest
    @MethodSource("arriving")
    void theFirstErrorKHopsAboveTheOutputArrivesAtTimeK(Schedule schedule) {
        Network network = Models.mlp(Shape.of(6), List.of(5, 5, 5, 5), new Tanh(), 3, new CrossEntropy());
        Parameters parameters = network.initialize(SEED, DType.FLOAT32);
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 4);
        InferenceTrace trace = InferenceTrace.of(network, parameters, clamps, schedule, SEED);
        assertThat(trace.nodes())
                .hasSize(5)
                .allSatisfy(node ->
                        assertThat(node.arrival().getAsInt()).as(node.node()).isEqualTo(node.level()));
    }

    @Test
    void energiesAreThoseOfTheEnergyTraceAndNothingChanges() {
        Network network = new SequentialBuilder(Shape.of(1, 6, 6))
                .layer("conv", new Conv2d(1, 2, 3), new BatchNorm(2), new Tanh())
                .layer("flat", new Flatten(), new Dropout(0.2))
                .output("y", new CrossEntropy(), new Linear(32, 3));
        Parameters parameters = network.initialize(SEED, DType.FLOAT64);
        Parameters before = parameters.copy();
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, 3);
        Schedule schedule = InferenceLearning.schedule(9, 0.2);
        double[] expected = EnergyTrace.of(network, parameters, clamps, schedule, SEED);
        InferenceTrace trace = InferenceTrace.of(network, parameters, clamps, schedule, SEED);
        for (int t = 0; t <= 9; t++) {
            assertThat(trace.energies().get(t)).isCloseTo(expected[t] / 3, within(DIGITS));
        }
        UpdateComparison.of(network, parameters, clamps, new Rule.Scheduled(schedule), SEED);
        for (int i = 0; i < before.tensors().size(); i++) {
            assertThat(parameters.tensors().get(i).isEqualTo(before.tensors().get(i)))
                    .isTrue();
        }
        for (int i = 0; i < before.buffers().size(); i++) {
            assertThat(parameters.buffers().get(i).isEqualTo(before.buffers().get(i)))
                    .isTrue();
        }
    }

    @Test
    void theClosedFormOfTheLinearNetIsTheOneComputedBeforehand() {
        Network network = GoldenNetsTest.netA();
        EquilibratedEnergy found = EquilibratedEnergy.of(
                        network, GoldenNetsTest.numbersOfA(network), GoldenNetsTest.dataOfA(network))
                .orElseThrow();
        assertThat(found.energy()).isCloseTo(0.204026377569, within(DIGITS));
        assertThat(found.loss()).isCloseTo(0.319026327288, within(DIGITS));
        assertThat(found.outputErrors().get(0).get(0)).isCloseTo(-0.075663523017, within(DIGITS));
        assertThat(found.outputErrors().get(0).get(1)).isCloseTo(-0.510406412842, within(DIGITS));
    }

    /** Any acyclic linear graph, with skips and several samples. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theClosedFormIsTheEnergyAtTheSolvedEquilibrium(long seed) {
        Network network = Network.builder()
                .input("x", Shape.of(5))
                .node("a", new Linear(5, 6), "x")
                .node("b", new Linear(6, 6), "a")
                .node("c", Sum.ofInputs(3), "b", "a", "a")
                .output("y", new Linear(6, 4), new SquaredError(), "c")
                .build();
        Parameters parameters = network.initialize(SEED.derive(seed), DType.FLOAT64);
        Clamps clamps = Fixtures.random(network, SEED.derive(seed), DType.FLOAT64, 3);
        double closed =
                EquilibratedEnergy.of(network, parameters, clamps).orElseThrow().energy();
        InferenceTrace.Rest rest = InferenceTrace.of(
                        network, parameters, clamps, InferenceLearning.schedule(2, 0.1), SEED)
                .rest()
                .orElseThrow();
        assertThat(rest.exact()).isTrue();
        assertThat(rest.energy()).isCloseTo(closed, within(1e-12));
    }

    @Test
    void ofOtherEnergiesThereIsNoClosedForm() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        assertThat(EquilibratedEnergy.of(
                        network,
                        network.initialize(SEED, DType.FLOAT32),
                        Fixtures.random(network, SEED, DType.FLOAT32, 2)))
                .isEmpty();
    }

    @Test
    void zilsUpdateIsBackpropagationsAndAFixedPredictionsIsItsBinomialPart() {
        Network network = GoldenNetsTest.netB();
        Parameters parameters = GoldenNetsTest.numbersOfB(network);
        Clamps clamps = GoldenNetsTest.dataOfB(network);
        UpdateComparison zil =
                UpdateComparison.of(network, parameters, clamps, new Rule.Scheduled(ZeroDivergence.schedule()), SEED);
        assertThat(zil.all().divergence().bitwiseEqual()).isTrue();
        assertThat(zil.all().cosine()).isCloseTo(1, within(DIGITS));
        assertThat(zil.all().ratio()).isEqualTo(1);
        UpdateComparison fpa = UpdateComparison.of(
                network, parameters, clamps, new Rule.Scheduled(FixedPrediction.schedule(20, 0.1)), SEED);
        double[] parts = {1 - Math.pow(0.9, 20) - 20 * 0.1 * Math.pow(0.9, 19), 1 - Math.pow(0.9, 20), 1};
        for (int i = 0; i < parts.length; i++) {
            assertThat(fpa.parameters().get(i).cosine()).isCloseTo(1, within(DIGITS));
            assertThat(fpa.parameters().get(i).ratio()).isCloseTo(parts[i], within(DIGITS));
        }
        assertThat(fpa.all().cosine()).isBetween(0.9, 1 - 1e-6);
    }

    /** Song et al. 2024: one layer, squared error, one sample. */
    @Test
    void ofOneLayerAndOneSampleAnUpdateMovesStraightToTheTarget() {
        Network network = Network.builder()
                .input("x", Shape.of(5))
                .output("y", new Linear(5, 4), new SquaredError(), "x")
                .build();
        Parameters parameters = network.initialize(SEED, DType.FLOAT64);
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, 1);
        for (Rule rule : List.of(
                new Rule.Backprop(),
                new Rule.Scheduled(InferenceLearning.schedule(4, 0.1)),
                new Rule.Scheduled(ZeroDivergence.schedule()))) {
            assertThat(TargetAlignment.of(network, parameters, clamps, rule, () -> new Sgd(0.05), SEED))
                    .as(rule.name())
                    .isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void inADeepLinearNetInferenceLearningAlignsBetterThanBackpropagation() {
        Network network = Network.builder()
                .input("x", Shape.of(8))
                .node("a", new Linear(8, 8), "x")
                .node("b", new Linear(8, 8), "a")
                .node("c", new Linear(8, 8), "b")
                .node("d", new Linear(8, 8), "c")
                .output("y", new Linear(8, 8), new SquaredError(), "d")
                .build();
        Parameters parameters = network.initialize(SEED, DType.FLOAT64);
        for (org.pcn4j.function.ParameterSpec spec : network.parameters()) {
            parameters.get(spec.name()).mulInPlace(2);
        }
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, 1);
        double bp = TargetAlignment.of(network, parameters, clamps, new Rule.Backprop(), () -> new Sgd(1e-3), SEED);
        double il = TargetAlignment.of(
                network,
                parameters,
                clamps,
                new Rule.Scheduled(InferenceLearning.schedule(400, 0.1)),
                () -> new Sgd(1e-3),
                SEED);
        assertThat(il).isGreaterThan(bp);
    }

    @Test
    void instrumentsLeaveNothingBehind() {
        Network network = Fixtures.small("residual", new SquaredError());
        Parameters parameters = network.initialize(SEED, DType.FLOAT32);
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 2);
        Schedule schedule = InferenceLearning.schedule(4, 0.1);
        Rule rule = new Rule.Scheduled(schedule);
        Supplier<List<Object>> all = () -> List.of(
                InferenceTrace.of(network, parameters, clamps, schedule, SEED),
                EquilibratedEnergy.of(network, parameters, clamps),
                UpdateComparison.of(network, parameters, clamps, rule, SEED),
                TargetAlignment.of(network, parameters, clamps, rule, () -> new Sgd(0.1), SEED));
        List<Object> first = all.get();
        NativeMemory.release();
        System.gc();
        long alive = NativeMemory.liveObjects();
        assertThat(all.get()).isEqualTo(first);
        NativeMemory.release();
        assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(alive);
    }
}
