package org.pcn4j.function;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.function.MatrixProduct.Second;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Shape;

/** Nonsense is refused in one line that has the numbers. */
class RefusalTest {
    static Stream<Arguments> nonsense() {
        Pair zero = Pair.of(0);
        return Stream.of(
                refused(() -> new Dropout(1), "dropout's probability must be at least 0 and less than 1, not 1.0"),
                refused(() -> new Dropout(-0.1), "dropout's probability must be at least 0 and less than 1, not -0.1"),
                refused(() -> new Dropout(Double.NaN), "less than 1, not NaN"),
                refused(() -> new LayerNorm(), "at least one dimension, each at least 1, not []"),
                refused(() -> new LayerNorm(3, 0), "at least one dimension, each at least 1, not [3, 0]"),
                refused(() -> new LayerNorm(Shape.of(3), 0), "epsilon must be finite and greater than 0, not 0.0"),
                refused(() -> new GroupNorm(3, 4), "both at least 1, not 4 in 3 groups"),
                refused(() -> new GroupNorm(0, 4), "both at least 1, not 4 in 0 groups"),
                refused(() -> new BatchNorm(0), "batchNorm's channels must be at least 1, not 0"),
                refused(() -> new BatchNorm(2, 1.5, 1e-5), "batchNorm's momentum must be from 0 to 1, not 1.5"),
                refused(() -> new BatchNorm(2, 0.1, Double.NaN), "greater than 0, not NaN"),
                refused(
                        () -> Sum.of(new Sum.Term("w", new Linear(2, 2)), new Sum.Term("w", new Linear(2, 2))),
                        "two terms of a sum have a parameter 'w.weight': their names must differ"),
                refused(
                        () -> Sum.of(new Sum.Term("", new LayerNorm(2)), new Sum.Term("", new Linear(2, 2))),
                        "two terms of a sum have a parameter 'weight': their names must differ"),
                refused(() -> new Concatenate(0), "concatenate needs at least one input, not 0"),
                refused(() -> new Product(0), "product needs at least one input, not 0"),
                refused(() -> new Average(-1), "average needs at least one input, not -1"),
                refused(() -> new Permute(0, 2), "each dimension from 0 to 1 once, not [0, 2]"),
                refused(() -> new Permute(1, 1), "each dimension from 0 to 1 once, not [1, 1]"),
                refused(() -> new Slice(-1, 0, 1), "slice's dimension must be at least 0, not -1"),
                refused(() -> new Slice(0, 2, 2), "not from 2 to 2"),
                refused(() -> new Slice(0, -1, 2), "not from -1 to 2"),
                refused(() -> new Pad(-1), "pad's rows and columns must be at least 0, not -1×-1 before"),
                refused(() -> new ConvTranspose2d(0, 1, 3), "sizes must be at least 1, not 0 → 1 with kernel 3×3"),
                refused(
                        () -> new ConvTranspose2d(
                                4, 3, Pair.of(3), new ConvGeometry(Pair.of(1), zero, Pair.of(1), 2), zero),
                        "channels 4 → 3 must be multiples of its groups, 2"),
                refused(
                        () -> new ConvTranspose2d(4, 3, Pair.of(3), ConvGeometry.PLAIN, Pair.of(1)),
                        "less than the stride 1×1 or the dilation 1×1, not 1×1"),
                refused(() -> new AdaptiveAvgPool2d(0, 1), "adaptiveAvgPool2d's size must be at least 1, not 0×1"),
                refused(() -> new Upsample(0, Upsample.Mode.NEAREST), "upsample's factor must be at least 1, not 0"));
    }

    static Stream<Arguments> shapes() {
        Shape vector = Shape.of(4);
        Shape image = Shape.of(4, 3, 2);
        Pair none = Pair.of(0);
        ConvGeometry padded = new ConvGeometry(Pair.of(1), Pair.of(3), Pair.of(1), 1);
        return Stream.of(
                refused(new Softmax(), "softmax expects […, n], got []", Shape.of()),
                refused(new LogSoftmax(), "logSoftmax expects […, n], got []", Shape.of()),
                refused(new Silu(), "silu expects one input, got 2", vector, vector),
                refused(new LayerNorm(3), "layerNorm([3]) expects an input that ends in [3], got [4]", vector),
                refused(new LayerNorm(1, 4), "expects an input that ends in [1, 4], got [4]", vector),
                refused(new GroupNorm(2, 6), "groupNorm(2 groups of 6) expects [6, …], got [4]", vector),
                refused(new BatchNorm(3), "batchNorm(3) expects [3] or [3, H, W], got [4]", vector),
                refused(new BatchNorm(4), "expects [4] or [4, H, W], got [4, 5]", Shape.of(4, 5)),
                refused(new Concatenate(2), "concatenate(2) expects 2 inputs, got 1", vector),
                refused(new Concatenate(2), "differ in their first size at most, got [4] and [4, 3, 2]", vector, image),
                refused(new Concatenate(1), "concatenate(1) expects [n, …], got []", Shape.of()),
                refused(new Product(2), "product(2) expects inputs of one shape, got [4] and [3]", vector, Shape.of(3)),
                refused(new Average(2), "average(2) expects 2 inputs, got 3", vector, vector, vector),
                refused(
                        new MatrixProduct(),
                        "matrixProduct expects [n, k] and [k, m] or [h, n, k] and [h, k, m], got [2, 3] and [2, 3]",
                        Shape.of(2, 3),
                        Shape.of(2, 3)),
                refused(new MatrixProduct(), "got [4] and [4]", vector, vector),
                refused(new MatrixProduct(), "got [2, 3, 3] and [4, 3, 3]", Shape.of(2, 3, 3), Shape.of(4, 3, 3)),
                refused(
                        new MatrixProduct(Second.TRANSPOSED),
                        "expects [n, k] and [m, k] or [h, n, k] and [h, m, k], got [2, 3] and [3, 2]",
                        Shape.of(2, 3),
                        Shape.of(3, 2)),
                refused(new Reshape(2, 3), "reshape([2, 3]) expects 6 elements, got 4 in [4]", vector),
                refused(new Permute(1, 0), "permute(1, 0) expects 2 dimensions, got [4]", vector),
                refused(new Slice(0, 2, 5), "expects at least 5 slices along dimension 0, got [4]", vector),
                refused(new Slice(1, 0, 1), "expects at least 1 slices along dimension 1, got [4]", vector),
                refused(new Pad(1), "pad(1×1) expects [C, H, W], got [4]", vector),
                refused(
                        new ConvTranspose2d(3, 2, 3),
                        "expects [3, H, W] with at least one place, got [4, 3, 2]",
                        image),
                refused(
                        new ConvTranspose2d(4, 2, Pair.of(3), padded, none),
                        "has so much padding that nothing is left of [4, 3, 2]",
                        image),
                refused(new AdaptiveAvgPool2d(1, 1), "expects [C, H, W] with at least one place, got [4]", vector),
                refused(new Upsample(2, Upsample.Mode.BILINEAR), "upsample(2, bilinear) expects [C, H, W]", vector));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void constructorsRefuseNonsense(ThrowingCallable construction, String message) {
        assertThatThrownBy(construction)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shapesThatDoNotFitAreRefused(ThrowingCallable question, String message) {
        assertThatThrownBy(question)
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    private static Arguments refused(ThrowingCallable call, String message) {
        return Arguments.of(call, message);
    }

    private static Arguments refused(Function function, String message, Shape... inputs) {
        return refused(() -> function.shape(List.of(inputs)), message);
    }
}
