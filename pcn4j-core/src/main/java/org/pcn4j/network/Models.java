package org.pcn4j.network;

import java.util.List;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Loss;
import org.pcn4j.function.MaxPool2d;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.function.Tanh;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Shape;

/** Networks that are often wanted: one node per parametrised layer, μ = f(W x) in the hidden ones, a linear output. */
public final class Models {
    private static final int CNN_CHANNELS_1 = 32;
    private static final int CNN_CHANNELS_2 = 64;
    private static final int CNN_HIDDEN = 128;

    private Models() {}

    /**
     * A multi-layer perceptron over samples of any shape, which are flattened.
     *
     * @param hidden the widths of the hidden layers {@code fc1}, {@code fc2}, …; may be empty
     * @param activation of the hidden layers
     * @param outputs the width of the output {@code out}
     */
    public static Network mlp(Shape input, List<Integer> hidden, Elementwise activation, int outputs, Loss loss) {
        SequentialBuilder builder = new SequentialBuilder(input);
        long width = input.elements();
        for (int i = 0; i < hidden.size(); i++) {
            Linear linear = new Linear(width, hidden.get(i));
            width = hidden.get(i);
            if (i == 0 && input.rank() != 1) {
                builder.layer("fc1", new Flatten(), linear, activation);
            } else {
                builder.layer("fc" + (i + 1), linear, activation);
            }
        }
        Linear last = new Linear(width, outputs);
        return hidden.isEmpty() && input.rank() != 1
                ? builder.output("out", loss, new Flatten(), last)
                : builder.output("out", loss, last);
    }

    /**
     * A convolutional network: {@code conv1} 3×3 to 32 channels, ReLU, max-pool 2; {@code conv2} 3×3 to 64 channels,
     * ReLU, max-pool 2; {@code fc1} of 128, ReLU; {@code out}. The convolutions keep the size (padding 1).
     *
     * @param input [channels, height, width], height and width at least 4
     */
    public static Network cnn(Shape input, int outputs, Loss loss) {
        if (input.rank() != 3) {
            throw new NetworkException("a cnn expects samples of [channels, height, width], got " + input);
        }
        Function first = conv3x3(input.size(0), CNN_CHANNELS_1);
        Function second = conv3x3(CNN_CHANNELS_1, CNN_CHANNELS_2);
        long features = CNN_CHANNELS_2 * (input.size(1) / 2 / 2) * (input.size(2) / 2 / 2);
        return new SequentialBuilder(input)
                .layer("conv1", first, new Relu(), new MaxPool2d(2))
                .layer("conv2", second, new Relu(), new MaxPool2d(2))
                .layer("fc1", new Flatten(), new Linear(features, CNN_HIDDEN), new Relu())
                .output("out", loss, new Linear(CNN_HIDDEN, outputs));
    }

    /**
     * A many-to-one recurrent network, h_k = tanh(W_x s_k + b + W_h h_{k−1}) with h_0 = 0 and a linear output of the
     * last state, initialised as PyTorch does: all uniform within ±1/√hidden.
     *
     * @param input [steps, features]: the sequence s_1, s_2, …
     * @param hidden the width of the state
     */
    public static Network rnn(Shape input, int hidden, int outputs, Loss loss) {
        if (input.rank() != 2) {
            throw new NetworkException("an rnn expects samples of [steps, features], got " + input);
        }
        Initializer initializer = Initializer.torchDefault(hidden);
        Function fromInput =
                new Linear(input.size(1), hidden).withWeights(initializer).withBias(initializer);
        Function fromState = new Linear(hidden, hidden).withoutBias().withWeights(initializer);
        return RecurrentBuilder.of(input)
                .cell(Cell.of(
                        "h",
                        Shape.of(hidden),
                        step -> Chain.of(
                                Sum.of(new Term("input", step.reading(fromInput)), new Term("state", fromState)),
                                new Tanh())))
                .output("out", loss, new Linear(hidden, outputs));
    }

    private static Function conv3x3(long in, long out) {
        return new Conv2d(in, out, Pair.of(3), new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(1), 1));
    }
}
