package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Levelling;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.DynamicErrors;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

/** The figures computed beforehand for two small nets, a linear one, A, and one of tanh, B. */
class GoldenNetsTest {
    /** Of figures that were written down with twelve decimals. */
    static final double DIGITS = 1e-12;

    static final Matrix A1 = Matrix.ofW(31, 4, 3);
    static final Matrix A2 = Matrix.ofW(32, 4, 4);
    static final Matrix A3 = Matrix.ofW(33, 2, 4);
    static final Matrix X_OF_A = Matrix.u(40, 3);
    static final Matrix Y_OF_A = Matrix.u(41, 2);
    static final double LARGEST_EIGENVALUE_OF_A = 2.62054473868;
    private static final double SMALLEST_EIGENVALUE_OF_S = 1.394510595397;
    static final double LARGEST_EIGENVALUE_OF_S = 1.876595694251;

    private static final double X_OF_ONE_UNIT = 1.3;
    private static final double Y_OF_ONE_UNIT = -0.4;

    /** r² / (2(1 + w₂²)) of a net of one unit. */
    private static final double LEAST_OF_ONE_UNIT = Math.pow(Y_OF_ONE_UNIT - 2 * 0.7 * X_OF_ONE_UNIT, 2) / 2 / (1 + 4);

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    static Schedule il(int steps, double gamma) {
        return Schedule.named("il").withGamma(gamma).withSteps(steps);
    }

    /** Net A: 3-4-4-2, linear. */
    static Network netA() {
        return Network.builder()
                .input("x", Shape.of(3))
                .node("h1", new Linear(3, 4).withoutBias(), "x")
                .node("h2", new Linear(4, 4).withoutBias(), "h1")
                .output("y", new Linear(4, 2).withoutBias(), new SquaredError(), "h2")
                .build();
    }

    static Parameters numbersOfA(Network network) {
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        A1.into(parameters.get("h1.weight"));
        A2.into(parameters.get("h2.weight"));
        A3.into(parameters.get("y.weight"));
        return parameters;
    }

    static Clamps dataOfA(Network network) {
        return Clamps.of(network, X_OF_A.samples(), Y_OF_A.samples());
    }

    /** Net B: 4-5-4-3, μ = tanh(W x), the output linear, two samples. */
    static Network netB() {
        return Network.builder()
                .input("x", Shape.of(4))
                .node("h1", Chain.of(new Linear(4, 5).withoutBias(), new Tanh()), "x")
                .node("h2", Chain.of(new Linear(5, 4).withoutBias(), new Tanh()), "h1")
                .output("y", new Linear(4, 3).withoutBias(), new SquaredError(), "h2")
                .build();
    }

    static Parameters numbersOfB(Network network) {
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        Matrix.ofW(1, 5, 4).into(parameters.get("h1.weight"));
        Matrix.ofW(2, 4, 5).into(parameters.get("h2.weight"));
        Matrix.ofW(3, 3, 4).into(parameters.get("y.weight"));
        return parameters;
    }

    static Clamps dataOfB(Network network) {
        return Clamps.of(
                network, Matrix.ofU(10, 4, 2).samples(), Matrix.ofU(20, 3, 2).samples());
    }

    static void assertFirstDeltas(Answer answer, double... expected) {
        double[] found = {answer.delta("h1.weight")[0], answer.delta("h2.weight")[0], answer.delta("y.weight")[0]};
        assertThat(found).containsExactly(expected, within(DIGITS));
    }

    static Answer askA(By by, Clamping clamping, Schedule schedule) {
        Network network = netA();
        return by.answer(new Question(network, clamping, schedule), numbersOfA(network), dataOfA(network));
    }

    static Answer askB(By by, Schedule schedule) {
        Network network = netB();
        return by.answer(Question.ofEnds(network, schedule), numbersOfB(network), dataOfB(network));
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void theLinearNetSettlesAtTheEquilibratedEnergyAndErrors(By by) {
        Answer answer = askA(by, Clamping.ofEnds(), il(150, 0.6));
        assertThat(answer.energy(0)).isCloseTo(0.319026327288, within(DIGITS));
        assertThat(answer.energy(150)).isCloseTo(0.204026377569, within(DIGITS));
        // Millidge et al. 2022; Innocenti et al. 2023: e = S⁻¹r at the output, PᵀS⁻¹r at a layer.
        Matrix found = Y_OF_A.minus(Matrix.column(answer.prediction("y")));
        assertThat(found.numbers()).containsExactly(new double[] {-0.075663523017, -0.510406412842}, within(DIGITS));
        Matrix p1 = A3.times(A2);
        Matrix s = Matrix.identity(2).plus(p1.times(p1.transposed())).plus(A3.times(A3.transposed()));
        Matrix r = Y_OF_A.minus(p1.times(A1).times(X_OF_A));
        Matrix atOutput = s.solved(r);
        double[] first = Matrix.column(answer.value("h1"))
                .minus(Matrix.column(answer.prediction("h1")))
                .numbers();
        assertThat(first).containsExactly(p1.transposed().times(atOutput).numbers(), within(DIGITS));
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void ofTheTanhNetLossBackpropagationAndInferenceLearningAreThoseComputedBeforehand(By by) {
        Schedule zil = Schedule.named("z-il")
                .withUntil(new Until.Depth())
                .withLearning(new Learning.AtLevel())
                .withLevelling(Levelling.DELAYED);
        Answer bp = askB(by, zil);
        assertThat(bp.energy(0)).isCloseTo(1.074822760381, within(DIGITS));
        assertFirstDeltas(bp, 0.175765625595, 0.091934258692, 0.007792351088);
        assertFirstDeltas(
                askB(by, il(2, 1).withPredictions(Predictions.FIXED)), 0.175765625595, 0.091934258692, 0.007792351088);
        Answer il = askB(by, il(20, 0.1));
        assertFirstDeltas(il, 0.078459273063, 0.061932626368, -0.15327279451);
        assertThat(il.energy(20)).isCloseTo(0.820932074683, within(DIGITS));
    }

    /** Salvatori et al. 2024: learning at t = 0 … 3, Δθ over the two samples. */
    @ParameterizedTest
    @EnumSource(By.class)
    void incrementalPredictiveCodingMovesTheTanhNetToTheWeightsComputedBeforehand(By by) {
        Network network = netB();
        Parameters parameters = numbersOfB(network);
        Schedule ipc = il(3, 0.1).withName("ipc").withLearning(new Learning.AtEveryStep());
        by.frames(
                Question.ofEnds(network, ipc),
                parameters,
                java.util.List.of(dataOfB(network)),
                java.util.Map.of(),
                0.05 / 2);
        double[] found = {
            parameters.get("h1.weight").toDoubles()[0],
            parameters.get("h2.weight").toDoubles()[0],
            parameters.get("y.weight").toDoubles()[0]
        };
        assertThat(found)
                .containsExactly(new double[] {0.420896978884, 0.407810216556, 0.069072391242}, within(DIGITS));
    }

    /** Rosenbaum 2022's FixedPred: an error k hops above the output is P(Bin(T, γ) ≥ k) of backpropagation's. */
    @ParameterizedTest
    @EnumSource(By.class)
    void withFixedPredictionsAnErrorKHopsAwayIsTheBinomialPartOfBackpropagations(By by) {
        Answer bp = askB(by, il(2, 1).withPredictions(Predictions.FIXED));
        Answer part = askB(by, il(20, 0.1).withPredictions(Predictions.FIXED));
        double[] ofHops = {1, 1 - Math.pow(0.9, 20), 1 - Math.pow(0.9, 20) - 20 * 0.1 * Math.pow(0.9, 19)};
        assertThat(ofHops).containsExactly(new double[] {1, 0.8784, 0.6083}, within(5e-5));
        String[] names = {"y.weight", "h2.weight", "h1.weight"};
        for (int hops = 0; hops < names.length; hops++) {
            double factor = ofHops[hops];
            double[] expected = java.util.Arrays.stream(bp.delta(names[hops]))
                    .map(delta -> factor * delta)
                    .toArray();
            assertThat(part.delta(names[hops])).as(names[hops]).containsExactly(expected, within(1e-14));
        }
    }

    /** Scellier et al. 2023; Pinchetti et al. 2025: the clamped nudge, positive, negative and centered. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aNudgedOutputLearnsWhatWasComputedBeforehand(By by) {
        Answer positive = askA(by, Clamping.ofEnds().nudged("y", 0.5), il(150, 0.6));
        Answer negative = askA(by, Clamping.ofEnds().nudged("y", -0.5), il(150, 0.6));
        double pn = positive.delta("y.weight")[0] / 0.5;
        double nn = negative.delta("y.weight")[0] / -0.5;
        assertThat(pn).isCloseTo(-0.000805234752, within(DIGITS));
        assertThat(nn).isCloseTo(-0.004558592654, within(DIGITS));
        assertThat((pn + nn) / 2).isCloseTo(-0.002681913703, within(DIGITS));
    }

    /** Equilibrium propagation on predictive coding's energy: a free output with a weak loss, as a network of its own. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aSoftOutputSettlesAtTheErrorComputedBeforehand(By by) {
        Network network = Network.builder()
                .input("x", Shape.of(3))
                .node("h1", new Linear(3, 4).withoutBias(), "x")
                .node("h2", new Linear(4, 4).withoutBias(), "h1")
                .node("y", new Linear(4, 2).withoutBias(), "h2")
                .output("soft", new Identity(), new SquaredError().weighted(0.1), "y")
                .build();
        Clamps clamps = Clamps.of(network, X_OF_A.samples(), Y_OF_A.samples());
        Answer answer = by.answer(Question.ofEnds(network, il(1500, 0.6)), numbersOfA(network), clamps);
        Matrix error = Matrix.column(answer.value("y")).minus(Matrix.column(answer.prediction("y")));
        assertThat(error.numbers()).containsExactly(new double[] {-0.018253579149, -0.066457245647}, within(DIGITS));
    }

    private static Schedule epc(int steps, double gamma) {
        return ErrorBasedPredictiveCoding.schedule(steps, gamma);
    }

    /** Goemaere et al. 2025: the energy is the same, so its minimum is, whatever variables lead there. */
    @ParameterizedTest
    @EnumSource(By.class)
    void errorBasedPredictiveCodingSettlesWherePredictiveCodingDoes(By by) {
        Answer byErrors = askA(by, Clamping.ofEnds(), epc(100, 0.6));
        Answer byValues = askA(by, Clamping.ofEnds(), il(400, 0.6));
        assertThat(byErrors.energy(100)).isCloseTo(0.204026377569, within(DIGITS));
        for (String node : new String[] {"h1", "h2"}) {
            assertThat(byErrors.value(node)).as(node).containsExactly(byValues.value(node), within(DIGITS));
        }
        for (String weight : new String[] {"h1.weight", "h2.weight", "y.weight"}) {
            assertThat(byErrors.delta(weight)).as(weight).containsExactly(byValues.delta(weight), within(DIGITS));
        }
    }

    /**
     * The Hessian by the errors is 1 and the eigenvalues of S: the condition is S's, 1.88, beside 6.33 by the values. So a
     * distance shrinks by |1 − γλ| a step, and steps diverge from γ = 2 / λ_max(S) on.
     */
    @ParameterizedTest
    @EnumSource(By.class)
    void byErrorsTheConditionIsThatOfSAndStepsAreStableUpToTwoOverItsLargestEigenvalue(By by) {
        Matrix values = hessianOfA();
        double smallest = 1 / values.solved(Matrix.identity(8)).largestEigenvalue();
        assertThat(values.largestEigenvalue() / smallest).isCloseTo(6.33, within(5e-3));
        double least = 0.20402637756949593;
        for (double product : new double[] {1.99, 2.01}) {
            double gamma = product / LARGEST_EIGENVALUE_OF_S;
            Answer answer = askA(by, Clamping.ofEnds(), epc(300, gamma));
            double found = (answer.energy(300) - least) / (answer.energy(200) - least);
            assertThat(found).as("γλ = %s", product).isCloseTo(Math.pow(1 - product, 200), within(1e-9));
        }
        // With steps that shrink the largest at once, the smallest is left: 1, along which nothing was disturbed, or
        // S's other.
        double gamma = 1 / LARGEST_EIGENVALUE_OF_S;
        Answer answer = askA(by, Clamping.ofEnds(), epc(8, gamma));
        double slower = 1 - gamma * SMALLEST_EIGENVALUE_OF_S;
        double found = (answer.energy(8) - least) / (answer.energy(6) - least);
        assertThat(found).isCloseTo(Math.pow(slower, 4), within(1e-6));
    }

    /** One step from 0: ε is γ times backpropagation's error, but Δθ is taken at parents that have moved. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aStepOfErrorBasedPredictiveCodingGivesGammaTimesTheErrorsOfBackpropagation(By by) {
        Answer bp = askA(by, Clamping.ofEnds(), il(2, 1).withPredictions(Predictions.FIXED));
        Answer step = askA(by, Clamping.ofEnds(), epc(1, 0.1));
        assertThat(step.delta("h2.weight")[0]).isCloseTo(0.001883368351, within(DIGITS));
        double[] error = Y_OF_A.minus(Matrix.column(step.prediction("y"))).numbers();
        assertThat(error).containsExactly(new double[] {-0.195417633982, -0.72543520072}, within(DIGITS));
        for (String node : new String[] {"h1", "h2"}) {
            double[] scaled = bp.errors().get(node).clone();
            java.util.Arrays.setAll(scaled, i -> 0.1 * scaled[i]);
            assertThat(step.errors().get(node)).as(node).containsExactly(scaled, within(1e-15));
        }
        // The parents have moved by what their errors have, so the distance is of the order of γ: .33 γ.
        double distance = 0;
        double size = 0;
        for (String weight : new String[] {"h1.weight", "h2.weight"}) {
            double[] found = step.delta(weight);
            double[] expected = bp.delta(weight);
            for (int i = 0; i < found.length; i++) {
                distance += Math.pow(found[i] - 0.1 * expected[i], 2);
                size += Math.pow(0.1 * expected[i], 2);
            }
        }
        assertThat(Math.sqrt(distance / size) / 0.1).isCloseTo(0.33, within(5e-3));
    }

    /** Of hidden layers: γ times those errors at the parents that they belong to. The output's error is not in the state. */
    @ParameterizedTest
    @EnumSource(By.class)
    void atForwardParentsAStepOfErrorBasedPredictiveCodingIsGammaTimesBackpropagation(By by) {
        Schedule forward = epc(1, 0.1).withParents(Parents.FORWARD);
        for (boolean linear : new boolean[] {true, false}) {
            Schedule fpa = il(2, 1).withPredictions(Predictions.FIXED);
            Answer bp = linear ? askA(by, Clamping.ofEnds(), fpa) : askB(by, fpa);
            Answer step = linear ? askA(by, Clamping.ofEnds(), forward) : askB(by, forward);
            for (String weight : new String[] {"h1.weight", "h2.weight"}) {
                double[] scaled = java.util.Arrays.stream(bp.delta(weight))
                        .map(delta -> 0.1 * delta)
                        .toArray();
                assertThat(step.delta(weight)).as(weight).containsExactly(scaled, within(1e-15));
            }
            assertThat(step.delta("y.weight")).containsExactly(bp.delta("y.weight"), within(1e-15));
        }
    }

    static Matrix hessianOfA() {
        Matrix[] diagonal = {
            Matrix.identity(4).plus(A2.transposed().times(A2)),
            Matrix.identity(4).plus(A3.transposed().times(A3))
        };
        return Matrix.of(8, 8, (i, j) -> {
            if (i / 4 == j / 4) {
                return diagonal[i / 4].at(i % 4, j % 4);
            }
            return i < 4 ? -A2.at(j - 4, i) : -A2.at(i - 4, j);
        });
    }

    /** Descent on a quadratic energy converges if and only if γλ &lt; 2: along λ the distance grows by |1 − γλ| in a step. */
    @ParameterizedTest
    @EnumSource(By.class)
    void descentConvergesJustBelowTwoOverTheLargestEigenvalueAndExplodesJustAboveIt(By by) {
        double largest = hessianOfA().largestEigenvalue();
        assertThat(largest).isCloseTo(LARGEST_EIGENVALUE_OF_A, within(1e-11));
        for (double product : new double[] {1.99, 2.01}) {
            Answer answer = askA(by, Clamping.ofEnds(), il(300, product / largest));
            double least = 0.20402637756949593;
            double found = (answer.energy(300) - least) / (answer.energy(200) - least);
            assertThat(found).as("γλ = %s", product).isCloseTo(Math.pow(1 - product, 200), within(1e-9));
        }
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void inferenceStopsWithinOneStepOfWhenTheEigenvaluesSay(By by) {
        Matrix hessian = hessianOfA();
        double gamma = 1 / LARGEST_EIGENVALUE_OF_A;
        Matrix r = Y_OF_A.minus(A3.times(A2).times(A1).times(X_OF_A));
        // At first only the layer below the output is pulled.
        Matrix below = A3.transposed().times(r);
        Matrix force = Matrix.of(8, 1, (i, j) -> i < 4 ? 0 : below.at(i - 4, 0));
        for (double tolerance : new double[] {1e-2, 1e-5, 1e-9}) {
            double bound = tolerance * force.norm();
            Matrix now = force;
            int expected = 0;
            while (now.norm() > bound) {
                now = now.minus(hessian.times(now).times(gamma));
                expected++;
            }
            Schedule schedule = Schedule.named("il").withGamma(gamma).withUntil(new Until.Settled(tolerance, 1000));
            assertThat(askA(by, Clamping.ofEnds(), schedule).end())
                    .as("tolerance %s", tolerance)
                    .isBetween(expected, expected + 1);
            assertThat(expected).isGreaterThan(10);
        }
    }

    /** Innocenti et al. 2023: one hidden unit, y = w₂w₁x, has F* = r² / (2(1 + w₂²)). */
    @ParameterizedTest
    @EnumSource(By.class)
    void oneHiddenUnitSettlesAtItsClosedForm(By by) {
        assertThat(askOneUnit(by, il(100, 0.15)).energy(100)).isCloseTo(LEAST_OF_ONE_UNIT, within(1e-14));
    }

    private static Answer askOneUnit(By by, Schedule schedule) {
        return askOneUnit(by, schedule, 0.7, 2);
    }

    private static Answer askOneUnit(By by, Schedule schedule, double w1, double w2) {
        Network network = Network.builder()
                .input("x", Shape.of(1))
                .node("h", new Linear(1, 1).withoutBias(), "x")
                .output("y", new Linear(1, 1).withoutBias(), new SquaredError(), "h")
                .build();
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        Matrix.column(w1).into(parameters.get("h.weight"));
        Matrix.column(w2).into(parameters.get("y.weight"));
        Clamps clamps = Clamps.of(
                network,
                Matrix.column(X_OF_ONE_UNIT).samples(),
                Matrix.column(Y_OF_ONE_UNIT).samples());
        return by.answer(Question.ofEnds(network, schedule), parameters, clamps);
    }

    /** With the best of steps for this w₂, and nearly the best for those beside it, where a distance shrinks by 1e-4 at least. */
    private static Schedule toRest(double w2) {
        return il(6, 1 / (1 + w2 * w2));
    }

    /** The eigenvalues, the least first, of the Hessian whose descent the Δθ of one hidden unit are, by differences of these. */
    private static double[] curvatures(By by, Schedule schedule, double w1, double w2) {
        double step = 1e-4;
        double[][] hessian = new double[2][2];
        for (int of = 0; of < 2; of++) {
            double[][] deltas = new double[2][];
            for (int side = 0; side < 2; side++) {
                double moved = side == 0 ? -step : step;
                Answer answer = askOneUnit(by, schedule, of == 0 ? w1 + moved : w1, of == 1 ? w2 + moved : w2);
                deltas[side] = new double[] {answer.delta("h.weight")[0], answer.delta("y.weight")[0]};
            }
            for (int row = 0; row < 2; row++) {
                hessian[row][of] = (deltas[0][row] - deltas[1][row]) / (2 * step);
            }
        }
        assertThat(hessian[0][1]).isCloseTo(hessian[1][0], within(1e-7));
        double middle = (hessian[0][0] + hessian[1][1]) / 2;
        double apart = Math.hypot((hessian[0][0] - hessian[1][1]) / 2, hessian[0][1]);
        return new double[] {middle - apart, middle + apart};
    }

    /**
     * Innocenti et al. 2024, arXiv 2408.11979: at the origin, a saddle, the loss of y = w₂w₁x has the curvatures ±xy, and the
     * energy at rest ½(−y² ± √(y⁴ + 4x²y²)), of which the negative one is the steeper.
     */
    @ParameterizedTest
    @EnumSource(By.class)
    void atTheOriginTheEnergyAtRestFallsMoreSteeplyThanTheLoss(By by) {
        double x = X_OF_ONE_UNIT;
        double y = Y_OF_ONE_UNIT;
        double ofLoss = Math.abs(x * y);
        double root = Math.sqrt(Math.pow(y, 4) + 4 * x * x * y * y);
        double[] loss = curvatures(by, il(1, 1).withPredictions(Predictions.FIXED), 0, 0);
        double[] energy = curvatures(by, toRest(0), 0, 0);
        assertThat(loss).containsExactly(new double[] {-ofLoss, ofLoss}, within(1e-7));
        assertThat(energy).containsExactly(new double[] {(-y * y - root) / 2, (-y * y + root) / 2}, within(1e-7));
        assertThat(energy[0]).isLessThan(loss[0] - 0.05);
    }

    /** Innocenti et al. 2024: at a minimum, y = w₂w₁x, the energy at rest is flatter than the loss by 1 + w₂². */
    @ParameterizedTest
    @EnumSource(By.class)
    void atAMinimumTheEnergyAtRestIsFlatterThanTheLoss(By by) {
        for (double w2 : new double[] {0.5, 1.5}) {
            double w1 = Y_OF_ONE_UNIT / w2 / X_OF_ONE_UNIT;
            double[] loss = curvatures(by, il(1, 1).withPredictions(Predictions.FIXED), w1, w2);
            double[] energy = curvatures(by, toRest(w2), w1, w2);
            double ofLoss = X_OF_ONE_UNIT * X_OF_ONE_UNIT * (w1 * w1 + w2 * w2);
            assertThat(loss).containsExactly(new double[] {0, ofLoss}, within(1e-7));
            assertThat(energy).containsExactly(new double[] {0, ofLoss / (1 + w2 * w2)}, within(1e-7));
        }
    }

    /**
     * Ours: errors that follow rotate with values. The pair's eigenvalues are complex of modulus √(1 − γ + γ²h), h = 1 + w² = 5
     * being the energy's curvature; two distances from the equilibrium say what the two after them are.
     */
    @ParameterizedTest
    @EnumSource(By.class)
    void dynamicErrorsRotateByTheModulusComputedBeforehand(By by) {
        assertThat(modulus(by, 0.199)).isCloseTo(0.99950, within(5e-6));
        assertThat(modulus(by, 0.201)).isCloseTo(1.00050, within(5e-6));
        assertThat(modulus(by, 0.1)).isCloseTo(Math.sqrt(1 - 0.1 + 0.01 * 5), within(1e-9));
    }

    /** Of x(t + 2) = trace x(t + 1) − determinant x(t), relative to the equilibrium, the root of the determinant. */
    private static double modulus(By by, double gamma) {
        double[] x = new double[4];
        for (int i = 0; i < x.length; i++) {
            double settled = (0.7 * X_OF_ONE_UNIT + 2 * Y_OF_ONE_UNIT) / 5;
            x[i] = askOneUnit(by, DynamicErrors.schedule(20 + i, gamma)).value("h")[0] - settled;
        }
        return Math.sqrt((x[1] * x[3] - x[2] * x[2]) / (x[0] * x[2] - x[1] * x[1]));
    }

    /** Half as far as errors that are instant, which may only flip: at γh = 2. */
    @ParameterizedTest
    @EnumSource(By.class)
    void dynamicErrorsAreStableUpToHalfTheStepThatInstantOnesAre(By by) {
        assertThat(growth(by, DynamicErrors.schedule(600, 0.19))).isLessThan(1e-2);
        assertThat(growth(by, DynamicErrors.schedule(600, 0.21))).isGreaterThan(1e2);
        assertThat(growth(by, il(600, 0.21))).isLessThan(1e-12);
        assertThat(growth(by, il(600, 0.39))).isLessThan(1e-12);
        assertThat(growth(by, il(600, 0.41))).isGreaterThan(1e2);
    }

    /** How much further from the least the energy is in the end than at first. */
    private static double growth(By by, Schedule schedule) {
        Answer answer = askOneUnit(by, schedule);
        return Math.abs(answer.energy(600) - LEAST_OF_ONE_UNIT) / (answer.energy(0) - LEAST_OF_ONE_UNIT);
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void dynamicErrorsSettleWhereInstantOnesDo(By by) {
        Answer dynamic = askA(by, Clamping.ofEnds(), DynamicErrors.schedule(800, 0.2));
        Answer instant = askA(by, Clamping.ofEnds(), il(400, 0.6));
        assertThat(dynamic.energy(800)).isCloseTo(0.204026377569, within(DIGITS));
        for (String node : new String[] {"h1", "h2", "y"}) {
            assertThat(dynamic.errors().get(node))
                    .as(node)
                    .containsExactly(instant.errors().get(node), within(DIGITS));
        }
        for (String weight : new String[] {"h1.weight", "h2.weight", "y.weight"}) {
            assertThat(dynamic.delta(weight)).as(weight).containsExactly(instant.delta(weight), within(DIGITS));
        }
    }
}
