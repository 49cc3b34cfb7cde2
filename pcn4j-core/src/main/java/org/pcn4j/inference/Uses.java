package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * The uses of values and of parameters in a network, numbered in the order of their creation. Sums over uses are folded
 * from the left in the reverse of this order, as libtorch's autograd folds them: other orders give other bits.
 */
final class Uses {
    private final int[] firstInput;
    private final int[] firstParameter;
    private final int[] parameterOfUse;
    private final List<List<Use>> ofNode = new ArrayList<>();

    /** A use of a node's value by a child. */
    record Use(int index, int child) {}

    Uses(Network network) {
        int count = network.nodes().size();
        this.firstInput = new int[count + 1];
        this.firstParameter = new int[count + 1];
        for (Node node : network.nodes()) {
            int i = node.index();
            firstInput[i + 1] = firstInput[i] + node.parents().size();
            firstParameter[i + 1] = firstParameter[i] + node.parameters().size();
            ofNode.add(new ArrayList<>());
        }
        this.parameterOfUse = new int[firstParameter[count]];
        for (int i = count - 1; i >= 0; i--) {
            Node node = network.node(i);
            for (int k = node.parents().size() - 1; k >= 0; k--) {
                ofNode.get(node.parents().get(k)).add(new Use(firstInput[i] + k, i));
            }
            for (int k = 0; k < node.parameters().size(); k++) {
                parameterOfUse[firstParameter[i] + k] = node.parameters().get(k);
            }
        }
    }

    /** The uses of a node's value, the one created last first. */
    List<Use> of(int node) {
        return ofNode.get(node);
    }

    /** The index of a node's use of its k-th input. */
    int input(int node, int k) {
        return firstInput[node] + k;
    }

    /** The index of a node's use of its k-th parameter. */
    int parameter(int node, int k) {
        return firstParameter[node] + k;
    }

    /** The parameter that is used. */
    int parameterOf(int use) {
        return parameterOfUse[use];
    }

    int inputs() {
        return firstInput[firstInput.length - 1];
    }

    int parameters() {
        return parameterOfUse.length;
    }
}
