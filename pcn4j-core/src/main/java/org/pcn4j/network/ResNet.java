package org.pcn4j.network;

import java.util.List;
import org.pcn4j.function.AdaptiveAvgPool2d;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Shape;

/**
 * A residual network (He et al. 2016) for images of CIFAR's size: a first convolution {@code stem} that keeps the size,
 * stages of blocks, each stage but the first halving the size and doubling the channels, a mean over all places and a
 * linear output {@code out}. A block is two nodes: {@code …a}, a convolution with ReLU, and {@code …b}, the ReLU of a
 * convolution of it plus the block's input, which skips a level.
 *
 * @param width the channels of the first stage, at least 1; 64 in the paper
 * @param blocks how many blocks each stage has; 2, 2, 2, 2 is ResNet-18
 * @param norm what follows each convolution
 */
public record ResNet(long width, List<Integer> blocks, Norm norm) {
    /** What follows each convolution. */
    public enum Norm {
        /** Batch normalization, and no bias. */
        BATCH,
        /** Nothing, but a bias. */
        NONE
    }

    private static final int CHANNELS = 3;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if the width or a number of blocks is less than 1, or there is no stage
     */
    public ResNet {
        if (width < 1 || blocks.isEmpty() || blocks.stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException(
                    "a residual network needs a width and blocks of at least 1, not " + width + " and " + blocks);
        }
        blocks = List.copyOf(blocks);
    }

    /** ResNet-18: four stages of two blocks. */
    public static ResNet of18(long width, Norm norm) {
        return new ResNet(width, List.of(2, 2, 2, 2), norm);
    }

    /**
     * Builds the network.
     *
     * @param input [channels, height, width]
     * @throws NetworkException if the images are too small for the stages
     */
    public Network network(Shape input, int outputs, Energy loss) {
        if (input.rank() != CHANNELS) {
            throw new NetworkException("a residual network expects samples of [channels, height, width], got " + input);
        }
        NetworkBuilder graph = Network.builder().input("x", input);
        graph.node("stem", Chain.of(convolution(input.size(0), width, 3, 1), new Relu()), "x");
        String last = "stem";
        long channels = width;
        for (int stage = 0; stage < blocks.size(); stage++) {
            long wide = width << stage;
            for (int block = 0; block < blocks.get(stage); block++) {
                long stride = stage > 0 && block == 0 ? 2 : 1;
                String name = "s" + (stage + 1) + "." + (block + 1);
                Function shortcut =
                        stride == 1 && channels == wide ? new Identity() : convolution(channels, wide, 1, stride);
                graph.node(name + "a", Chain.of(convolution(channels, wide, 3, stride), new Relu()), last);
                graph.node(
                        name + "b",
                        Chain.of(
                                Sum.of(
                                        new Term("residual", convolution(wide, wide, 3, 1)),
                                        new Term("shortcut", shortcut)),
                                new Relu()),
                        name + "a",
                        last);
                last = name + "b";
                channels = wide;
            }
        }
        return graph.output(
                        "out",
                        Chain.of(new AdaptiveAvgPool2d(1, 1), new Flatten(), new Linear(channels, outputs)),
                        loss,
                        last)
                .build();
    }

    private Function convolution(long in, long out, long kernel, long stride) {
        ConvGeometry geometry = new ConvGeometry(Pair.of(stride), Pair.of(kernel / 2), Pair.of(1), 1);
        Conv2d convolution =
                new Conv2d(in, out, Pair.of(kernel), geometry).withWeights(Initializer.kaimingNormal(Math.sqrt(2)));
        return norm == Norm.BATCH ? Chain.of(convolution.withoutBias(), new BatchNorm(out)) : convolution;
    }
}
