package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.tensor.ConvKernels;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.LibtorchOptimizer;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class OptimizerTest {
    private static final int STEPS = 50;
    private static final Seed SEED = new Seed(3);
    /** More than one piece, and the last one no multiple of a vector's length. */
    private static final Shape SHAPE = Shape.of(373, 111);

    record Pair(String name, Optimizer ours, Function<Tensor, LibtorchOptimizer> theirs) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> optimizers() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64)
                .flatMap(dtype -> Stream.of(
                                new Pair("sgd", new Sgd(0.1), p -> LibtorchOptimizer.sgd(p, 0.1, 0, 0)),
                                new Pair("decay", new Sgd(0.1, 0, 0.01), p -> LibtorchOptimizer.sgd(p, 0.1, 0, 0.01)),
                                new Pair(
                                        "momentum", new Sgd(0.03, 0.9, 0), p -> LibtorchOptimizer.sgd(p, 0.03, 0.9, 0)),
                                new Pair(
                                        "momentum and decay",
                                        new Sgd(0.03, 0.9, 1e-3),
                                        p -> LibtorchOptimizer.sgd(p, 0.03, 0.9, 1e-3)),
                                new Pair(
                                        "adam",
                                        new Adam(0.001),
                                        p -> LibtorchOptimizer.adam(p, 0.001, 0.9, 0.999, 1e-8, 0)),
                                new Pair(
                                        "adam with decay",
                                        new Adam(0.01, 0.8, 0.99, 1e-6, 0.1),
                                        p -> LibtorchOptimizer.adam(p, 0.01, 0.8, 0.99, 1e-6, 0.1)),
                                new Pair("adamw", new AdamW(0.001, 0.01), p -> LibtorchOptimizer.adamW(p, 0.001, 0.01)))
                        .map(pair -> Arguments.of(pair, dtype)));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void fiftyStepsHaveTheBitsOfLibtorchs(Pair pair, DType dtype) {
        try (TensorScope scope = new TensorScope();
                Optimizer ours = pair.ours()) {
            Tensor start = SEED.normal(dtype, SHAPE, 0, 1);
            Tensor mine = start.copy();
            Tensor reference = start.copy();
            LibtorchOptimizer theirs = pair.theirs().apply(reference);
            for (int step = 0; step < STEPS; step++) {
                Tensor delta = SEED.derive(step).normal(dtype, SHAPE, 0, 0.3);
                theirs.step(delta.neg());
                ours.update("w", mine, delta);
                assertThat(mine.isEqualTo(reference))
                        .as("after step %d", step + 1)
                        .isTrue();
            }
            assertThat(mine.isEqualTo(start)).isFalse();
        }
    }

    static Stream<Arguments> fused() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64)
                .flatMap(dtype -> Stream.of(
                        Arguments.of(new Adam(0.001), new Adam(0.001).fused(), dtype),
                        Arguments.of(
                                new Adam(0.01, 0.8, 0.99, 1e-6, 0.1),
                                new Adam(0.01, 0.8, 0.99, 1e-6, 0.1).fused(),
                                dtype),
                        Arguments.of(new AdamW(0.001), new AdamW(0.001).fused(), dtype)));
    }

    /** One pass rounds less often than eleven; nothing else differs. */
    @ParameterizedTest
    @MethodSource("fused")
    void aFusedStepIsTheSameButForRounding(Optimizer plain, Optimizer fused, DType dtype) {
        double rounding = dtype == DType.FLOAT32 ? 1e-5 : 1e-13;
        try (TensorScope scope = new TensorScope();
                Optimizer one = plain;
                Optimizer other = fused) {
            Tensor start = SEED.normal(dtype, SHAPE, 0, 1);
            Tensor expected = start.copy();
            Tensor found = start.copy();
            run(one, expected, 0, STEPS);
            run(other, found, 0, STEPS);
            double moved = norm(expected.sub(start));
            assertThat(norm(found.sub(expected)) / moved).isLessThan(rounding);
            assertThat(found.isEqualTo(start)).isFalse();
        }
    }

    private static double norm(Tensor tensor) {
        return Math.sqrt(tensor.mul(tensor).sum().item());
    }

    @Test
    void aFusedStepOnPiecesHasTheBitsOfOneOnTheWholeAndSoHasOneWhoseUpdateLiesInAnotherOrder() {
        try (TensorScope scope = new TensorScope()) {
            Tensor start = SEED.normal(DType.FLOAT32, SHAPE, 0, 1);
            Tensor whole = start.copy();
            Tensor pieces = start.copy();
            Tensor turned = start.copy();
            try (Fixtures.Restored threads = Fixtures.threads("cnn", 2);
                    Optimizer adam = new Adam(0.01).fused()) {
                assertThat(whole.pieces()).hasSize(1);
                run(adam, whole, 0, 5);
            }
            try (Fixtures.Restored threads = Fixtures.threads("mlp", 1);
                    Optimizer adam = new Adam(0.01).fused();
                    Optimizer other = new Adam(0.01).fused()) {
                assertThat(pieces.pieces()).hasSizeGreaterThan(1);
                run(adam, pieces, 0, 5);
                for (int step = 0; step < 5; step++) {
                    Tensor delta = SEED.derive(step).normal(DType.FLOAT32, SHAPE, 0, 0.3);
                    other.update("w", turned, delta.transpose().contiguous().transpose());
                }
            }
            assertThat(pieces.isEqualTo(whole)).isTrue();
            assertThat(turned.isEqualTo(whole)).isTrue();
        }
    }

    @Test
    void aFusedStepOfAnotherTensorByTheSameNameMovesThatTensor() {
        try (TensorScope scope = new TensorScope();
                Optimizer adam = new Adam(0.01).fused()) {
            Tensor first = SEED.normal(DType.FLOAT32, SHAPE, 0, 1);
            Tensor second = first.copy();
            run(adam, first, 0, 1);
            Tensor after = first.copy();
            run(adam, second, 1, 2);
            assertThat(first.isEqualTo(after)).isTrue();
            assertThat(second.isEqualTo(after)).isFalse();
        }
    }

    /** Denormal numbers take a processor a hundred times longer; the bits of θ do not depend on them. */
    @Test
    void meansThatHaveDecayedToNothingAreZero() {
        try (Fixtures.Restored threads = Fixtures.threads("mlp", 1);
                TensorScope scope = new TensorScope();
                Optimizer adam = new Adam(0.001)) {
            Tensor theta = SEED.normal(DType.FLOAT32, SHAPE, 0, 1);
            adam.update("w", theta, Tensor.full(DType.FLOAT32, SHAPE, 1e-9));
            Tensor reached = theta;
            for (int step = 0; step < 900; step++) {
                reached = theta.copy();
                adam.update("w", theta, Tensor.full(DType.FLOAT32, SHAPE, 0));
            }
            assertThat(theta.isEqualTo(reached)).isTrue();
            adam.state().forEach((name, tensor) -> {
                for (double number : tensor.toDoubles()) {
                    assertThat(number)
                            .satisfiesAnyOf(
                                    x -> assertThat(x).isZero(),
                                    x -> assertThat(Math.abs(x)).isGreaterThanOrEqualTo(Float.MIN_NORMAL));
                }
                tensor.close();
            });
        }
    }

    static Stream<Function<Object, Optimizer>> stateful() {
        return Stream.of(unused -> new Sgd(0.1, 0.9, 0.01), unused -> new Adam(0.01), unused -> new Adam(0.01).fused());
    }

    @ParameterizedTest
    @MethodSource("stateful")
    void stateThatIsReadAndRestoredGoesOnWithTheSameBits(Function<Object, Optimizer> make) {
        try (TensorScope scope = new TensorScope();
                Optimizer first = make.apply("first");
                Optimizer second = make.apply("second")) {
            Tensor a = SEED.normal(DType.FLOAT32, SHAPE, 0, 1);
            run(first, a, 0, 5);
            Tensor b = a.copy();
            Map<String, Tensor> state = first.state();
            second.restore(state);
            run(first, a, 5, 10);
            run(second, b, 5, 10);
            assertThat(a.isEqualTo(b)).isTrue();
            assertThat(state.keySet()).allMatch(name -> name.startsWith("w/"));
            state.values().forEach(Tensor::close);
        }
    }

    /** A file holds numbers row by row, whatever the order in which a convolution's kernels lie. */
    @ParameterizedTest
    @MethodSource("stateful")
    void stateThatLiesInAnotherOrderThanItsParameterGoesOnWithTheSameBits(Function<Object, Optimizer> make) {
        try (TensorScope scope = new TensorScope();
                Optimizer first = make.apply("first");
                Optimizer second = make.apply("second")) {
            Shape shape = Shape.of(64, 33, 3, 3);
            Tensor a = ConvKernels.channelsLast(SEED.normal(DType.FLOAT32, shape, 0, 1));
            run(first, a, 0, 5);
            Tensor b = a.copy();
            Map<String, Tensor> byRows = new TreeMap<>();
            first.state().forEach((name, tensor) -> byRows.put(name, rows(tensor)));
            assertThat(byRows.entrySet())
                    .anyMatch(part ->
                            part.getValue().elements() > 1 && !part.getValue().liesAs(b));
            second.restore(byRows);
            run(first, a, 5, 10);
            run(second, b, 5, 10);
            assertThat(a.isEqualTo(b)).isTrue();
        }
    }

    private static Tensor rows(Tensor tensor) {
        return Tensor.full(tensor.dtype(), tensor.shape(), 0).copyInPlace(tensor);
    }

    /** 0.1.0 called Adam's means by other names. */
    @Test
    void stateByFormerNamesGoesOnWithTheSameBits() {
        try (TensorScope scope = new TensorScope();
                Optimizer first = new AdamW(0.01);
                Optimizer second = new AdamW(0.01)) {
            Tensor a = SEED.normal(DType.FLOAT32, SHAPE, 0, 1);
            run(first, a, 0, 5);
            Tensor b = a.copy();
            Map<String, Tensor> former = new TreeMap<>();
            Map<String, String> names = Map.of("w/exp_avg", "w/mean", "w/exp_avg_sq", "w/square", "w/steps", "w/steps");
            first.state().forEach((name, tensor) -> former.put(Objects.requireNonNull(names.get(name)), tensor));
            second.restore(former);
            run(first, a, 5, 10);
            run(second, b, 5, 10);
            assertThat(a.isEqualTo(b)).isTrue();
            former.put("w/exp_avg", a);
            assertThatThrownBy(() -> second.restore(former))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the state of 'w' has the part 'exp_avg' twice, by its name of today and by a former one:"
                                    + " expected one of them");
            former.remove("w/exp_avg");
            former.values().forEach(Tensor::close);
        }
    }

    @Test
    void theStateOfAnotherKindIsRefusedAndChangesNothing() {
        try (TensorScope scope = new TensorScope();
                Optimizer adam = new Adam(0.01);
                Optimizer momentum = new Sgd(0.1, 0.9, 0);
                Optimizer plain = new Sgd(0.1)) {
            Tensor theta = SEED.normal(DType.FLOAT32, SHAPE, 0, 1);
            run(adam, theta, 0, 2);
            run(momentum, theta, 0, 2);
            Map<String, Tensor> before = adam.state();
            assertThatThrownBy(() -> adam.restore(momentum.state()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the state of 'w' consists of [momentum]: expected [exp_avg, exp_avg_sq, steps], as adam(lr 0.01)"
                                    + " keeps");
            assertThatThrownBy(() -> momentum.restore(before))
                    .hasMessage(
                            "the state of 'w' consists of [exp_avg, exp_avg_sq, steps]: expected [momentum], as sgd(lr 0.1,"
                                    + " momentum 0.9) keeps");
            assertThatThrownBy(() -> plain.restore(momentum.state()))
                    .hasMessage("the state of 'w' consists of [momentum]: expected [], as sgd(lr 0.1) keeps");
            assertThatThrownBy(() -> adam.restore(Map.of("w/exp_avg", theta, "w/exp_avg_sq", theta)))
                    .hasMessageStartingWith("the state of 'w' consists of [exp_avg, exp_avg_sq]: expected");
            Map<String, Tensor> after = adam.state();
            assertThat(after.keySet()).isEqualTo(before.keySet());
            before.forEach((name, tensor) -> assertThat(
                            Objects.requireNonNull(after.get(name)).isEqualTo(tensor))
                    .isTrue());
        }
    }

    @Test
    void settingsNameTheKindAndEveryNumber() {
        assertThat(new Sgd(0.1, 0.9, 1e-4).settings().toString())
                .isEqualTo("{kind=sgd, learning rate=0.1, momentum=0.9, weight decay=1.0E-4}");
        assertThat(new Adam(0.001).settings().toString())
                .isEqualTo(
                        "{arithmetic=libtorch, beta1=0.9, beta2=0.999, epsilon=1.0E-8, kind=adam, learning rate=0.001, weight decay=0.0}");
        assertThat(new AdamW(0.001, 0.01).settings())
                .containsEntry("kind", "adamw")
                .containsEntry("weight decay", "0.01");
    }

    private static void run(Optimizer optimizer, Tensor theta, int from, int to) {
        for (int step = from; step < to; step++) {
            Tensor drawn = SEED.derive(step).normal(theta.dtype(), theta.shape(), 0, 0.3);
            optimizer.update("w", theta, theta.zerosLike().copyInPlace(drawn));
        }
    }

    @Test
    void onlyPlainSgdIsIdleAtZero() {
        assertThat(new Sgd(0.1).idleAtZero()).isTrue();
        assertThat(new Sgd(0.1, 0.9, 0).idleAtZero()).isFalse();
        assertThat(new Sgd(0.1, 0, 0.1).idleAtZero()).isFalse();
        assertThat(new Adam(0.1).idleAtZero()).isFalse();
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Sgd(0)).hasMessage("the learning rate must be finite and greater than 0, not 0.0");
        assertThatThrownBy(() -> new Sgd(Double.NaN))
                .hasMessage("the learning rate must be finite and greater than 0, not NaN");
        assertThatThrownBy(() -> new Sgd(0.1, 1, 0))
                .hasMessage("the momentum must be at least 0 and less than 1, not 1.0");
        assertThatThrownBy(() -> new Adam(0.1, 0.9, 2, 1e-8, 0))
                .hasMessage("the beta2 must be at least 0 and less than 1, not 2.0");
        assertThatThrownBy(() -> new AdamW(0.1, -1))
                .hasMessage("the weight decay must be finite and at least 0, not -1.0");
    }
}
