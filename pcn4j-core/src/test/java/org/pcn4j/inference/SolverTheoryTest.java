package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.MirrorDescent;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.TensorScope;

/** What momentum, Adam and Heun's method do to values, on the two nets whose figures are known. */
class SolverTheoryTest {
    private static final double LEAST_ENERGY_OF_A = 0.20402637756949593;
    private static final double LARGEST_EIGENVALUE_OF_A = 2.62054473868;

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

    private static Answer askA(By by, Schedule schedule) {
        Network network = GoldenNetsTest.netA();
        return by.answer(
                Question.ofEnds(network, schedule),
                GoldenNetsTest.numbersOfA(network),
                GoldenNetsTest.dataOfA(network));
    }

    private static Answer askB(By by, Schedule schedule) {
        Network network = GoldenNetsTest.netB();
        return by.answer(
                Question.ofEnds(network, schedule),
                GoldenNetsTest.numbersOfB(network),
                GoldenNetsTest.dataOfB(network));
    }

    static Stream<Arguments> solvers() {
        return Stream.of(By.values())
                .flatMap(by -> Stream.of(
                                new Momentum(0.05, 0.35), new AdamDescent(0.01, 0.9, 0.999, 1e-8), new Heun(0.1, 1, 1))
                        .map(solver -> Arguments.of(by, solver)));
    }

    /** So Z-IL's facts hold of them: an error moves one edge a time, whatever moves the values. */
    @ParameterizedTest
    @MethodSource("solvers")
    void aZeroErrorStaysZeroUntilTheTimeOfItsLevel(By by, Relaxation solver) {
        Answer answer = askB(by, il(4, solver));
        for (int time = 0; time <= 4; time++) {
            double[] energies = answer.energies().get(time); // x, h1, h2, y
            assertThat(energies[1] > 0).as("h1 at %s", time).isEqualTo(time >= 2);
            assertThat(energies[2] > 0).as("h2 at %s", time).isEqualTo(time >= 1);
        }
    }

    /** Heavy-ball momentum is stable up to γλ = 2(1 + m), not 2, and settles where descent does. */
    @ParameterizedTest
    @EnumSource(By.class)
    void momentumSettlesAtTheEquilibriumAndIsStableForLargerSteps(By by) {
        double gamma = 2.4 / LARGEST_EIGENVALUE_OF_A;
        assertThat(askA(by, il(200, new Momentum(gamma, 0.5))).energy(200)).isCloseTo(LEAST_ENERGY_OF_A, within(1e-14));
        double beyond = 3.01 / LARGEST_EIGENVALUE_OF_A;
        assertThat(askA(by, il(400, new Momentum(beyond, 0.5))).energy(400)).isGreaterThan(1);
    }

    /** A force moves the potential, x = σ(m − θ): from a rate of ½, θ being 0, the first step is σ(γ f) − ½. */
    @ParameterizedTest
    @EnumSource(By.class)
    void mirrorDescentMovesPotentialsAndShowsTheirRates(By by) {
        Network network = GoldenNetsTest.netB();
        Map<String, double[]> half = new HashMap<>();
        for (String node : List.of("h1", "h2")) {
            double[] numbers =
                    new double[Math.toIntExact(network.node(node).shape().elements()) * 2];
            Arrays.fill(numbers, 0.5);
            half.put(node, numbers);
        }
        Schedule one = il(1, new Momentum(1, 0)).withStart(new Start.Given());
        double[] plain = begun(by, network, one, half).value("h2");
        double[] mirrored = begun(by, network, one.withRelaxation(new MirrorDescent(0.3, 0)), half)
                .value("h2");
        double[] expected = new double[plain.length];
        Arrays.setAll(expected, i -> 1 / (1 + Math.exp(-0.3 * (plain[i] - 0.5))));
        assertThat(mirrored).containsExactly(expected, within(1e-14));
        Answer longer =
                begun(by, network, one.withRelaxation(new MirrorDescent(0.1, 0)).withSteps(60), half);
        for (int time = 1; time <= 60; time++) {
            assertThat(longer.energy(time)).as("at %s", time).isLessThan(longer.energy(time - 1));
        }
        for (double rate : longer.value("h1")) {
            assertThat(rate).isBetween(0.0, 1.0);
        }
    }

    private static Answer begun(By by, Network network, Schedule schedule, Map<String, double[]> given) {
        return by.answer(
                Question.ofEnds(network, schedule),
                GoldenNetsTest.numbersOfB(network),
                GoldenNetsTest.dataOfB(network),
                given);
    }

    @Test
    void mirrorDescentIsRefusedWhereErrorsAreTheState() {
        assertThatThrownBy(() -> ErrorBasedPredictiveCoding.schedule(3, 0.1).withRelaxation(new MirrorDescent(0.1, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no potentials")
                .message()
                .doesNotContain("\n");
        assertThatThrownBy(() -> new MirrorDescent(0.1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    /** At t = 0 Adam's step is γ f / (|f| + ε), so a layer's first step is γ in every element, by the sign of its force. */
    @ParameterizedTest
    @EnumSource(By.class)
    void adamsFirstStepIsTheSignOfTheForce(By by) {
        double[] before = askB(by, il(0, new Momentum(0.1, 0))).value("h2");
        double[] force = askB(by, il(1, new Momentum(1, 0))).value("h2");
        double[] after =
                askB(by, il(1, new AdamDescent(0.01, 0.9, 0.999, 1e-8))).value("h2");
        double[] expected = new double[before.length];
        Arrays.setAll(
                expected, i -> before[i] + 0.01 * (force[i] - before[i]) / (Math.abs(force[i] - before[i]) + 1e-8));
        assertThat(after).containsExactly(expected, within(1e-14));
    }

    /** The bias corrections count the times of the update, as optax and PyTorch do, not those since the first force came. */
    @ParameterizedTest
    @EnumSource(By.class)
    void adamsCorrectionsCountFromTheBeginningOfTheUpdate(By by) {
        AdamDescent adam = new AdamDescent(0.01, 0.9, 0.999, 1e-14);
        double[] before = askB(by, il(0, adam)).value("h1");
        double[] after = askB(by, il(2, adam)).value("h1");
        // Its force came at t = 1: m̂ = .1 f / (1 − .9²), v̂ = .001 f² / (1 − .999²).
        double expected = 0.01 * 0.1 / (1 - 0.81) / Math.sqrt(0.001 / (1 - 0.999 * 0.999));
        for (int i = 0; i < before.length; i++) {
            assertThat(Math.abs(after[i] - before[i])).isCloseTo(expected, within(1e-8));
        }
    }

    /** By {@code StrictMath}, since the bits of {@code Math.pow} are a machine's own. */
    @Test
    void adamsCorrectionsHaveTheSameBitsOnEveryMachine() {
        for (double beta : new double[] {0, 0.5, 0.9, 0.99, 0.999}) {
            for (int time = 0; time < 2000; time++) {
                assertThat(AdamDescent.weight(beta, time))
                        .isEqualTo((1 - beta) / (1 - StrictMath.pow(beta, time + 1.0)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void whatAdamAndHeunRememberDiesWithTheUpdate(By by) {
        for (Relaxation solver : List.of(new AdamDescent(0.01, 0.9, 0.999, 1e-8), new Heun(0.1, 1e-3, 1e-3))) {
            Answer carried = secondFrame(by, il(5, solver).withStart(new Start.Carried()));
            Answer given = secondFrame(by, il(5, solver).withStart(new Start.Given()));
            assertThat(carried.value("h1")).containsExactly(given.value("h1"));
            assertThat(carried.value("h2")).containsExactly(given.value("h2"));
        }
        Answer moving = secondFrame(by, il(5, new Momentum(0.05, 0.5)).withStart(new Start.Carried()));
        Answer atRest = secondFrame(by, il(5, new Momentum(0.05, 0.5)).withStart(new Start.Given()));
        assertThat(moving.value("h2")).isNotEqualTo(atRest.value("h2"));
    }

    private static Answer secondFrame(By by, Schedule schedule) {
        Network network = GoldenNetsTest.netB();
        Clamps clamps = GoldenNetsTest.dataOfB(network);
        Question question = new Question(network, Clamping.ofEnds(), schedule.withLearning(new Learning.Never()));
        Parameters parameters = GoldenNetsTest.numbersOfB(network);
        return by.frames(question, parameters, List.of(clamps, clamps), Map.of(), 0)
                .get(1);
    }

    /** Plain descent with γλ = 20 explodes; Heun tries it, finds the correction too large, and takes a shorter step. */
    @ParameterizedTest
    @EnumSource(By.class)
    void heunsMethodSettlesFromAFirstStepFarBeyondWhatIsStable(By by) {
        double gamma = 20 / LARGEST_EIGENVALUE_OF_A;
        assertThat(askA(by, il(100, new Momentum(gamma, 0))).energy(100)).isGreaterThan(1e100);
        double found = askA(by, il(300, new Heun(gamma, 1e-4, 1e-4))).energy(300);
        assertThat(found).isCloseTo(LEAST_ENERGY_OF_A, within(1e-7));
    }

    /** dx/dt = b − Hx of the linear net: with a tolerance that nothing violates, two times are one step of Heun's method. */
    @ParameterizedTest
    @EnumSource(By.class)
    void twoTimesAreOneStepOfHeunsMethod(By by) {
        double h = 0.1;
        Matrix hessian = GoldenNetsTest.hessianOfA();
        double[] start = valuesOfA(askA(by, il(0, new Momentum(h, 0))));
        Matrix force =
                Matrix.column(valuesOfA(askA(by, il(1, new Momentum(1, 0))))).minus(Matrix.column(start));
        // x + ½h(f + f − hHf)
        Matrix expected = Matrix.column(start)
                .plus(force.times(h))
                .minus(hessian.times(force).times(h * h / 2));
        assertThat(valuesOfA(askA(by, il(2, new Heun(h, 1e9, 1e9)))))
                .containsExactly(expected.numbers(), within(1e-14));
    }

    private static double[] valuesOfA(Answer answer) {
        double[] all = Arrays.copyOf(answer.value("h1"), 8);
        System.arraycopy(answer.value("h2"), 0, all, 4, 4);
        return all;
    }

    /** Steps are each sample's own. */
    @ParameterizedTest
    @EnumSource(By.class)
    void underHeunsMethodASampleSettlesAsIfItWereAlone(By by) {
        Network network = GoldenNetsTest.netB();
        Schedule schedule = il(12, new Heun(2, 1e-3, 1e-3));
        double[] together = askB(by, schedule).value("h1");
        for (int sample = 0; sample < 2; sample++) {
            Clamps alone = Clamps.of(
                    network,
                    GoldenNetsTest.dataOfB(network).value("x").orElseThrow().narrow(0, sample, 1),
                    GoldenNetsTest.dataOfB(network).value("y").orElseThrow().narrow(0, sample, 1));
            Answer answer = by.answer(Question.ofEnds(network, schedule), GoldenNetsTest.numbersOfB(network), alone);
            assertThat(Arrays.copyOfRange(together, 5 * sample, 5 * sample + 5))
                    .containsExactly(answer.value("h1"), within(1e-12));
        }
    }

    /** A step in which an error has not come to every node yet counts these nodes as they are: the plan leaves none out. */
    @ParameterizedTest
    @EnumSource(By.class)
    void heunsMethodStopsWhereValuesRest(By by) {
        Schedule schedule =
                Schedule.named("il").withRelaxation(new Heun(0.3, 1e-4, 1e-4)).withUntil(new Until.Settled(1e-3, 1000));
        Answer answer = askA(by, schedule);
        assertThat(answer.end()).isBetween(20, 999);
        assertThat(answer.energy(answer.end())).isCloseTo(LEAST_ENERGY_OF_A, within(1e-5));
    }

    @Test
    void numbersOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> new AdamDescent(0.1, 1, 0.9, 1e-8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("beta1 must be at least 0 and less than 1, not 1.0");
        assertThatThrownBy(() -> new AdamDescent(0.1, 0.9, 0.9, 0))
                .hasMessage("epsilon must be finite and greater than 0, not 0.0");
        assertThatThrownBy(() -> new AdamDescent(0, 0.9, 0.9, 1)).hasMessageContaining("gamma");
        assertThatThrownBy(() -> new Heun(0.1, -1, 1e-3)).hasMessageContaining("relative tolerance");
        assertThatThrownBy(() -> new Heun(0.1, 0, 0)).hasMessageContaining("absolute tolerance");
    }
}
