package org.pcn4j.network;

import java.util.List;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.tensor.Shape;

/**
 * A node of a network.
 *
 * @param index its place in the network's order, in which parents come before their children
 * @param name unique in the network
 * @param role what it is
 * @param parents the indices of the nodes it is predicted from, in the order of its function's inputs; a node may occur
 *     several times
 * @param parameters the indices of the network's parameters that its function takes, in the function's order
 * @param buffers the indices of the network's buffers that its function keeps, in the function's order
 * @param shape of its value for one sample
 */
public record Node(
        int index,
        String name,
        Role role,
        List<Integer> parents,
        List<Integer> parameters,
        List<Integer> buffers,
        Shape shape) {
    private static final Function IDENTITY = new Identity();

    /** Copies the lists. */
    public Node {
        parents = List.copyOf(parents);
        parameters = List.copyOf(parameters);
        buffers = List.copyOf(buffers);
    }

    /** Tells whether the node is clamped to data or a constant, without a function. */
    public boolean isRoot() {
        return role instanceof Role.Input || role instanceof Role.Constant;
    }

    /** Returns what the elements of the node's value are: tokens of some inputs, numbers everywhere else. */
    public Elements elements() {
        return role instanceof Role.Input input ? input.elements() : new Elements.Numbers();
    }

    /**
     * Returns which parent each use of the node's function reads, by its index, in the order of the uses.
     *
     * @throws IllegalStateException if it is a root
     */
    public List<Integer> uses() {
        return function().uses(parents.size()).stream().map(parents::get).toList();
    }

    /** Tells whether the node is a sink with a loss. */
    public boolean isOutput() {
        return role instanceof Role.Output;
    }

    /** Tells whether levelling put the node in. */
    public boolean isDelay() {
        return role instanceof Role.Delay;
    }

    /** Tells whether inference moves the node's value: it is neither a root nor an output. */
    public boolean isFree() {
        return role instanceof Role.Hidden || role instanceof Role.Delay;
    }

    /**
     * Returns the function that predicts the node.
     *
     * @throws IllegalStateException if it is a root
     */
    public Function function() {
        if (role instanceof Role.Hidden hidden) {
            return hidden.function();
        } else if (role instanceof Role.Output output) {
            return output.function();
        } else if (role instanceof Role.Delay) {
            return IDENTITY;
        }
        throw new IllegalStateException("node '" + name + "' is a root, it has no function");
    }

    /** Returns what it is in a few words: its function, an output's loss as well, a root's data. */
    public String describe() {
        if (role instanceof Role.Constant constant) {
            return "constant " + constant.number();
        } else if (role instanceof Role.Input input) {
            return "input of " + input.elements();
        } else if (role instanceof Role.Output output) {
            return output.function() + ", " + output.loss();
        }
        return function().toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
