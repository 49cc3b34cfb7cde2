package org.pcn4j.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Identity;

/**
 * Outputs whose values are free: what an output was predicted to be becomes a hidden node, and the output its identity, with
 * the same loss. So inference moves the output's value between its prediction and its target, as equilibrium propagation asks.
 */
public final class SoftOutputs {
    private SoftOutputs() {}

    /**
     * Returns a network with all its outputs made soft: the hidden node of output {@code y} is called {@code y free}, and
     * parameters stay as they are. Sinks with a constant target stay.
     */
    public static Network of(Network network) {
        int[] moved = new int[network.nodes().size()];
        int next = 0;
        for (Node node : network.nodes()) {
            moved[node.index()] = next;
            next += isSoft(node) ? 2 : 1;
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : network.nodes()) {
            Place place =
                    node.place() instanceof Place.Delay delay ? new Place.Delay(moved[delay.source()]) : node.place();
            nodes.add(new Node(
                    nodes.size(),
                    isSoft(node) ? node.name() + " free" : node.name(),
                    isSoft(node) ? new Place.Inner() : place,
                    node.predictor(),
                    isSoft(node) ? Gaussian.UNIT : node.energy(),
                    node.parents().stream().map(parent -> moved[parent]).toList(),
                    node.lateral(),
                    node.parameters(),
                    node.buffers(),
                    node.shape()));
            if (isSoft(node)) {
                nodes.add(new Node(
                        nodes.size(),
                        node.name(),
                        place,
                        Optional.of(new Identity()),
                        node.energy(),
                        List.of(nodes.size() - 1),
                        Set.of(),
                        List.of(),
                        List.of(),
                        node.shape()));
            }
        }
        return new Network(nodes, network.parameters(), network.buffers(), network.ties());
    }

    private static boolean isSoft(Node node) {
        return node.isOutput() && node.constant().isEmpty();
    }
}
