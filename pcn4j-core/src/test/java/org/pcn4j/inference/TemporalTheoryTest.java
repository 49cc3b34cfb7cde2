package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

/** Predictive coding in time, frame by frame (Millidge et al. 2024): z predicted from where it settled the frame before. */
class TemporalTheoryTest {
    private static final Matrix A = Matrix.ofW(60, 3, 3);
    private static final Matrix C = Matrix.ofW(61, 3, 3);
    private static final Matrix B = Matrix.u(62, 3);
    private static final Matrix BEFORE = Matrix.u(63, 3);
    private static final Matrix SEEN = Matrix.u(64, 3);
    private static final Matrix CONTROL = Matrix.column(0.7);

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Network network() {
        return Network.builder()
                .input("before", Shape.of(3))
                .input("control", Shape.of(1))
                .node(
                        "z",
                        Sum.of(
                                new Term("a", new Linear(3, 3).withoutBias()),
                                new Term("b", new Linear(1, 3).withoutBias())),
                        "before",
                        "control")
                .output("x", new Linear(3, 3).withoutBias(), new SquaredError(), "z")
                .build();
    }

    private static Parameters numbers(Network network) {
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        A.into(parameters.get("z.a.weight"));
        B.into(parameters.get("z.b.weight"));
        C.into(parameters.get("x.weight"));
        return parameters;
    }

    private static Schedule schedule(int steps, double gamma) {
        return Schedule.named("tpc").withGamma(gamma).withSteps(steps).withLearning(new Learning.Never());
    }

    private static Clamps frame(Matrix before, Matrix seen) {
        return Clamps.none()
                .with("before", before.samples())
                .with("control", CONTROL.samples())
                .with("x", seen.samples());
    }

    /** A Kalman filter whose prior covariance is held at the process noise: z = p + Cᵀ(CCᵀ + I)⁻¹(x − Cp), p = Aẑ + Bu. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aFrameSettlesAtTheFilterOfAFixedGain(By by) {
        Network network = network();
        Matrix p = A.times(BEFORE).plus(B.times(CONTROL));
        Matrix gain = C.transposed()
                .times(C.times(C.transposed()).plus(Matrix.identity(3)).solved(Matrix.identity(3)));
        Matrix expected = p.plus(gain.times(SEEN.minus(C.times(p))));
        assertThat(expected.numbers())
                .containsExactly(new double[] {-1.163027899970, 1.007168073878, 0.078690696933}, within(1e-12));
        for (Start start : new Start[] {new Start.ForwardPass(), new Start.Zeros(), new Start.Noisy(2)}) {
            Schedule schedule = schedule(150, 0.5).withStart(start);
            Answer answer = by.answer(Question.ofEnds(network, schedule), numbers(network), frame(BEFORE, SEEN));
            assertThat(answer.value("z")).as(start.toString()).containsExactly(expected.numbers(), within(1e-12));
        }
        Answer given = by.answer(
                Question.ofEnds(network, schedule(0, 0.5).withStart(new Start.Given())),
                numbers(network),
                frame(BEFORE, SEEN),
                Map.of("z", expected.numbers()));
        assertThat(given.value("z")).as("where it rests already").containsExactly(expected.numbers());
    }

    /** What is carried is the value: inference by descent goes on as if it had never stopped. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aStateCarriedToTheNextFrameIsARestartFromItsValues(By by) {
        for (Start start : new Start[] {new Start.Carried(), new Start.Given()}) {
            assertThat(inTwo(by, start, new Descent(0.1))).containsExactly(inOne(by, new Descent(0.1)), within(1e-14));
        }
    }

    /** Momentum has a memory beside the values: carried, inference goes on; given the values alone, it starts anew. */
    @ParameterizedTest
    @EnumSource(By.class)
    void momentumIsCarriedToTheNextFrameButNotGiven(By by) {
        Relaxation momentum = new Momentum(0.1, 0.7);
        assertThat(inTwo(by, new Start.Carried(), momentum)).containsExactly(inOne(by, momentum), within(1e-14));
        double[] anew = inTwo(by, new Start.Given(), momentum);
        assertThat(anew[0]).isNotCloseTo(inOne(by, momentum)[0], within(1e-3));
        // v restarts at zero: two frames are the second alone, from the values of the first.
        Network network = network();
        Clamps clamps = frame(BEFORE, SEEN);
        Schedule four = schedule(4, 1).withRelaxation(momentum).withStart(new Start.Given());
        Answer first = by.answer(Question.ofEnds(network, four), numbers(network), clamps);
        Answer second =
                by.answer(Question.ofEnds(network, four), numbers(network), clamps, Map.of("z", first.value("z")));
        assertThat(anew).containsExactly(second.value("z"), within(1e-14));
    }

    private static double[] inOne(By by, Relaxation relaxation) {
        Network network = network();
        Question question = Question.ofEnds(network, schedule(8, 1).withRelaxation(relaxation));
        return by.answer(question, numbers(network), frame(BEFORE, SEEN)).value("z");
    }

    private static double[] inTwo(By by, Start start, Relaxation relaxation) {
        Network network = network();
        Question question = Question.ofEnds(
                network, schedule(4, 1).withRelaxation(relaxation).withStart(start));
        Clamps clamps = frame(BEFORE, SEEN);
        return by.frames(question, numbers(network), List.of(clamps, clamps), Map.of(), 0)
                .get(1)
                .value("z");
    }

    /** The values before as a free root's are those that the state carries: a root without a prediction begins there. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aFreeRootBeginsAtTheStatesValueAndElseAtZero(By by) {
        Network network = network();
        Clamps clamps = Clamps.none().with("control", CONTROL.samples()).with("x", SEEN.samples());
        Question question = new Question(network, Clamping.ofEnds().free("before"), schedule(0, 0.1));
        Answer begun = by.answer(question, numbers(network), clamps, Map.of("before", BEFORE.numbers()));
        assertThat(begun.value("before")).containsExactly(BEFORE.numbers());
        assertThat(begun.prediction("z"))
                .containsExactly(A.times(BEFORE).plus(B.times(CONTROL)).numbers(), within(1e-15));
        Answer zero = by.answer(question, numbers(network), clamps);
        assertThat(zero.value("before")).containsExactly(0, 0, 0);
        Answer told = by.answer(
                new Question(network, question.clamping(), question.schedule().withStart(new Start.Zeros())),
                numbers(network),
                clamps,
                Map.of("before", BEFORE.numbers()));
        assertThat(told.value("before")).containsExactly(0, 0, 0);
    }
}
