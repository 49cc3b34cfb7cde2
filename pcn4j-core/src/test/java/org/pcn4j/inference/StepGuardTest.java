package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.RandomGraph;
import org.pcn4j.analysis.EnergyTrace;
import org.pcn4j.analysis.StepGuard;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Chain;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Identity;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Relu;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Movement;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.AutonomousZeroDivergence;
import org.pcn4j.learning.DynamicErrors;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.NudgedPredictiveCoding;
import org.pcn4j.learning.WeightedWaves;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Which steps are too large (Innocenti et al. 2023; DESIGN's step guard). */
class StepGuardTest {
    private static final Seed SEED = new Seed(19);
    private static final double BELOW = 0.98;
    private static final double ABOVE = 1.02;

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Schedule il(int steps, Relaxation relaxation) {
        return Schedule.named("il").withSteps(steps).withRelaxation(relaxation);
    }

    private static StepSize measured(Network network, Clamping clamping, Parameters parameters, Clamps clamps) {
        return StepGuard.of(network, clamping, il(8, new Descent(0.1)))
                .orElseThrow()
                .measure(parameters, clamps);
    }

    @Test
    void ofTheLinearNetTheLargestEigenvalueIsTheOneComputedBeforehand() {
        Network network = GoldenNetsTest.netA();
        StepSize found = measured(
                network, Clamping.ofEnds(), GoldenNetsTest.numbersOfA(network), GoldenNetsTest.dataOfA(network));
        assertThat(found.curvature()).isCloseTo(GoldenNetsTest.LARGEST_EIGENVALUE_OF_A, within(1e-11));
        assertThat(found.product()).isEqualTo(0.1 * found.curvature());
        assertThat(found.largestGamma().getAsDouble()).isEqualTo(2 / found.curvature());
    }

    /** Two children, a skip, precisions of units, and an energy whose target is zero. */
    private static Network branched() {
        return Network.builder()
                .input("x", Shape.of(4))
                .node("a", Chain.of(new Linear(4, 5), new Tanh()), Gaussian.of(3), "x")
                .node("b", Chain.of(new Linear(5, 5), new LeakyRelu(0.2)), "a")
                .node("c", Chain.of(Sum.ofInputs(2), new Tanh(), new Linear(5, 3)), "b", "a")
                .output("y", new Linear(3, 3), new CrossEntropy(), "c")
                .output("z", new Linear(5, 2), Gaussian.of(0.5), "a")
                .sink("loop", Sum.of(new Sum.Term("", new Linear(3, 5)), new Sum.Term("m", new Linear(5, 5))), "c", "b")
                .build();
    }

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of("mlp", Fixtures.small("mlp", new CrossEntropy())),
                Arguments.of("mlp", Fixtures.small("mlp", new SquaredError())),
                Arguments.of("rnn", Fixtures.small("rnn", new CrossEntropy())),
                Arguments.of("residual", Fixtures.small("residual", new SquaredError())),
                Arguments.of("residual", Fixtures.small("residual", new CrossEntropy())),
                Arguments.of("branched", branched()));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void itIsTheLargestEigenvalueOfTheEnergysHessianInTheValues(String name, Network network) {
        Parameters parameters = network.initialize(SEED, DType.FLOAT64);
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, 2);
        double expected =
                hessian(network, Clamping.ofEnds(), parameters, clamps).largestEigenvalue();
        StepSize found = measured(network, Clamping.ofEnds(), parameters, clamps);
        assertThat(found.curvature()).as(name).isCloseTo(expected, within(1e-5 * expected));
    }

    /** In float32 what is asked is the same question in double precision. */
    @Test
    void inSinglePrecisionItIsMeasuredAsInDouble() {
        Network network = Fixtures.small("residual", new CrossEntropy());
        Parameters single = network.initialize(SEED, DType.FLOAT32);
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 3);
        StepSize found = measured(network, Clamping.ofEnds(), single, clamps);
        StepSize same = measured(network, Clamping.ofEnds(), single.to(DType.FLOAT64), clamps.to(DType.FLOAT64));
        assertThat(found).isEqualTo(same);
    }

    @Test
    void nudgedFreeAndPartlyHeldNodesAreMeasuredAsTheyAreAsked() {
        Network network = GoldenNetsTest.netA();
        Parameters parameters = GoldenNetsTest.numbersOfA(network);
        Clamps ends = GoldenNetsTest.dataOfA(network);
        Tensor mask = Tensor.of(DType.FLOAT64, Shape.of(1, 4), 1, 0, 0, 1);
        Tensor held = Tensor.of(DType.FLOAT64, Shape.of(1, 4), 0.1, 0, 0, -0.4);
        Clamping masked = Clamping.ofEnds().masked("h1");
        Clamps some = ends.with("h1", held, mask);
        assertThat(measured(network, masked, parameters, some).curvature())
                .isCloseTo(
                        without(hessian(network, masked, parameters, some), 0, 3)
                                .largestEigenvalue(),
                        within(1e-8));
        Clamping nudged = Clamping.ofEnds().nudged("y", 0.3);
        assertThat(measured(network, nudged, parameters, ends).curvature())
                .isCloseTo(GoldenNetsTest.LARGEST_EIGENVALUE_OF_A, within(1e-11));
        Clamping free = Clamping.ofEnds().free("y").free("x");
        Clamps middle = Clamps.none().with("h2", Tensor.of(DType.FLOAT64, Shape.of(1, 4), 1, 2, 3, 4));
        Clamping asked = free.data("h2");
        assertThat(measured(network, asked, parameters, middle).curvature())
                .isCloseTo(hessian(network, asked, parameters, middle).largestEigenvalue(), within(1e-8));
    }

    private static Matrix without(Matrix matrix, int... indices) {
        int[] kept = IntStream.range(0, matrix.height())
                .filter(i -> IntStream.of(indices).noneMatch(left -> left == i))
                .toArray();
        return Matrix.of(kept.length, kept.length, (i, j) -> matrix.at(kept[i], kept[j]));
    }

    /** The Hessian at the forward pass, column by column, of forces by autograd. */
    private static Matrix hessian(Network network, Clamping clamping, Parameters parameters, Clamps clamps) {
        List<Mode> modes = clamping.on(network);
        List<Optional<Tensor>> weights =
                network.nodes().stream().map(node -> Optional.<Tensor>empty()).toList();
        Passes passes = Passes.evaluating(parameters);
        PlainEnergy energy = new PlainEnergy(network, modes, parameters, passes, weights);
        List<Tensor> values = new ArrayList<>();
        List<double[]> columns = new ArrayList<>();
        for (Node node : network.nodes()) {
            Optional<Tensor> given = clamps.value(node.name());
            Shape shape = node.shape().batched(clamps.batch());
            values.add(given.map(Tensor::copy)
                    .orElseGet(() -> node.isRoot() || node.constant().isPresent()
                            ? Tensor.full(DType.FLOAT64, shape, 0)
                            : energy.predict(
                                    node,
                                    node.parents().stream().map(values::get).toList())));
        }
        double step = 1e-4;
        for (Node node : network.nodes()) {
            if (PlainEnergy.moves(node, modes.get(node.index()))) {
                Tensor point = values.get(node.index());
                double[] numbers = point.toDoubles();
                for (int i = 0; i < numbers.length; i++) {
                    double[] up = forces(energy, values, node, i, step);
                    double[] down = forces(energy, values, node, i, -step);
                    columns.add(IntStream.range(0, up.length)
                            .mapToDouble(k -> (down[k] - up[k]) / (2 * step))
                            .toArray());
                }
            }
        }
        return new Matrix(columns.toArray(double[][]::new));
    }

    private static double[] forces(PlainEnergy energy, List<Tensor> values, Node node, int element, double step) {
        Tensor point = values.get(node.index());
        double[] numbers = point.toDoubles();
        numbers[element] += step;
        List<Tensor> moved = new ArrayList<>(values);
        moved.set(node.index(), Tensor.of(DType.FLOAT64, point.shape(), numbers));
        return energy.live(moved).forces().stream()
                .flatMapToDouble(force -> force.stream()
                        .flatMapToDouble(each ->
                                IntStream.range(0, each.toDoubles().length).mapToDouble(i -> each.toDoubles()[i])))
                .toArray();
    }

    static Stream<Arguments> relaxations() {
        return Stream.of(
                Arguments.of(new Descent(1), 2.0),
                Arguments.of(new Momentum(1, 0.5), 3.0),
                Arguments.of(new Momentum(1, 0), 2.0));
    }

    private static Relaxation at(Relaxation relaxation, double gamma) {
        return relaxation instanceof Momentum momentum ? new Momentum(gamma, momentum.momentum()) : new Descent(gamma);
    }

    @ParameterizedTest
    @MethodSource("relaxations")
    void justBelowTheLimitAChainConvergesAndJustAboveItExplodes(Relaxation relaxation, double limit) {
        Network network = GoldenNetsTest.netA();
        assertLimit(network, GoldenNetsTest.numbersOfA(network), GoldenNetsTest.dataOfA(network), relaxation, limit);
    }

    /** Linear, so that the energy is quadratic: two skips, two children each, precisions. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void soDoesARandomLinearGraph(long seed) {
        Network network = Network.builder()
                .input("x", Shape.of(6))
                .node("a", new Linear(6, 6), Gaussian.of(1 + 0.3 * seed), "x")
                .node("b", new Linear(6, 6), "a")
                .node("c", Chain.of(Sum.ofInputs(2), new Linear(6, 6)), "a", "b")
                .node("d", Chain.of(Sum.ofInputs(3), new Linear(6, 6)), Gaussian.of(2), "c", "b", "a")
                .output("y", new Linear(6, 4), new SquaredError(), "d")
                .output("z", new Linear(6, 3), new SquaredError().weighted(0.7), "b")
                .build();
        Parameters parameters = network.initialize(SEED.derive(seed), DType.FLOAT64);
        Clamps clamps = Fixtures.random(network, SEED.derive(seed), DType.FLOAT64, 3);
        assertLimit(network, parameters, clamps, new Descent(1), 2);
    }

    private static void assertLimit(
            Network network, Parameters parameters, Clamps clamps, Relaxation relaxation, double limit) {
        int steps = 1500;
        double curvature =
                measured(network, Clamping.ofEnds(), parameters, clamps).curvature();
        Schedule below = il(steps, at(relaxation, BELOW * limit / curvature));
        Schedule above = il(steps, at(relaxation, ABOVE * limit / curvature));
        StepSize stable = StepGuard.of(network, below).orElseThrow().measure(parameters, clamps);
        assertThat(stable.isBeyond()).isFalse();
        assertThat(stable.limit()).isEqualTo(OptionalDouble.of(limit));
        assertThat(StepGuard.of(network, above)
                        .orElseThrow()
                        .measure(parameters, clamps)
                        .isBeyond())
                .isTrue();
        double[] falling = EnergyTrace.of(network, parameters, clamps, below, SEED);
        assertThat(falling[steps]).isCloseTo(falling[steps - 500], within(1e-14 * falling[0]));
        double[] growing = EnergyTrace.of(network, parameters, clamps, above, SEED);
        assertThat(growing[steps]).isGreaterThan(1e20 * growing[0]);
    }

    /** A unit that stands close to the kink of ReLU: across it the slope of the energy jumps, which is no curvature. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 1e-5, 1e-6})
    void aKinkNearbyCountsForNothing(double close) {
        for (Schedule schedule :
                List.of(InferenceLearning.schedule(3, 0.1), ErrorBasedPredictiveCoding.schedule(3, 0.1))) {
            List<Double> found = new ArrayList<>();
            for (Function kink : List.of(new Relu(), new Identity())) {
                Network network = Network.builder()
                        .input("x", Shape.of(1))
                        .node("h", new Linear(1, 1).withoutBias(), "x")
                        .output("y", Chain.of(kink, new Linear(1, 1).withoutBias()), new SquaredError(), "h")
                        .build();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64);
                Matrix.column(close).into(parameters.get("h.weight"));
                Matrix.column(2).into(parameters.get("y.weight"));
                Clamps clamps = Clamps.of(
                        network, Matrix.column(1).samples(), Matrix.column(5).samples());
                found.add(StepGuard.of(network, schedule)
                        .orElseThrow()
                        .measure(parameters, clamps)
                        .curvature());
            }
            assertThat(found.get(1)).isCloseTo(5, within(1e-9));
            assertThat(found.get(0)).isCloseTo(found.get(1), within(1e-5));
        }
    }

    /** Its eigenvalues are 1 and those of S, the sum of the squared Jacobians of the output. */
    @Test
    void whereErrorsRelaxTheLargestEigenvalueIsThatOfTheHessianInTheErrors() {
        Network network = GoldenNetsTest.netA();
        StepSize found = StepGuard.of(network, ErrorBasedPredictiveCoding.schedule(8, 0.1))
                .orElseThrow()
                .measure(GoldenNetsTest.numbersOfA(network), GoldenNetsTest.dataOfA(network));
        assertThat(found.curvature()).isCloseTo(GoldenNetsTest.LARGEST_EIGENVALUE_OF_S, within(1e-11));
        assertThat(found.limit()).isEqualTo(OptionalDouble.of(2));
    }

    static Stream<Schedule> rules() {
        return Stream.of(
                ErrorBasedPredictiveCoding.schedule(3000, 0.1),
                NudgedPredictiveCoding.soft(0.3, 3000, 0.1),
                NudgedPredictiveCoding.soft(4, 3000, 0.1),
                NudgedPredictiveCoding.negative(0.4, 3000, 0.1));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void justBelowTheLimitOfARuleItConvergesAndJustAboveItExplodes(Schedule rule) {
        Network network = Models.mlp(Shape.of(6), List.of(6, 6, 6, 6), new Identity(), 4, new SquaredError());
        Parameters parameters = network.initialize(SEED, DType.FLOAT64);
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, 3);
        int steps = 3000;
        double largest = StepGuard.of(network, rule)
                .orElseThrow()
                .measure(parameters, clamps)
                .largestGamma()
                .getAsDouble();
        double[] falling = EnergyTrace.of(network, parameters, clamps, rule.withGamma(BELOW * largest), SEED);
        assertThat(falling[steps]).isCloseTo(falling[steps - 500], within(1e-14 * falling[0]));
        double[] growing = EnergyTrace.of(network, parameters, clamps, rule.withGamma(ABOVE * largest), SEED);
        assertThat(growing[steps]).isGreaterThan(1e20 * growing[0]);
    }

    @Test
    void whereErrorsAreWeightedByTimeItIsTheLargestOfAllTimes() {
        Network network = GoldenNetsTest.netA();
        Schedule il = il(4, new Descent(0.1));
        StepSize found = StepGuard.of(network, il.withWeighting((level, time) -> time == 2 ? 3 : 1.0 / (1 + time)))
                .orElseThrow()
                .measure(GoldenNetsTest.numbersOfA(network), GoldenNetsTest.dataOfA(network));
        assertThat(found.curvature()).isCloseTo(3 * GoldenNetsTest.LARGEST_EIGENVALUE_OF_A, within(1e-10));
        StepSize wave = StepGuard.of(network, WeightedWaves.spiking(1e-6, 3, 0.1))
                .orElseThrow()
                .measure(GoldenNetsTest.numbersOfA(network), GoldenNetsTest.dataOfA(network));
        assertThat(wave.curvature()).isBetween(0.5, 0.9 * GoldenNetsTest.LARGEST_EIGENVALUE_OF_A);
    }

    @Test
    void inferenceLearningAtTwoAndAHalfIsFoundToBeBeyond() {
        Network network = Models.mlp(Shape.of(12), List.of(9, 8, 7), new Tanh(), 5, new SquaredError());
        Parameters parameters = network.initialize(SEED, DType.FLOAT32);
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 32);
        Schedule schedule = InferenceLearning.schedule(100, 2.5);
        double[] energies = EnergyTrace.of(network, parameters, clamps, schedule, SEED);
        assertThat(energies[0]).isLessThan(100);
        assertThat(energies[100]).isGreaterThan(1e30);
        StepSize found = StepGuard.of(network, schedule).orElseThrow().measure(parameters, clamps);
        assertThat(found.isBeyond()).isTrue();
        double largest = found.largestGamma().getAsDouble();
        double[] falling =
                EnergyTrace.of(network, parameters, clamps, InferenceLearning.schedule(100, 0.9 * largest), SEED);
        assertThat(falling[100]).isLessThan(falling[0]);
    }

    @Test
    void whereNothingRelaxesThereIsNothingToGuard() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        Schedule il = InferenceLearning.schedule(8, 2.5);
        assertThat(StepGuard.of(network, il)).isPresent();
        assertThat(StepGuard.of(network, ZeroDivergence.schedule())).isEmpty();
        assertThat(StepGuard.of(network, ZeroDivergence.unlevelled())).isEmpty();
        assertThat(StepGuard.of(network, FixedPrediction.schedule(8, 1))).isEmpty();
        assertThat(StepGuard.of(network, il.withPredictions(Predictions.FIXED))).isEmpty();
        assertThat(StepGuard.of(network, il.withSteps(0))).isEmpty();
        assertThat(StepGuard.of(network, ErrorBasedPredictiveCoding.schedule(8, 2.5)))
                .isPresent();
        assertThat(StepGuard.of(network, AutonomousZeroDivergence.schedule(1))).isEmpty();
        Network shallow = Network.builder()
                .input("x", Shape.of(2))
                .output("y", new Linear(2, 2), new SquaredError(), "x")
                .build();
        assertThat(StepGuard.of(shallow, il)).isEmpty();
    }

    @Test
    void errorsWithDynamicsOfTheirOwnHalveTheLimit() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 4);
            StepSize dynamic = StepGuard.of(network, DynamicErrors.schedule(8, 0.1))
                    .orElseThrow()
                    .measure(parameters, clamps);
            StepSize instant = StepGuard.of(network, InferenceLearning.schedule(8, 0.1))
                    .orElseThrow()
                    .measure(parameters, clamps);
            assertThat(2 * dynamic.largestGamma().getAsDouble())
                    .isEqualTo(instant.largestGamma().getAsDouble());
        }
    }

    /** Of a relaxation of one's own. */
    private record Own(double gamma) implements Relaxation {
        @Override
        public boolean forgets(org.pcn4j.function.Precision precision) {
            return false;
        }

        @Override
        public Tensor move(Movement movement) {
            return new Descent(gamma).move(movement);
        }
    }

    @Test
    void ofARelaxationWithoutAKnownLimitTheCurvatureIsToldAlone() {
        Network network = GoldenNetsTest.netA();
        StepSize found = StepGuard.of(network, il(8, new Own(90)))
                .orElseThrow()
                .measure(GoldenNetsTest.numbersOfA(network), GoldenNetsTest.dataOfA(network));
        assertThat(found.limit()).isEmpty();
        assertThat(found.largestGamma()).isEmpty();
        assertThat(found.isBeyond()).isFalse();
        assertThat(found.product()).isCloseTo(90 * GoldenNetsTest.LARGEST_EIGENVALUE_OF_A, within(1e-9));
        assertThat(new Langevin(1, 1).stabilityLimit()).isEqualTo(OptionalDouble.of(2));
    }

    @Test
    void measuringChangesNothingAndLeavesNothingBehind() {
        Network network = new SequentialBuilder(Shape.of(8))
                .layer("one", new Linear(8, 8), new BatchNorm(8), new Relu())
                .layer("other", new Linear(8, 8), new BatchNorm(8), new Relu())
                .output("out", new CrossEntropy(), new Linear(8, 3));
        assertThat(network.buffers()).isNotEmpty();
        Parameters parameters = network.initialize(SEED, DType.FLOAT32);
        Parameters before = parameters.copy();
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 2);
        StepGuard guard =
                StepGuard.of(network, InferenceLearning.schedule(8, 0.1)).orElseThrow();
        StepSize first = guard.measure(parameters, clamps);
        NativeMemory.release();
        System.gc();
        long alive = NativeMemory.liveObjects();
        assertThat(guard.measure(parameters, clamps)).isEqualTo(first);
        NativeMemory.release();
        assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(alive);
        for (int i = 0; i < before.tensors().size(); i++) {
            assertThat(parameters.tensors().get(i).isEqualTo(before.tensors().get(i)))
                    .isTrue();
        }
        for (int i = 0; i < before.buffers().size(); i++) {
            assertThat(parameters.buffers().get(i).isEqualTo(before.buffers().get(i)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void anyGraphCanBeMeasured(long seed) {
        for (Network network : List.of(RandomGraph.withEnergies(seed), RandomGraph.withCycles(seed))) {
            Parameters parameters = network.initialize(SEED, DType.FLOAT64);
            StepSize found =
                    measured(network, Clamping.ofEnds(), parameters, Fixtures.random(network, SEED, DType.FLOAT64, 2));
            assertThat(found.curvature()).isBetween(0.5, 1e6);
        }
    }

    @Test
    void whatIsNoLongerFiniteIsToldAsNotANumber() {
        Network network = GoldenNetsTest.netA();
        Parameters parameters = GoldenNetsTest.numbersOfA(network);
        parameters.get("h2.weight").mulInPlace(Double.NaN);
        StepSize found = measured(network, Clamping.ofEnds(), parameters, GoldenNetsTest.dataOfA(network));
        assertThat(found.curvature()).isNaN();
        assertThat(found.isBeyond()).isFalse();
    }

    /** What is shared is what each would find. */
    @Test
    void guardsThatAreMeasuredTogetherFindWhatEachFindsAlone() {
        Network network = branched();
        Parameters parameters = network.initialize(SEED, DType.FLOAT64);
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, 3);
        List<StepGuard> guards = Stream.of(
                        InferenceLearning.schedule(4, 0.1),
                        IncrementalPredictiveCoding.schedule(4, 0.2),
                        WeightedWaves.spiking(0.3, 4, 0.1),
                        WeightedWaves.decaying(0.2, 4, 0.1),
                        ErrorBasedPredictiveCoding.schedule(4, 0.1),
                        InferenceLearning.schedule(9, 0.3).withRelaxation(new Momentum(0.3, 0.5)))
                .map(schedule -> StepGuard.of(network, schedule).orElseThrow())
                .toList();
        List<StepSize> together = StepGuard.measureAll(guards, parameters, clamps);
        assertThat(together)
                .isEqualTo(guards.stream()
                        .map(guard -> guard.measure(parameters, clamps))
                        .toList());
        assertThat(together.get(0).curvature()).isEqualTo(together.get(1).curvature());
        assertThat(together.get(0).curvature()).isNotEqualTo(together.get(2).curvature());
    }
}
