package org.pcn4j.network;

import org.pcn4j.function.Chain;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Function;
import org.pcn4j.tensor.Shape;

/**
 * Builds a network of layers, each predicted from the one before, the first from the input {@code x}. Not thread-safe.
 */
public final class SequentialBuilder {
    private final NetworkBuilder builder;
    private String last = "x";

    /** Starts with an input for samples of this shape. */
    public SequentialBuilder(Shape input) {
        builder = Network.builder().input(last, input);
    }

    /**
     * Adds a layer, one node that applies the functions one after the other.
     *
     * @throws NetworkException if the name is taken or the shapes do not fit
     */
    public SequentialBuilder layer(String name, Function... functions) {
        builder.node(name, single(functions), last);
        last = name;
        return this;
    }

    /**
     * Adds the output and returns the network.
     *
     * @throws NetworkException if the name is taken or the shapes do not fit
     */
    public Network output(String name, Energy loss, Function... functions) {
        return builder.output(name, single(functions), loss, last).build();
    }

    private static Function single(Function... functions) {
        return functions.length == 1 ? functions[0] : Chain.of(functions);
    }
}
