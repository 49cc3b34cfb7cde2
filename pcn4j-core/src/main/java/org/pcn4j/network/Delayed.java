package org.pcn4j.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Identity;

/** The nodes of a network with delays in its edges (Salvatori et al. 2022, arXiv 2103.04689, section 3). */
final class Delayed {
    private final Network network;
    private final List<Node> nodes = new ArrayList<>();
    private final int[] moved;

    private Delayed(Network network) {
        this.network = network;
        this.moved = new int[network.nodes().size()];
    }

    /** Returns a network's nodes and the delays before them, parents before children. */
    static List<Node> nodes(Network network) {
        Delayed delayed = new Delayed(network);
        network.nodes().forEach(delayed::add);
        return delayed.nodes;
    }

    private void add(Node node) {
        List<Integer> parents = new ArrayList<>();
        for (int use = 0; use < node.parents().size(); use++) {
            parents.add(delayed(node, use));
        }
        moved[node.index()] = nodes.size();
        nodes.add(new Node(
                nodes.size(),
                node.name(),
                node.place(),
                node.predictor(),
                node.energy(),
                parents,
                Set.of(),
                node.parameters(),
                node.buffers(),
                node.shape()));
    }

    /** Adds the delays of an edge and returns the index of what the child reads in its parent's stead. */
    private int delayed(Node child, int use) {
        Node parent = network.node(child.parents().get(use));
        int from = moved[parent.index()];
        for (int i = 1; i <= network.delays(parent.index(), child.index()); i++) {
            nodes.add(new Node(
                    nodes.size(),
                    parent.name() + "→" + child.name() + "#" + use + " delay " + i,
                    new Place.Delay(moved[parent.index()]),
                    Optional.of(new Identity()),
                    Gaussian.UNIT,
                    List.of(from),
                    Set.of(),
                    List.of(),
                    List.of(),
                    parent.shape()));
            from = nodes.size() - 1;
        }
        return from;
    }
}
