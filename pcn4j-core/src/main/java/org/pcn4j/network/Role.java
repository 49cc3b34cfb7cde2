package org.pcn4j.network;

import org.pcn4j.function.Elements;
import org.pcn4j.function.Function;
import org.pcn4j.function.Loss;

/** What a node is in its network. */
public sealed interface Role {
    /**
     * A root that is clamped to data.
     *
     * @param elements numbers or tokens
     */
    record Input(Elements elements) implements Role {}

    /**
     * A root that is clamped to the same number everywhere, such as a recurrent network's initial state.
     *
     * @param number in every element
     */
    record Constant(double number) implements Role {}

    /**
     * A free node, predicted from its parents.
     *
     * @param function the prediction
     */
    record Hidden(Function function) implements Role {}

    /**
     * A sink, predicted from its parents and clamped to a target while the network learns.
     *
     * @param function the prediction
     * @param loss its energy against the target
     */
    record Output(Function function, Loss loss) implements Role {}

    /**
     * An identity node that levelling put into an edge, so that an error takes as many inference steps along it as along
     * the longest path.
     *
     * @param source the node at the beginning of the edge
     */
    record Delay(int source) implements Role {}
}
