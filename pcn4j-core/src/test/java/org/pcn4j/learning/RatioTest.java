package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.inference.Clamps;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/** Prints how long Z-IL takes beside backpropagation; what is asserted is that both have done the same work. */
class RatioTest {
    private static final Seed SEED = new Seed(97);
    private static final int UPDATES = 60;
    private static final int WARMING = 20;

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn", "rnn"})
    void theTimeOfZilAgainstBackpropagationIsPrinted(String model) {
        Network network = Fixtures.model(model, new CrossEntropy());
        try (Fixtures.Restored threads = Fixtures.threads(model, 1);
                TensorScope scope = new TensorScope();
                Parameters zil = network.initialize(SEED, DType.FLOAT32);
                Parameters bp = zil.copy();
                Optimizer one = new Adam(1e-3);
                Optimizer other = new Adam(1e-3)) {
            Learner learner = new PredictiveCoding(network, zil, one, ZeroDivergence.schedule(), SEED);
            Learner reference = new Backpropagation(network, bp, other, SEED);
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 32);
            double[] ratios = new double[UPDATES];
            for (int update = 0; update < UPDATES; update++) {
                ratios[update] = (double) nanos(learner, clamps) / nanos(reference, clamps);
            }
            assertThat(Divergence.between(bp, zil).all().bitwiseEqual()).isTrue();
            double[] warm = Arrays.copyOfRange(ratios, WARMING, UPDATES);
            Arrays.sort(warm);
            System.out.printf(
                    "Z-IL takes %.2f of backpropagation's time on %s, the median of %d pairs%n",
                    warm[warm.length / 2], model, warm.length);
        }
    }

    private static long nanos(Learner learner, Clamps clamps) {
        long start = System.nanoTime();
        learner.update(clamps);
        return System.nanoTime() - start;
    }
}
