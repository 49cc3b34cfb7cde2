package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

/** Values that move at random (Oliviers, Bogacz and Meulemans 2024). */
class LangevinTheoryTest {
    private static final Matrix W = Matrix.ofW(52, 5, 4);
    private static final Matrix Y = Matrix.u(53, 5);

    private static Schedule schedule(int steps) {
        return Schedule.named("mcpc")
                .withStart(new Start.Zeros())
                .withRelaxation(new Langevin(0.1, 1))
                .withLearning(new Learning.Never())
                .withSteps(steps);
    }

    /** z ~ N(0, I) as a free root with an energy of its own, and y = W z + N(0, I). */
    private static Network ofAFreeRoot() {
        return Network.builder()
                .input("z", Shape.of(4))
                .sink("prior", new Identity(), "z")
                .output("y", new Linear(4, 5).withoutBias(), new SquaredError(), "z")
                .build();
    }

    private static Clamps samples(int count) {
        return Clamps.none()
                .with("y", new Matrix(Collections.nCopies(count, Y.numbers()).toArray(double[][]::new)).tensor());
    }

    private static Parameters numbers(Network network) {
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        W.into(parameters.get("y.weight"));
        return parameters;
    }

    /**
     * Along a direction of curvature h values settle to the variance 1/(h(1 − γh/2)), where the posterior's is 1/h: in all,
     * with γ = 0.1, to 2.923652279098, the posterior's being 2.707089532706. Of n independent samples a variance v is
     * measured with a standard deviation of v√(2/n).
     */
    @ParameterizedTest
    @EnumSource(By.class)
    void valuesSettleToTheStationaryVarianceAndMean(By by) {
        try (TensorScope scope = new TensorScope()) {
            int count = 20_000;
            Network network = ofAFreeRoot();
            Question question = new Question(network, Clamping.ofEnds().free("z"), schedule(50));
            double[] z = by.answer(question, numbers(network), samples(count)).value("z");
            Matrix precision = Matrix.identity(4).plus(W.transposed().times(W));
            Matrix mode = precision.solved(W.transposed().times(Y));
            double trace = 0;
            for (int unit = 0; unit < 4; unit++) {
                double mean = 0;
                double squares = 0;
                for (int i = unit; i < z.length; i += 4) {
                    mean += z[i] / count;
                    squares += z[i] * z[i] / count;
                }
                double variance = squares - mean * mean;
                trace += variance;
                assertThat(mean).isCloseTo(mode.at(unit, 0), within(5 * Math.sqrt(variance / count)));
            }
            // Five standard deviations of the trace are 0.073; the posterior's is 0.217 away.
            assertThat(trace).isCloseTo(2.923652279098, within(5 * trace / 2 * Math.sqrt(2.0 / count)));
        }
    }

    /** A root with an energy ½‖z‖² moves as a node that a zero predicts. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aPriorMayBeASinkOrAPredictionFromZero(By by) {
        try (TensorScope scope = new TensorScope()) {
            Network sink = ofAFreeRoot();
            Network node = Network.builder()
                    .constant("zero", Shape.of(4), 0)
                    .node("z", new Identity(), "zero")
                    .output("y", new Linear(4, 5).withoutBias(), new SquaredError(), "z")
                    .build();
            Answer one =
                    by.answer(new Question(sink, Clamping.ofEnds().free("z"), schedule(20)), numbers(sink), samples(3));
            Answer other = by.answer(Question.ofEnds(node, schedule(20)), numbers(node), samples(3));
            assertThat(one.value("z")).containsExactly(other.value("z"), within(1e-12));
            assertThat(one.energy(20)).isCloseTo(other.energy(20), within(1e-12));
            assertThat(one.value("z")[0]).isNotCloseTo(one.value("z")[4], within(1e-3));
        }
    }
}
