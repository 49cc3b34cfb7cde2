package org.pcn4j.inference.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Node;

/**
 * Which question is asked of a network: for each node whether its value is held to data, or free. Roots and outputs are held
 * unless it is said otherwise, everything else is free; what is constant is held in any case. Immutable.
 */
public final class Clamping {
    private static final Clamping ENDS = new Clamping(Map.of());

    private final Map<String, Mode> modes;

    private Clamping(Map<String, Mode> modes) {
        this.modes = Map.copyOf(modes);
    }

    /** What a node's value is held to. */
    public sealed interface Mode {
        /** Data, every element. An output has its loss against them; another node its error, and its children read the data. */
        record Data() implements Mode {}

        /**
         * Data, element by element. With the data comes a mask of the same shape. An output's energy is weighted by it,
         * whatever numbers it holds; of any other node it holds ones where the value is held and zeros where it is free.
         */
        record Masked() implements Mode {}

        /**
         * An output is held close to its prediction by the forward pass: to μ⁰ + β(y − μ⁰) (Scellier et al. 2023; Pinchetti
         * et al. 2025).
         *
         * @param beta β: finite, not 0
         */
        record Nudged(double beta) implements Mode {
            /**
             * Checks β.
             *
             * @throws IllegalArgumentException if it is 0 or not finite
             */
            public Nudged {
                if (!(beta != 0 && Double.isFinite(beta))) {
                    throw new IllegalArgumentException("a nudge's beta must be finite and not 0, not " + beta);
                }
            }

            /**
             * Returns this mode of a node.
             *
             * @throws NetworkException if it is no output, or its energy is not a squared error
             */
            public Nudged on(Node node) {
                if (!node.isOutput()) {
                    throw new NetworkException("node '" + node.name() + "' cannot be nudged: only outputs can");
                } else if (node.energy().precision().isEmpty()) {
                    throw new NetworkException("output '" + node.name() + "' cannot be nudged with the energy "
                            + node.energy()
                            + ", expected a squared error; the soft form of nudging, rule soft-nudge, takes"
                            + " any loss");
                }
                return this;
            }
        }

        /** Nothing: inference moves the value. */
        record Free() implements Mode {}

        /**
         * One number in every element, as the network says.
         *
         * @param number in every element
         */
        record Constant(double number) implements Mode {}
    }

    /** Returns the default question: roots and outputs are data. */
    public static Clamping ofEnds() {
        return ENDS;
    }

    /** Returns this clamping with another mode of a node; the last one said counts. */
    public Clamping with(String node, Mode mode) {
        if (mode instanceof Mode.Constant) {
            throw new IllegalArgumentException(
                    "node '" + node + "': the network says what is constant, no clamping does");
        }
        Map<String, Mode> more = new TreeMap<>(modes);
        more.put(node, mode);
        return new Clamping(more);
    }

    /** Returns this clamping with a node held to data. */
    public Clamping data(String node) {
        return with(node, new Mode.Data());
    }

    /** Returns this clamping with a node held element by element. */
    public Clamping masked(String node) {
        return with(node, new Mode.Masked());
    }

    /** Returns this clamping with an output nudged by β. */
    public Clamping nudged(String node, double beta) {
        return with(node, new Mode.Nudged(beta));
    }

    /** Returns this clamping with a node free. */
    public Clamping free(String node) {
        return with(node, new Mode.Free());
    }

    /**
     * Returns the mode of each node of a network, in its order.
     *
     * @throws NetworkException if a node is unknown, cannot be held in that way, or nothing is held at all
     */
    public List<Mode> on(Network network) {
        Set<String> unknown = new TreeSet<>(modes.keySet());
        List<Mode> all = new ArrayList<>();
        boolean held = false;
        for (Node node : network.nodes()) {
            unknown.remove(node.name());
            Mode mode = of(node);
            require(node, mode);
            held |= !(mode instanceof Mode.Free);
            all.add(mode);
        }
        if (!unknown.isEmpty()) {
            throw new NetworkException(
                    "the clamping names the node '" + unknown.iterator().next() + "', expected one of "
                            + network.nodes().stream().map(Node::name).toList());
        }
        if (!held) {
            throw new NetworkException("nothing is clamped: hold a node of "
                    + network.nodes().stream().map(Node::name).toList());
        }
        return List.copyOf(all);
    }

    private Mode of(Node node) {
        if (node.constant().isPresent()) {
            return new Mode.Constant(node.constant().getAsDouble());
        }
        Mode said = modes.get(node.name());
        return Objects.requireNonNullElseGet(
                said, () -> node.isRoot() || node.isOutput() ? new Mode.Data() : new Mode.Free());
    }

    private void require(Node node, Mode mode) {
        if (node.constant().isPresent() && modes.containsKey(node.name())) {
            throw new NetworkException("node '" + node.name() + "' is constant: it cannot be clamped otherwise");
        }
        if (mode instanceof Mode.Nudged nudged) {
            nudged.on(node);
        } else if (mode instanceof Mode.Free
                && node.isOutput()
                && node.energy().precision().isEmpty()) {
            throw new NetworkException("output '" + node.name() + "' cannot be free with the energy " + node.energy()
                    + ", expected a squared error");
        }
        if (mode instanceof Mode.Masked && node.isOutput() && node.energy().learnsPrecision()) {
            throw new NetworkException("output '" + node.name()
                    + "' cannot be masked while its precision is learned, expected a squared error or a Gaussian");
        }
        boolean tokens = node.elements() instanceof org.pcn4j.function.Elements.Tokens;
        if (tokens && !(mode instanceof Mode.Data)) {
            throw new NetworkException("input '" + node.name() + "' holds tokens, which can be held to data alone");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Clamping clamping && clamping.modes.equals(modes);
    }

    @Override
    public int hashCode() {
        return modes.hashCode();
    }

    @Override
    public String toString() {
        return modes.isEmpty() ? "roots and outputs are data" : modes.toString();
    }
}
