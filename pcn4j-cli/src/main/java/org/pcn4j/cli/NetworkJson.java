package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * A network, for other programs.
 *
 * @param parameters how many numbers it learns
 * @param levels how many there are
 * @param delays that level it; nothing where lateral edges leave it without levels
 * @param zil what Z-IL's plan for it takes; nothing where it has none
 * @param nodes parents before their children
 */
record NetworkJson(
        String model, long parameters, int levels, Optional<Long> delays, Optional<PlanCost> zil, List<Shown> nodes) {
    /**
     * A node.
     *
     * @param level the longest path to an output; outputs 0
     * @param function what predicts it, or what it holds if nothing does
     * @param shape of its value for one sample
     */
    record Shown(
            String name,
            int level,
            String function,
            List<String> parents,
            List<Long> shape,
            List<String> parameters,
            boolean output,
            boolean delay) {}

    static List<Shown> nodes(Network network) {
        List<Shown> nodes = new ArrayList<>();
        for (Node node : network.nodes()) {
            nodes.add(new Shown(
                    node.name(),
                    network.level(node.index()),
                    node.describe(),
                    node.parents().stream()
                            .map(parent -> network.node(parent).name())
                            .toList(),
                    Arrays.stream(node.shape().toArray()).boxed().toList(),
                    node.parameters().stream()
                            .map(parameter ->
                                    network.parameters().get(parameter).name())
                            .toList(),
                    node.isOutput(),
                    node.isDelay()));
        }
        return nodes;
    }
}
