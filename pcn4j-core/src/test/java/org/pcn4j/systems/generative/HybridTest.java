package org.pcn4j.systems.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.Identity;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.learning.Adam;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.HybridPredictiveCoding.Losses;
import org.pcn4j.systems.generative.HybridPredictiveCoding.Moved;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** An amortized guess with inference from it (Tschantz et al. 2023). */
class HybridTest {
    private static final Seed SEED = new Seed(8);
    private static final Schedule IL = Schedule.named("il").withGamma(0.2);

    /** One cause z of two numbers: z* = (1 + w·w)⁻¹ w·y is linear in y, so a linear guess can be exact. */
    @Test
    void withAnExactGuessNoStepOfInferenceIsNeeded() {
        GenerativeChain chain =
                GenerativeChain.ofPrior(List.of(2, 1), new Identity(), new SquaredError(), IL.withSteps(1));
        try (TensorScope scope = new TensorScope();
                Parameters causes = chain.network().initialize(SEED, DType.FLOAT64)) {
            HybridPredictiveCoding hybrid = new HybridPredictiveCoding(chain, new Identity(), IL.withSteps(1));
            Parameters guess = hybrid.amortizer().initialize(SEED, DType.FLOAT64);
            set(causes.get("sample.weight"), 0.6, -1.1);
            set(causes.get("sample.bias"), 0, 0);
            double inverse = 1 / (1 + 0.6 * 0.6 + 1.1 * 1.1);
            set(guess.get("cause1.weight"), 0.6 * inverse, -1.1 * inverse);
            set(guess.get("cause1.bias"), 0);
            Tensor y = SEED.normal(DType.FLOAT64, Shape.of(5, 2), 0, 1);
            double[] guessed = settled(chain, causes, y, 0, hybrid.guess(guess, y));
            double[] inferred = settled(chain, causes, y, 500, State.none());
            assertThat(guessed).containsExactly(inferred, within(1e-12));
        }
    }

    private static double[] settled(GenerativeChain chain, Parameters causes, Tensor y, int steps, State from) {
        Schedule schedule = IL.withSteps(steps).withStart(new Start.Given());
        try (Outcome outcome = new Inference(
                        chain.network(), Clamping.ofEnds(), schedule, Set.of(new Observation.FinalValue("cause1")))
                .settle(causes, Clamps.none().with("sample", y), from, SEED)) {
            return outcome.value("cause1").toDoubles();
        }
    }

    private static void set(Tensor tensor, double... numbers) {
        tensor.copyInPlace(Tensor.of(DType.FLOAT64, tensor.shape(), numbers));
    }

    @Test
    void theGuessLearnsWhereInferenceComesToRest() {
        GenerativeChain chain =
                GenerativeChain.ofPrior(List.of(6, 4, 2), new Tanh(), new SquaredError(), IL.withSteps(20));
        HybridPredictiveCoding hybrid = new HybridPredictiveCoding(chain, new Tanh(), IL.withSteps(20));
        try (TensorScope scope = new TensorScope();
                Parameters causes = chain.network().initialize(SEED, DType.FLOAT64);
                Parameters guess = hybrid.amortizer().initialize(SEED.derive("guess"), DType.FLOAT64);
                Adam ofCauses = new Adam(0.005);
                Adam ofGuess = new Adam(0.01)) {
            Tensor y = SEED.normal(DType.FLOAT64, Shape.of(40, 6), 0, 1);
            Losses first = hybrid.update(new Moved(causes, ofCauses), new Moved(guess, ofGuess), y, SEED);
            Losses last = first;
            for (int i = 0; i < 300; i++) {
                last = hybrid.update(new Moved(causes, ofCauses), new Moved(guess, ofGuess), y, SEED);
            }
            assertThat(last.guess()).isLessThan(0.1 * first.guess());
            assertThat(last.sample()).isLessThan(0.9 * first.sample());
        }
    }
}
