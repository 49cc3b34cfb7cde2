package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void numbersGoInAndComeOutInRowMajorOrder() {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = Tensor.of(DType.FLOAT64, Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
            assertThat(x.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(x.transpose().toDoubles()).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(x.to(DType.FLOAT32).toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(x.to(DType.INT64).toLongs()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(x.select(0, 1).toDoubles()).containsExactly(4, 5, 6);
            assertThat(x.narrow(1, 1, 2).toDoubles()).containsExactly(2, 3, 5, 6);
        }
    }

    @Test
    void equalityTakesMinusZeroForZeroAndNanForNothing() {
        try (TensorScope scope = new TensorScope()) {
            Tensor zero = Tensor.of(DType.FLOAT32, Shape.of(1), 0);
            assertThat(zero.isEqualTo(Tensor.of(DType.FLOAT32, Shape.of(1), -0.0)))
                    .isTrue();
            assertThat(zero.isEqualTo(Tensor.of(DType.FLOAT64, Shape.of(1), 0))).isFalse();
            assertThat(zero.isEqualTo(Tensor.of(DType.FLOAT32, Shape.of(1, 1), 0)))
                    .isFalse();
            Tensor nan = Tensor.of(DType.FLOAT32, Shape.of(1), Double.NaN);
            assertThat(nan.isEqualTo(nan)).isFalse();
            assertThat(nan.isFinite()).isFalse();
            assertThat(zero.isFinite()).isTrue();
        }
    }

    @Test
    void aTensorPrintsItsShapeTypePlaceAndFirstElements() {
        try (TensorScope scope = new TensorScope()) {
            assertThat(Tensor.of(Shape.of(3), new long[] {1, 2, 3})).hasToString("Tensor[3] int64 cpu (1, 2, 3)");
            assertThat(Tensor.full(DType.FLOAT32, Shape.of(3, 4), 0.5).toString())
                    .isEqualTo("Tensor[3, 4] float32 cpu (0.500000, 0.500000, 0.500000, 0.500000, 0.500000, 0.500000, "
                            + "0.500000, 0.500000, …)");
        }
    }

    @Test
    void aScopeClosesAllButWhatIsKept() {
        long before = NativeMemory.liveObjects();
        Tensor kept;
        try (TensorScope scope = new TensorScope()) {
            Tensor x = Tensor.full(DType.FLOAT32, Shape.of(4), 1);
            kept = x.add(x).keep();
            x.mul(3);
        }
        assertThat(NativeMemory.liveObjects()).isEqualTo(before + 1);
        assertThat(kept.toDoubles()).containsExactly(2, 2, 2, 2);
        kept.close();
        kept.close();
        assertThat(NativeMemory.liveObjects()).isEqualTo(before);
    }

    @Test
    void aClosedTensorRefusesToBeUsed() {
        Tensor x = Tensor.full(DType.FLOAT32, Shape.of(4), 1);
        x.close();
        assertThatThrownBy(() -> x.add(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a tensor is used after it was closed");
        assertThat(x).hasToString("Tensor (closed)");
    }

    @Test
    void aNativeErrorIsOneLine() {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = Tensor.full(DType.FLOAT32, Shape.of(2, 3), 1);
            assertThatThrownBy(() -> x.matmul(x))
                    .isInstanceOf(TensorException.class)
                    .hasMessageStartingWith("mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
        }
    }

    @Test
    void aShapeOfAnotherSizeIsRefusedWithBothNumbers() {
        assertThatThrownBy(() -> Tensor.of(DType.FLOAT32, Shape.of(2, 3), 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shape [2, 3] holds 6 numbers, but 2 were given");
    }

    @Test
    void anUnmappedOperatorIsCalledByName() {
        try (TensorScope scope = new TensorScope()) {
            Operator softmax = Operator.named("aten::_softmax", "");
            Tensor x = Tensor.of(DType.FLOAT64, Shape.of(1, 2), 0, Math.log(3));
            assertThat(softmax.call(x, 1L, false).toDoubles()).containsExactly(new double[] {0.25, 0.75}, within());
            assertThatThrownBy(() -> Operator.named("aten::no_such_thing", ""))
                    .isInstanceOf(TensorException.class)
                    .hasMessageContaining("no_such_thing");
        }
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-15);
    }

    @Test
    void theMemoryCapOfTheBindingIsOffUnlessSet() {
        NativeMemory.liveObjects();
        assertThat(org.bytedeco.javacpp.Pointer.maxPhysicalBytes()).isZero();
        assertThat(org.bytedeco.javacpp.Pointer.maxBytes()).isZero();
    }

    @Test
    void onlyOneOfTheThreadPoolsHasSeveralThreadsAfterLoading() {
        Threads before = Threads.current();
        try {
            assertThat(Math.min(before.convolution(), before.matrix())).isEqualTo(1);
            Threads.forConvolutions(2).use();
            assertThat(Threads.current()).isEqualTo(new Threads(2, 1));
            Threads.forMatrices(2).use();
            assertThat(Threads.current()).isEqualTo(new Threads(1, 2));
        } finally {
            before.use();
        }
        assertThatThrownBy(() -> Threads.forMatrices(0)).hasMessage("threads must be at least 1, not 0");
    }

    @Test
    void aSeedGivesTheSameNumbersAlwaysAndDerivedSeedsGiveOthers() {
        try (TensorScope scope = new TensorScope()) {
            Seed seed = new Seed(7);
            Tensor x = seed.normal(DType.FLOAT64, Shape.of(1000), 1, 2);
            assertThat(seed.normal(DType.FLOAT64, Shape.of(1000), 1, 2).isEqualTo(x))
                    .isTrue();
            assertThat(seed.derive("a")
                            .normal(DType.FLOAT64, Shape.of(1000), 1, 2)
                            .isEqualTo(x))
                    .isFalse();
            assertThat(seed.derive("a")).isNotEqualTo(seed.derive("b")).isEqualTo(new Seed(7).derive("a"));
            assertThat(seed.derive(1)).isNotEqualTo(seed.derive(2));
            double mean = x.sum().item() / 1000;
            Tensor centerd = x.sub(Tensor.full(DType.FLOAT64, Shape.of(1000), mean));
            assertThat(mean).isBetween(0.8, 1.2);
            assertThat(Math.sqrt(centerd.mul(centerd).sum().item() / 1000)).isBetween(1.85, 2.15);
            assertThat(seed.permutation(100))
                    .containsExactlyInAnyOrder(
                            java.util.stream.IntStream.range(0, 100).toArray());
        }
    }
}
