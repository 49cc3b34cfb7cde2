package org.pcn4j.cli;

import org.pcn4j.data.Samples;
import org.pcn4j.data.Split;
import org.pcn4j.function.Loss;
import org.pcn4j.network.Network;

/**
 * What a model learns from a data set.
 *
 * @param samples in the shape in which the network takes them
 * @param network makes it for a loss
 * @param answer what it is judged by
 */
record Task(Split<? extends Samples> samples, Making network, Answer answer) {
    /** What a network answers. */
    enum Answer {
        /** Classes, one a sample or one a place: judged by how many are right. */
        CLASSES,
        /** Numbers: judged by the loss. */
        NUMBERS
    }

    /** Makes a network. */
    @FunctionalInterface
    interface Making {
        /** Returns the network whose output has this loss. */
        Network network(Loss loss);
    }

    /** Samples of which one part is like the other. */
    static Split<Samples> split(Samples train, Samples test) {
        return new Split<>(train, test);
    }
}
