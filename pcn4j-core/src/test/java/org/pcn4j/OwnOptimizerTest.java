package org.pcn4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.Clamps;
import org.pcn4j.learning.Backpropagation;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Operator;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Optimizers of one's own, in a package of one's own: the library knows nothing of them. */
class OwnOptimizerTest {
    private static final Seed SEED = new Seed(11);
    /** Wide enough that a parameter is cut into pieces. */
    private static final Network NETWORK = Models.mlp(Shape.of(300), List.of(250), new Tanh(), 10, new CrossEntropy());

    /** Lion (Chen et al. 2023): θ ← θ + rate · (sign(β₁ m + (1 − β₁) Δ) − decay · θ), m ← β₂ m + (1 − β₂) Δ. */
    private static final class Lion extends Optimizer {
        private static final double BETA1 = 0.9;
        private static final double BETA2 = 0.99;
        private static final double DECAY = 0.1;
        private static final Operator SIGN = Operator.named("aten::sign", "");

        private final double learningRate;

        Lion(double learningRate) {
            this.learningRate = requirePositive("learning rate", learningRate);
        }

        @Override
        protected UpdateStep step(String parameter, Tensor theta, Tensor delta) {
            Tensor mean = state(parameter, "exp_avg", theta::zerosLike);
            double rate = currentRate(learningRate);
            return pieceByPiece(
                    List.of(theta, delta, mean), piece -> move(piece.get(0), piece.get(1), piece.get(2), rate));
        }

        private static void move(Tensor theta, Tensor delta, Tensor mean, double rate) {
            try (Tensor remembered = mean.mul(BETA1);
                    Tensor direction = remembered.add(delta, 1 - BETA1);
                    Tensor sign = SIGN.call(direction)) {
                theta.mulInPlace(1 - rate * DECAY).addInPlace(sign, rate);
            }
            mean.mulInPlace(BETA2).addInPlace(delta, 1 - BETA2);
        }

        @Override
        protected Set<String> stateParts() {
            return Set.of("exp_avg");
        }

        @Override
        public SortedMap<String, String> settings() {
            return new TreeMap<>(Map.of("kind", "lion", "learning rate", Double.toString(learningRate)));
        }

        @Override
        public boolean idleAtZero() {
            return false;
        }

        @Override
        public String toString() {
            return "lion(lr " + learningRate + ")";
        }
    }

    /** θ ← θ + rate · Δ / ‖Δ‖: a step that needs all of Δ, and counts. */
    private static final class NormedSgd extends Optimizer {
        private final double learningRate;

        NormedSgd(double learningRate) {
            this.learningRate = learningRate;
        }

        @Override
        protected UpdateStep step(String parameter, Tensor theta, Tensor delta) {
            double rate = currentRate(learningRate) / countStep(parameter);
            return UpdateStep.whole(() -> {
                try (Tensor squares = delta.mul(delta);
                        Tensor sum = squares.sum()) {
                    theta.addInPlace(delta, rate / Math.sqrt(sum.item()));
                }
            });
        }

        @Override
        protected Set<String> stateParts() {
            return Set.of(STEPS);
        }

        @Override
        public SortedMap<String, String> settings() {
            return new TreeMap<>(Map.of("kind", "normed sgd", "learning rate", Double.toString(learningRate)));
        }

        @Override
        public boolean idleAtZero() {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void zilHasTheBitsOfBpThroughAnOptimizerOfOnesOwn(int threads) {
        try (Fixtures.Restored restored = Fixtures.threads("mlp", threads);
                Optimizer one = new Lion(0.001);
                Optimizer other = new Lion(0.001)) {
            requireSameBits(one, other);
        }
        try (Fixtures.Restored restored = Fixtures.threads("mlp", threads);
                Optimizer one = new NormedSgd(0.1);
                Optimizer other = new NormedSgd(0.1)) {
            requireSameBits(one, other);
        }
    }

    private static void requireSameBits(Optimizer one, Optimizer other) {
        try (TensorScope scope = new TensorScope();
                Parameters ofBp = NETWORK.initialize(SEED, DType.FLOAT32);
                Parameters ofZil = ofBp.copy()) {
            Learner bp = new Backpropagation(NETWORK, ofBp, one, SEED);
            Learner zil = new PredictiveCoding(NETWORK, ofZil, other, ZeroDivergence.schedule(), SEED);
            double first = 0;
            double last = 0;
            for (int update = 0; update < 10; update++) {
                Clamps clamps = Fixtures.random(NETWORK, SEED, DType.FLOAT32, 16);
                last = zil.update(clamps);
                first = update == 0 ? last : first;
                assertThat(bp.update(clamps)).isEqualTo(last);
            }
            assertThat(Divergence.between(ofBp, ofZil).all().bitwiseEqual()).isTrue();
            assertThat(last).isLessThan(first);
        }
    }

    @Test
    void lionMovesByItsFormula() {
        try (TensorScope scope = new TensorScope();
                Optimizer lion = new Lion(0.25)) {
            Tensor theta = Tensor.of(DType.FLOAT64, Shape.of(3), 1, -2, 4);
            lion.setLearningRateFactor(2);
            lion.update("w", theta, Tensor.of(DType.FLOAT64, Shape.of(3), 3, -5, 0));
            assertThat(theta.toDoubles()).containsExactly(0.95 + 0.5, -2 * 0.95 - 0.5, 4 * 0.95);
        }
    }

    @Test
    void stateThatIsSavedAndRestoredGoesOnWithTheSameBits() {
        try (TensorScope scope = new TensorScope();
                Optimizer first = new Lion(0.01);
                Optimizer second = new Lion(0.01);
                Optimizer counting = new NormedSgd(0.1)) {
            Tensor a = SEED.normal(DType.FLOAT32, Shape.of(300, 250), 0, 1);
            run(first, a, 0, 5);
            Tensor b = a.copy();
            Map<String, Tensor> state = first.state();
            assertThat(state).containsOnlyKeys("w/exp_avg");
            second.restore(state);
            run(first, a, 5, 10);
            run(second, b, 5, 10);
            assertThat(a.isEqualTo(b)).isTrue();
            assertThatThrownBy(() -> counting.restore(state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the state of 'w' consists of [exp_avg]: expected [steps]");
            state.values().forEach(Tensor::close);
        }
    }

    private static void run(Optimizer optimizer, Tensor theta, int from, int to) {
        for (int step = from; step < to; step++) {
            optimizer.update("w", theta, SEED.derive(step).normal(theta.dtype(), theta.shape(), 0, 0.3));
        }
    }

    @Test
    void aClosedOptimizerOfOnesOwnMovesNothing() {
        try (TensorScope scope = new TensorScope()) {
            Optimizer lion = new Lion(0.01);
            Tensor theta = Tensor.full(DType.FLOAT32, Shape.of(4), 1);
            lion.close();
            assertThatThrownBy(() -> lion.update("w", theta, theta.copy()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("an optimizer is used after it was closed");
            assertThat(theta.toDoubles()).containsExactly(1, 1, 1, 1);
        }
    }
}
