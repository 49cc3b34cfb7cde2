package org.pcn4j.network;

import org.pcn4j.function.Chain;
import org.pcn4j.function.Concatenate;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.ConvTranspose2d;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Function;
import org.pcn4j.function.Relu;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Shape;

/**
 * A convolutional autoencoder with skip connections (Ronneberger, Fischer and Brox 2015): images are halved in size and
 * doubled in channels, then grown again, and what was seen at each size on the way down is put beside what comes up. The
 * output has the input's shape.
 *
 * @param width the channels at full size, at least 1
 * @param depth how often the size is halved, at least 1
 */
public record UNet(long width, int depth) {
    private static final int RANK = 3;
    private static final ConvGeometry DOUBLING = new ConvGeometry(Pair.of(2), Pair.of(0), Pair.of(1), 1);

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is less than 1
     */
    public UNet {
        if (width < 1 || depth < 1) {
            throw new IllegalArgumentException(
                    "a U-net needs a width and a depth of at least 1, not " + width + " and " + depth);
        }
    }

    /**
     * Builds the network.
     *
     * @param input [channels, height, width]; both sizes multiples of 2^depth
     * @throws NetworkException if the sizes cannot be halved as often
     */
    public Network network(Shape input, Energy loss) {
        long unit = 1L << depth;
        if (input.rank() != RANK || input.size(1) % unit != 0 || input.size(2) % unit != 0) {
            throw new NetworkException("a U-net of depth " + depth + " expects samples of [channels, height, width], "
                    + "height and width multiples of " + unit + ", got " + input);
        }
        NetworkBuilder graph = Network.builder().input("x", input);
        graph.node("down_0", Chain.of(convolution(input.size(0), width, 1), new Relu()), "x");
        for (int i = 1; i <= depth; i++) {
            graph.node(
                    "down_" + i, Chain.of(convolution(width << (i - 1), width << i, 2), new Relu()), "down_" + (i - 1));
        }
        String last = "down_" + depth;
        for (int i = depth - 1; i >= 0; i--) {
            String grown = "grown_" + i;
            String up = "up_" + i;
            graph.node(
                    grown, new ConvTranspose2d(width << (i + 1), width << i, Pair.of(2), DOUBLING, Pair.of(0)), last);
            graph.node(
                    up,
                    Chain.of(new Concatenate(2), convolution(2 * (width << i), width << i, 1), new Relu()),
                    grown,
                    "down_" + i);
            last = up;
        }
        return graph.output("out", convolution(width, input.size(0), 1), loss, last)
                .build();
    }

    private static Function convolution(long in, long out, long stride) {
        return new Conv2d(in, out, Pair.of(3), new ConvGeometry(Pair.of(stride), Pair.of(1), Pair.of(1), 1));
    }
}
