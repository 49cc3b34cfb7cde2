package org.pcn4j.systems.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** y = w z + N(0, 1), z ~ N(0, 1), of data with the variance v (Oliviers, Bogacz and Meulemans 2024). */
class MonteCarloTest {
    private static final int DATA = 1000;
    private static final double VARIANCE = 3;
    private static final Seed SEED = new Seed(5);
    private static final Schedule MODE = Schedule.named("il").withGamma(0.2).withSteps(30);

    private static Network network() {
        return Network.builder()
                .constant("prior", Shape.of(1), 0)
                .node("z", new Identity(), "prior")
                .output("y", new Linear(1, 1).withoutBias(), new SquaredError(), "z")
                .build();
    }

    /** Numbers whose mean square is v, so that what is learned is not off by chance. */
    private static Tensor data() {
        Tensor drawn = SEED.derive("data").normal(DType.FLOAT64, Shape.of(DATA, 1), 0, 1);
        double square = drawn.mul(drawn).sum().item() / DATA;
        return drawn.mul(Math.sqrt(VARIANCE / square));
    }

    private static double[] learned(Rule rule, double begin, int updates) {
        Network network = network();
        double[] weights = new double[updates];
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64);
                Sgd sgd = new Sgd(0.6)) {
            Tensor y = data();
            parameters.get("y.weight").mulInPlace(0).addInPlace(Tensor.full(DType.FLOAT64, Shape.of(1, 1), begin));
            Learner learner = rule.learner(network, parameters, sgd, SEED);
            for (int i = 0; i < updates; i++) {
                double loss = learner.update(Clamps.none().with("y", y));
                assertThat(loss).isFinite();
                weights[i] = parameters.get("y.weight").toDoubles()[0];
            }
        }
        return weights;
    }

    private static double meanSquareOfLast(double[] weights, int count) {
        double sum = 0;
        for (int i = weights.length - count; i < weights.length; i++) {
            sum += weights[i] * weights[i] / count;
        }
        return sum;
    }

    @Test
    void itsCostIsThatOfTheStepsToTheModeAndOfThoseAtRandom() {
        Rule mcpc = new MonteCarloPredictiveCoding(MODE, new Langevin(0.01, 1), 6, 3);
        assertThat(mcpc.schedules()).extracting(Schedule::name).containsExactly("il", "mcpc");
        Network network = network();
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT64);
                Sgd sgd = new Sgd(0.6)) {
            PlanCost cost = mcpc.learner(network, parameters, sgd, SEED).cost();
            // 30 steps to the mode, 8 at random, and the last of the 3 samples.
            assertThat(cost.pullback()).isEqualTo(30 + 8 + 1);
            assertThat(cost.learn()).isEqualTo(3);
        }
    }

    /** Learning from samples comes to rest where the model's variance w² + 1 is the data's, within 5 percent. */
    @Test
    void theWeightSettlesWhereTheModelHasTheVarianceOfTheData() {
        Rule mcpc = new MonteCarloPredictiveCoding(MODE, new Langevin(0.01, 1), 150, 20);
        double square = meanSquareOfLast(learned(mcpc, 0.8, 35), 20);
        assertThat(square).isCloseTo(VARIANCE - 1, within(0.05 * (VARIANCE - 1)));
    }

    /**
     * A step γ makes the samples' variance 1/(h(1 − γh/2)) in place of 1/h, h = 1 + w², so that 1 + w² = v/(1 + γv/2); and with
     * noise of the variance 2τ it is that of v/τ.
     */
    @ParameterizedTest
    @CsvSource({"0.1, 1", "0.1, 0.5"})
    void theStepAndTheTemperatureMoveTheWeightByTheirClosedForm(double gamma, double temperature) {
        Rule mcpc = new MonteCarloPredictiveCoding(MODE, new Langevin(gamma, temperature), 20, 40);
        double square = meanSquareOfLast(learned(mcpc, 1.2, 60), 40);
        double relative = VARIANCE / temperature;
        assertThat(square).isCloseTo(relative / (1 + gamma * relative / 2) - 1, within(0.02 * relative));
    }

    /** The mode alone drives the weight by w v / (1 + w²)², which is never zero. */
    @Test
    void withTheModeTheWeightGrowsWithoutEnd() {
        double[] weights = learned(new Rule.Scheduled(MODE.withGamma(0.04).withSteps(400)), 0.8, 40);
        for (int i = 1; i < weights.length; i++) {
            assertThat(weights[i]).isGreaterThan(weights[i - 1]);
        }
        assertThat(weights[39] * weights[39]).isGreaterThan(3 * (VARIANCE - 1));
        double w = weights[20];
        assertThat((weights[21] - w) / 0.6).isCloseTo(w * VARIANCE / Math.pow(1 + w * w, 2), within(1e-9));
    }

    @Test
    void theSameSeedLearnsTheSameBitsAndAnotherOneOthers() {
        MonteCarloPredictiveCoding rule = new MonteCarloPredictiveCoding(MODE, new Langevin(0.05, 1), 3, 2);
        assertThat(learned(rule, 1, 3)).containsExactly(learned(rule, 1, 3));
        MonteCarloPredictiveCoding warmer = new MonteCarloPredictiveCoding(MODE, new Langevin(0.05, 1.5), 3, 2);
        assertThat(learned(warmer, 1, 3)[2]).isNotEqualTo(learned(rule, 1, 3)[2]);
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new MonteCarloPredictiveCoding(MODE, new Langevin(0.1, 1), -1, 1))
                .hasMessage("values mix for 0 steps at least, not -1");
        assertThatThrownBy(() -> new MonteCarloPredictiveCoding(MODE, new Langevin(0.1, 1), 0, 0))
                .hasMessage("a sample at least is learned from, not 0");
    }
}
