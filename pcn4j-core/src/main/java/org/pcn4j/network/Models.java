package org.pcn4j.network;

import java.util.List;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.MaxPool2d;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.function.Tanh;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Shape;

/**
 * Networks that are often wanted: one node per parametrised layer, μ = f(W x) in the hidden ones, a linear output. Those
 * with skip connections are {@link ResNet}, {@link Transformer} and {@link UNet}.
 */
public final class Models {
    private static final int CNN_CHANNELS_1 = 32;
    private static final int CNN_CHANNELS_2 = 64;
    private static final int CNN_HIDDEN = 128;
    private static final long ALEXNET_SHRINKS = 16;
    private static final long VGG_SHRINKS = 16;
    private static final double HALF = 0.5;

    private Models() {}

    /**
     * A multi-layer perceptron over samples of any shape, which are flattened.
     *
     * @param hidden the widths of the hidden layers {@code fc1}, {@code fc2}, …; may be empty
     * @param activation of the hidden layers
     * @param outputs the width of the output {@code out}
     */
    public static Network mlp(Shape input, List<Integer> hidden, Elementwise activation, int outputs, Energy loss) {
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
    public static Network cnn(Shape input, int outputs, Energy loss) {
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
     * last state, initialized as PyTorch does: all uniform within ±1/√hidden.
     *
     * @param input [steps, features]: the sequence s_1, s_2, …
     * @param hidden the width of the state
     */
    public static Network rnn(Shape input, int hidden, int outputs, Energy loss) {
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

    /**
     * A convolutional network as in Krizhevsky, Sutskever and Hinton 2012, for images of CIFAR's size: five convolutions,
     * three of them pooled, and three linear layers, two of them behind dropout of one half.
     *
     * @param input [channels, height, width], both sizes multiples of 16
     * @param width the channels of the first convolution: 64, or fewer for a smaller network of the same form
     */
    public static Network alexnet(Shape input, long width, int outputs, Energy loss) {
        requireImages("alexnet", input, ALEXNET_SHRINKS);
        long features = 4 * width * (input.size(1) / ALEXNET_SHRINKS) * (input.size(2) / ALEXNET_SHRINKS);
        long hidden = 64 * width;
        ConvGeometry halving = new ConvGeometry(Pair.of(2), Pair.of(1), Pair.of(1), 1);
        return new SequentialBuilder(input)
                .layer("conv1", new Conv2d(input.size(0), width, Pair.of(3), halving), new Relu(), new MaxPool2d(2))
                .layer("conv2", conv3x3(width, 3 * width), new Relu(), new MaxPool2d(2))
                .layer("conv3", conv3x3(3 * width, 6 * width), new Relu())
                .layer("conv4", conv3x3(6 * width, 4 * width), new Relu())
                .layer("conv5", conv3x3(4 * width, 4 * width), new Relu(), new MaxPool2d(2))
                .layer("fc1", new Flatten(), new Dropout(HALF), new Linear(features, hidden), new Relu())
                .layer("fc2", new Dropout(HALF), new Linear(hidden, hidden), new Relu())
                .output("out", loss, new Linear(hidden, outputs));
    }

    /**
     * Four convolutions 3×3, each with ReLU and max-pool 2, and a linear output, as in much work on predictive coding.
     *
     * @param input [channels, height, width], both sizes multiples of 16
     * @param width the channels of the first convolution, 128; the others have twice and four times as many
     */
    public static Network vgg5(Shape input, long width, int outputs, Energy loss) {
        requireImages("vgg5", input, VGG_SHRINKS);
        long features = 4 * width * (input.size(1) / VGG_SHRINKS) * (input.size(2) / VGG_SHRINKS);
        return new SequentialBuilder(input)
                .layer("conv1", conv3x3(input.size(0), width), new Relu(), new MaxPool2d(2))
                .layer("conv2", conv3x3(width, 2 * width), new Relu(), new MaxPool2d(2))
                .layer("conv3", conv3x3(2 * width, 4 * width), new Relu(), new MaxPool2d(2))
                .layer("conv4", conv3x3(4 * width, 4 * width), new Relu(), new MaxPool2d(2))
                .output("out", loss, new Flatten(), new Linear(features, outputs));
    }

    /**
     * A many-to-one LSTM over sequences of tokens, padded at the end with token 0, over which it holds its state.
     *
     * @param length of the sequences
     * @param vocabulary how many tokens there are, the padding included
     * @param embedding the width of the tokens' embedding
     * @param hidden the width of carry and state
     */
    public static Network lstm(long length, long vocabulary, long embedding, long hidden, int outputs, Energy loss) {
        return RecurrentBuilder.ofTokens(length, vocabulary, embedding)
                .cell(new LstmCell("lstm", embedding, hidden).padded(RecurrentBuilder.INPUT))
                .output("out", loss, new Linear(hidden, outputs));
    }

    private static void requireImages(String model, Shape input, long unit) {
        if (input.rank() != 3 || input.size(1) % unit != 0 || input.size(2) % unit != 0) {
            throw new NetworkException(model + " expects samples of [channels, height, width], height and width "
                    + "multiples of " + unit + ", got " + input);
        }
    }

    private static Function conv3x3(long in, long out) {
        return new Conv2d(in, out, Pair.of(3), new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(1), 1));
    }
}
