package org.pcn4j.network;

import java.util.OptionalDouble;
import org.pcn4j.function.Elements;

/** Where a node stands in the graph. */
public sealed interface Place {
    /**
     * A node without parents and without a function.
     *
     * @param elements numbers or tokens
     * @param constant the number in all its elements, as of a recurrent network's initial state; nothing where it is held to
     *     data or free
     */
    record Root(Elements elements, OptionalDouble constant) implements Place {}

    /** A node that is predicted from its parents and predicts its children. */
    record Inner() implements Place {}

    /**
     * A node that is predicted and predicts nothing.
     *
     * @param constant the number in all elements of its target, as 0 of an energy ½‖h(x)‖²; nothing where it is held to data
     *     or free
     */
    record Sink(OptionalDouble constant) implements Place {}

    /**
     * An identity node that levelling put into an edge, so that an error takes as many inference steps along it as along
     * the longest path.
     *
     * @param source the node at the beginning of the edge
     */
    record Delay(int source) implements Place {}
}
