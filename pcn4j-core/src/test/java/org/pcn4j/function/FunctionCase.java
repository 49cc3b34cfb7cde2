package org.pcn4j.function;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Operator;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PoolGeometry;
import org.pcn4j.tensor.SequenceKernels.Mask;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Every function, in every shape that exercises another branch, with the shapes of its inputs. The one list of functions:
 * whatever is claimed of all of them is tested on it, in this module and, by its test jar, in others. Those whose pullback is no
 * derivative stand apart.
 */
public record FunctionCase(Function function, List<Shape> inputs) {
    /** Returns all cases. */
    public static Stream<FunctionCase> all() {
        return Stream.of(basic(), elementwise(), sequences(), normalizing(), joining(), resizing(), forwardOnly())
                .flatMap(cases -> cases);
    }

    /** Returns those whose pullback is another one than autograd's. */
    public static Stream<FunctionCase> withOtherPullbacks() {
        return Stream.of(
                of(new FeedbackLinear(new Linear(5, 3), FeedbackLinear.Feedback.FIXED), Shape.of(5)),
                of(new FeedbackLinear(new Linear(5, 3).withoutBias(), FeedbackLinear.Feedback.LEARNED), Shape.of(5)),
                of(new FeedbackLinear(new Linear(5, 3), FeedbackLinear.Feedback.LEARNED), Shape.of(4, 5)));
    }

    private static Stream<FunctionCase> elementwise() {
        return Stream.of(
                        new Identity(),
                        new Dropout(0.5),
                        new Tanh(),
                        new Sigmoid(),
                        new Relu(),
                        new LeakyRelu(0.1),
                        new Scaled(-1.5),
                        new HardTanh(-0.5, 0.8),
                        new Gelu(),
                        new Silu())
                .flatMap(function -> Stream.of(of(function, Shape.of(7)), of(function, Shape.of(2, 3, 4))));
    }

    private static Stream<FunctionCase> basic() {
        Shape vector = Shape.of(5);
        Shape image = Shape.of(4, 9, 8);
        return Stream.of(
                of(new Linear(5, 3), vector),
                of(new Linear(5, 1), vector),
                of(new Linear(1, 3), Shape.of(1)),
                of(new Linear(5, 3).withoutBias(), vector),
                of(new Conv2d(4, 6, 3), image),
                of(new Conv2d(4, 6, 3).withoutBias(), image),
                of(new Conv2d(4, 16, 3), image), // channels last
                of(
                        new Conv2d(4, 32, Pair.of(3), new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(1), 1))
                                .withoutBias(),
                        image),
                of(
                        new Conv2d(
                                4,
                                6,
                                new Pair(3, 2),
                                new ConvGeometry(new Pair(2, 1), new Pair(1, 2), new Pair(1, 2), 1)),
                        image),
                of(new Conv2d(4, 6, Pair.of(3), new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(2), 2)), image),
                of(new Conv2d(4, 4, Pair.of(3), new ConvGeometry(Pair.of(2), Pair.of(1), Pair.of(1), 4)), image),
                of(
                        new Conv2d(4, 4, Pair.of(3), new ConvGeometry(Pair.of(2), Pair.of(1), Pair.of(1), 4))
                                .withoutBias(),
                        image),
                of(new MaxPool2d(2), image),
                of(new MaxPool2d(new PoolGeometry(Pair.of(3), Pair.of(2), Pair.of(1))), image),
                of(new AvgPool2d(2), image),
                of(new AvgPool2d(new PoolGeometry(new Pair(3, 2), Pair.of(2), Pair.of(1))), image),
                of(new Flatten(), image),
                of(new Flatten(), vector),
                of(new Select(2), image),
                of(Chain.of(new Linear(5, 3), new Tanh()), vector),
                of(Chain.of(new Tanh(), new Linear(5, 3)), vector),
                of(Chain.of(new Linear(5, 7), new Gelu(), new Linear(7, 2)), vector),
                of(
                        Chain.of(new Conv2d(4, 6, 3), new Relu(), new MaxPool2d(2), new Flatten(), new Linear(54, 3)),
                        image),
                of(Sum.ofInputs(1), vector),
                of(Sum.ofInputs(3), vector, vector, vector),
                of(
                        Chain.of(
                                Sum.of(
                                        new Term("input", Chain.of(new Select(1), new Linear(4, 6))),
                                        new Term("state", new Linear(6, 6).withoutBias())),
                                new Tanh()),
                        Shape.of(3, 4),
                        Shape.of(6)));
    }

    /** Those of networks that read sequences. */
    static Stream<FunctionCase> sequences() {
        Shape places = Shape.of(6, 8);
        Shape heads = Shape.of(2, 5, 4);
        Shape gates = Shape.of(12);
        Shape state = Shape.of(3);
        return Stream.of(
                of(new Linear(8, 3), places),
                of(new Linear(8, 3).withoutBias(), Shape.of(2, 3, 8)),
                of(new Linear(8, 3), Shape.of(2, 3, 8)),
                of(new Embedding(7, 4), Shape.of(6)),
                of(new Embedding(7, 4), Shape.of()),
                of(new Bias(places, Initializer.normal(1)), places),
                of(new ScaledDotProductAttention(Mask.NONE), heads, heads, heads),
                of(new ScaledDotProductAttention(Mask.CAUSAL), heads, heads, heads),
                of(new MultiHeadAttention(8, 2, Mask.NONE), places),
                of(new MultiHeadAttention(8, 4, Mask.CAUSAL), places),
                of(new MultiHeadAttention(8, 2, Mask.NONE), places, places, places),
                of(Chain.of(new Linear(8, 8), new MultiHeadAttention(8, 2, Mask.CAUSAL)), places),
                of(
                        Chain.of(
                                new Select(1),
                                new Embedding(7, 4).withWeights(Initializer.uniform(1)),
                                new Linear(4, 3)),
                        Shape.of(6)),
                of(new LstmCarry(), gates, state),
                of(new LstmState(), gates, state),
                of(new GruState(), Shape.of(9), Shape.of(9), state),
                of(new MaskedUpdate(2), Shape.of(5), state, state));
    }

    private static Stream<FunctionCase> normalizing() {
        Shape vector = Shape.of(6);
        Shape image = Shape.of(4, 5, 3);
        return Stream.of(
                of(new Softmax(), vector),
                of(new Softmax(), Shape.of(3, 5)),
                of(new Softmax(), image),
                of(new LogSoftmax(), vector),
                of(new LogSoftmax(), image),
                of(new Dropout(0), vector),
                of(new Dropout(0.4), vector),
                of(new LayerNorm(6), vector),
                of(new LayerNorm(3), image),
                of(new LayerNorm(5, 3), image),
                of(new LayerNorm(Shape.of(4, 5, 3), 1e-3), image),
                of(new GroupNorm(2, 4), image),
                of(new GroupNorm(1, 4), image),
                of(new GroupNorm(4, 4), Shape.of(4, 7)),
                of(new GroupNorm(2, 6, 1e-3), vector),
                of(new BatchNorm(6), vector),
                of(new BatchNorm(4), image),
                of(new BatchNorm(4, 0.3, 1e-3), image),
                of(
                        Chain.of(
                                new Conv2d(4, 6, 3),
                                new BatchNorm(6),
                                new Silu(),
                                new Dropout(0.3),
                                new Flatten(),
                                new LayerNorm(18),
                                new Linear(18, 3),
                                new LogSoftmax()),
                        image),
                of(
                        Chain.of(
                                Sum.of(
                                        new Term("input", Chain.of(new Select(1), new Linear(4, 6))),
                                        new Term("state", Chain.of(new Linear(6, 6).withoutBias(), new BatchNorm(6)))),
                                new Tanh(),
                                new BatchNorm(6)),
                        Shape.of(3, 4),
                        vector));
    }

    private static Stream<FunctionCase> joining() {
        Shape vector = Shape.of(5);
        Shape image = Shape.of(4, 5, 3);
        return Stream.of(
                of(new Concatenate(1), vector),
                of(new Concatenate(2), vector, vector),
                of(new Concatenate(3), vector, Shape.of(2), Shape.of(4)),
                of(new Concatenate(3), image, image, image),
                of(new Concatenate(2), image, Shape.of(3, 5, 3)),
                of(new Product(1), vector),
                of(new Product(2), vector, vector),
                of(new Product(3), vector, vector, vector),
                of(new Product(5), image, image, image, image, image),
                of(new Average(1), vector),
                of(new Average(3), vector, vector, vector),
                of(new Average(3), image, image, image),
                of(new MatrixProduct(), Shape.of(3, 4), Shape.of(4, 5)),
                of(new MatrixProduct(), Shape.of(4, 4), Shape.of(4, 4)),
                of(new MatrixProduct(), Shape.of(2, 3, 4), Shape.of(2, 4, 5)),
                of(new MatrixProduct(), Shape.of(2, 4, 4), Shape.of(2, 4, 4)),
                of(new MatrixProduct(MatrixProduct.Second.TRANSPOSED), Shape.of(3, 4), Shape.of(5, 4)),
                of(new MatrixProduct(MatrixProduct.Second.TRANSPOSED), Shape.of(3, 4), Shape.of(3, 4)),
                of(new MatrixProduct(MatrixProduct.Second.TRANSPOSED), Shape.of(2, 3, 4), Shape.of(2, 5, 4)),
                of(new MatrixProduct(MatrixProduct.Second.TRANSPOSED), Shape.of(2, 3, 4), Shape.of(2, 3, 4)),
                of(new Reshape(3, 20), image),
                of(new Permute(2, 0, 1), image),
                of(new Permute(0), vector),
                of(new Slice(0, 1, 3), image),
                of(new Slice(2, 2, 3), image),
                of(new Slice(0, 0, 5), vector),
                of(new Pad(1), image),
                of(new Pad(0), image),
                of(new Pad(new Pair(2, 0), new Pair(1, 3)), image),
                of(
                        Chain.of(
                                new MatrixProduct(MatrixProduct.Second.TRANSPOSED),
                                new Softmax(),
                                new Permute(1, 2, 0),
                                new Slice(0, 1, 3),
                                new Pad(1)),
                        Shape.of(2, 3, 4),
                        Shape.of(2, 5, 4)),
                of(Chain.of(new Concatenate(2), new Reshape(2, 5), new Permute(1, 0)), vector, vector));
    }

    private static Stream<FunctionCase> resizing() {
        Shape image = Shape.of(4, 6, 5);
        ConvGeometry strided = new ConvGeometry(new Pair(2, 3), new Pair(1, 0), new Pair(1, 2), 1);
        ConvGeometry halves = new ConvGeometry(Pair.of(2), Pair.of(1), Pair.of(1), 2);
        return Stream.of(
                of(new ConvTranspose2d(4, 6, 3), image),
                of(new ConvTranspose2d(4, 6, 3).withoutBias(), image),
                of(new ConvTranspose2d(4, 5, new Pair(3, 2), strided, new Pair(1, 2)), image),
                of(new ConvTranspose2d(4, 6, Pair.of(3), halves, Pair.of(1)), image),
                of(new ConvTranspose2d(4, 6, Pair.of(3), halves, Pair.of(0)).withoutBias(), image),
                of(new ConvTranspose2d(16, 3, 2), Shape.of(16, 3, 3)),
                of(new AdaptiveAvgPool2d(1, 1), image),
                of(new AdaptiveAvgPool2d(3, 2), image),
                of(new AdaptiveAvgPool2d(1, 2), image),
                of(new AdaptiveAvgPool2d(8, 5), image),
                of(new AdaptiveAvgPool2d(4, 3), Shape.of(4, 9, 8)),
                of(new AdaptiveAvgPool2d(11, 8), Shape.of(4, 9, 8)),
                of(new Upsample(2, Upsample.Mode.NEAREST), image),
                of(new Upsample(3, Upsample.Mode.NEAREST), image),
                of(new Upsample(1, Upsample.Mode.NEAREST), image),
                of(new Upsample(2, Upsample.Mode.BILINEAR), image),
                of(new Upsample(3, Upsample.Mode.BILINEAR), image),
                of(new Upsample(1, Upsample.Mode.BILINEAR), image));
    }

    private static Stream<FunctionCase> forwardOnly() {
        return Stream.of(
                of(new Gated(5), Shape.of(5), Shape.of(5)),
                of(new Rows(4, 3), Shape.of(6)),
                of(Chain.of(new Rows(4, 3), new Flatten(), new Linear(18, 2)), Shape.of(6)));
    }

    /** x σ(x) + y ∘ (g + h), the sum of parameters so that autograd hands both the same tensor. */
    private record Gated(long size) implements ForwardOnly {
        @Override
        public Shape shape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public List<ParameterSpec> parameters() {
            Initializer initializer = Initializer.normal(1);
            return List.of(
                    new ParameterSpec("g", Shape.of(size), initializer),
                    new ParameterSpec("h", Shape.of(size), initializer));
        }

        @Override
        public Tensor forward(List<Tensor> inputs, List<Tensor> parameters) {
            Tensor x = inputs.get(0);
            try (Tensor sigmoid = ActivationKernels.sigmoid(x);
                    Tensor swish = x.mul(sigmoid);
                    Tensor gain = parameters.get(0).add(parameters.get(1));
                    Tensor gained = inputs.get(1).mul(gain)) {
                return swish.add(gained);
            }
        }

        @Override
        public String toString() {
            return "gated(" + size + ")";
        }
    }

    /** The rows of a table, by tokens: [T] → [T, width]. */
    private record Rows(long vocabulary, long width) implements ForwardOnly {
        private static final Operator EMBEDDING = Operator.named("aten::embedding", "");

        @Override
        public Shape shape(List<Shape> inputs) {
            return Shape.of(inputs.get(0).size(0), width);
        }

        @Override
        public Elements elements(int input) {
            return new Elements.Tokens(vocabulary);
        }

        @Override
        public List<ParameterSpec> parameters() {
            return List.of(new ParameterSpec("table", Shape.of(vocabulary, width), Initializer.normal(1)));
        }

        @Override
        public Tensor forward(List<Tensor> inputs, List<Tensor> parameters) {
            return EMBEDDING.call(parameters.get(0), inputs.get(0), -1L, false, false);
        }

        @Override
        public String toString() {
            return "rows(" + vocabulary + ", " + width + ")";
        }
    }

    boolean takesBatchesOf(int batch) {
        return batch > 1 || !needsSeveralSamples(function, inputs);
    }

    /** One sample alone has no variance that its features could be normalized by. */
    private static boolean needsSeveralSamples(Function function, List<Shape> inputs) {
        if (function instanceof Chain chain) {
            List<Shape> shapes = inputs;
            for (Function link : chain.links()) {
                if (needsSeveralSamples(link, shapes)) {
                    return true;
                }
                shapes = List.of(link.shape(shapes));
            }
            return false;
        }
        if (function instanceof Sum sum) {
            return IntStream.range(0, inputs.size())
                    .anyMatch(i -> needsSeveralSamples(sum.terms().get(i).function(), List.of(inputs.get(i))));
        }
        return function instanceof BatchNorm && inputs.get(0).rank() == 1;
    }

    private static FunctionCase of(Function function, Shape... inputs) {
        return new FunctionCase(function, List.of(inputs));
    }

    @Override
    public String toString() {
        return function + " of " + inputs;
    }
}
