package org.pcn4j.function;

import java.util.List;
import java.util.stream.Stream;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PoolGeometry;
import org.pcn4j.tensor.SequenceKernels.Mask;
import org.pcn4j.tensor.Shape;

/** Every function, in every shape that exercises another branch, with the shapes of its inputs. */
record FunctionCase(Function function, List<Shape> inputs) {
    static Stream<FunctionCase> all() {
        return Stream.concat(images(), sequences());
    }

    private static Stream<FunctionCase> images() {
        Shape vector = Shape.of(5);
        Shape image = Shape.of(4, 9, 8);
        return Stream.of(
                of(new Linear(5, 3), vector),
                of(new Linear(5, 1), vector),
                of(new Linear(1, 3), Shape.of(1)),
                of(new Linear(5, 3).withoutBias(), vector),
                of(new Conv2d(4, 6, 3), image),
                of(new Conv2d(4, 6, 3).withoutBias(), image),
                of(
                        new Conv2d(
                                4,
                                6,
                                new Pair(3, 2),
                                new ConvGeometry(new Pair(2, 1), new Pair(1, 2), new Pair(1, 2), 1)),
                        image),
                of(new Conv2d(4, 6, Pair.of(3), new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(2), 2)), image),
                of(new Conv2d(4, 4, Pair.of(3), new ConvGeometry(Pair.of(2), Pair.of(1), Pair.of(1), 4)), image),
                of(new MaxPool2d(2), image),
                of(new MaxPool2d(new PoolGeometry(Pair.of(3), Pair.of(2), Pair.of(1))), image),
                of(new AvgPool2d(2), image),
                of(new AvgPool2d(new PoolGeometry(new Pair(3, 2), Pair.of(2), Pair.of(1))), image),
                of(new Flatten(), image),
                of(new Select(2), image),
                of(new Identity(), vector),
                of(new Tanh(), vector),
                of(new Sigmoid(), vector),
                of(new Relu(), vector),
                of(new LeakyRelu(0.1), vector),
                of(new Gelu(), vector),
                of(new HardTanh(-0.5, 0.8), vector),
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
                of(new Embedding(7, 4), Shape.of(6)),
                of(new Embedding(7, 4), Shape.of()),
                of(new Offset(places, Initializer.normal(1)), places),
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
                of(new Hold(2), Shape.of(5), state, state));
    }

    private static FunctionCase of(Function function, Shape... inputs) {
        return new FunctionCase(function, List.of(inputs));
    }

    @Override
    public String toString() {
        return function + " of " + inputs;
    }
}
