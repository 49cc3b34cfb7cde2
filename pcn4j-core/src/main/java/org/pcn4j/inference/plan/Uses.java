package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * The uses of values and of parameters in a network, numbered in the order of their creation. Sums over uses are folded
 * from the left in the reverse of this order, as libtorch's autograd folds them: other orders give other bits.
 *
 * <p>A use may be delayed: what its child pulls back at a time reaches the parent some steps later, as if it had gone
 * through identity nodes whose errors hand it on.
 */
public final class Uses {
    private final int[] firstInput;
    private final int[] firstParameter;
    private final int[] parentOfUse;
    private final int[] parameterOfUse;
    private final int[] delays;
    private final List<List<Use>> ofNode = new ArrayList<>();

    /**
     * A use of a node's value by a child.
     *
     * @param delay how many steps later than without delay its contributions arrive
     */
    record Use(int index, int child, int delay) {}

    /** Numbers the uses of a network as it is, without delays. */
    public Uses(Network network) {
        this(network, Delays.NONE);
    }

    Uses(Network network, Delays delays) {
        int count = network.nodes().size();
        this.firstInput = new int[count + 1];
        this.firstParameter = new int[count + 1];
        List<List<Integer>> parents = new ArrayList<>();
        for (Node node : network.nodes()) {
            int i = node.index();
            parents.add(node.isRoot() ? List.of() : node.uses());
            firstInput[i + 1] = firstInput[i] + parents.get(i).size();
            firstParameter[i + 1] = firstParameter[i] + node.parameters().size();
            ofNode.add(new ArrayList<>());
        }
        this.parentOfUse = new int[firstInput[count]];
        this.parameterOfUse = new int[firstParameter[count]];
        this.delays = new int[firstInput[count]];
        for (int i = count - 1; i >= 0; i--) {
            for (int k = parents.get(i).size() - 1; k >= 0; k--) {
                int parent = parents.get(i).get(k);
                parentOfUse[firstInput[i] + k] = parent;
                this.delays[firstInput[i] + k] = delays.between(network, parent, i);
                ofNode.get(parent).add(new Use(firstInput[i] + k, i, this.delays[firstInput[i] + k]));
            }
            List<Integer> parameters = network.node(i).parameters();
            for (int k = 0; k < parameters.size(); k++) {
                parameterOfUse[firstParameter[i] + k] = parameters.get(k);
            }
        }
    }

    /** The uses of a node's value, the one created last first. */
    List<Use> of(int node) {
        return ofNode.get(node);
    }

    /** How many uses of its parents' values a node makes. */
    public int count(int node) {
        return firstInput[node + 1] - firstInput[node];
    }

    /** The index of a node's k-th use of its parents' values. */
    public int input(int node, int k) {
        return firstInput[node] + k;
    }

    /** How many steps later than without delay a use's contributions arrive. */
    int delay(int use) {
        return delays[use];
    }

    /** The node whose value is used. */
    public int parentOf(int use) {
        return parentOfUse[use];
    }

    /** The index of a node's use of its k-th parameter. */
    int parameter(int node, int k) {
        return firstParameter[node] + k;
    }

    /** The parameter that is used. */
    int parameterOf(int use) {
        return parameterOfUse[use];
    }

    /** How many uses of values there are. */
    public int inputs() {
        return parentOfUse.length;
    }

    /** How many uses of parameters there are. */
    public int parameters() {
        return parameterOfUse.length;
    }
}
