package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.pcn4j.inference.plan.Instruction.Apply;
import org.pcn4j.inference.plan.Instruction.ApplyZero;
import org.pcn4j.inference.plan.Instruction.Materialize;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.network.Network;

/**
 * A free node x₁ whose prediction stands still and that one product a₂ = W x₁ + b alone sees. Its error obeys ε₁' = (1 − γ)ε₁ + γ Wᵀd₂,
 * so ε₁ = WᵀD₂ with D₂' = (1 − γ)D₂ + γ d₂, and a₂ = a₂⁰ + W Wᵀ D₂. With W Wᵀ computed once an update, a step takes one product in
 * place of two, and x₁ need not be known until something else asks for it.
 *
 * @param node x₁
 * @param child whose product sees it
 * @param weight the parameter W
 * @param steps how often x₁ moves
 * @param width of x₁
 * @param childWidth of a₂
 */
public record Standing(int node, int child, int weight, int steps, int width, int childWidth) {
    /**
     * Returns those of a plan, in the order of the network's nodes. How they move is not asked: by plain descent, ε₁ is as above.
     *
     * @param isProduct whether what a node is predicted by begins with the product of its first parameter with its only parent
     */
    public static List<Standing> in(Plan plan, IntPredicate isProduct) {
        Network network = plan.network();
        Uses uses = new Uses(network);
        List<Standing> found = new ArrayList<>();
        steps(plan).forEach((node, steps) -> {
            List<Uses.Use> seen = uses.of(node);
            if (seen.size() == 1 && uses.count(seen.get(0).child()) == 1) {
                int child = seen.get(0).child();
                if (isProduct.test(child)
                        && isOfAll(network, node, child)
                        && stands(plan, node, child, seen.get(0).index())) {
                    int weight = network.node(child).parameters().get(0);
                    found.add(new Standing(node, child, weight, steps, width(network, node), width(network, child)));
                }
            }
        });
        return found;
    }

    /** Whether the child's product takes the whole value as one vector, and not each place of it by itself. */
    private static boolean isOfAll(Network network, int node, int child) {
        int weight = network.node(child).parameters().get(0);
        return network.node(child).shape().rank() == 1
                && network.parameters().get(weight).shape().size(1)
                        == network.node(node).shape().elements();
    }

    private static int width(Network network, int node) {
        return Math.toIntExact(network.node(node).shape().elements());
    }

    private static boolean relaxes(Block block, int node) {
        return block.instructions().stream().anyMatch(act -> act instanceof Relax relax && relax.node() == node);
    }

    /** How often each of the nodes moves whose error is the state whenever they do. */
    private static Map<Integer, Integer> steps(Plan plan) {
        Map<Integer, Integer> steps = new TreeMap<>();
        Set<Integer> others = new HashSet<>();
        for (Block block : plan.blocks()) {
            for (Instruction instruction : block.instructions()) {
                if (instruction instanceof Relax act && act.state().kind() == Slot.Kind.ERROR) {
                    steps.merge(act.node(), block.repeats(), Integer::sum);
                } else if (instruction instanceof Relax act) {
                    others.add(act.node());
                }
            }
        }
        steps.keySet().removeAll(others);
        return steps;
    }

    /** Returns the last block in which a node of a plan moves, or −1. */
    private static int lastMove(Plan plan, int node) {
        int last = plan.blocks().size() - 1;
        while (last >= 0 && !relaxes(plan.blocks().get(last), node)) {
            last--;
        }
        return last;
    }

    /** Whether, until it has moved for the last time, a node is asked for its value by that use alone, and for its error not at all. */
    private static boolean stands(Plan plan, int node, int child, int use) {
        Slot error = Slot.error(node);
        List<Slot> own = List.of(error, Slot.value(node), Slot.contribution(use));
        boolean moves = false;
        for (Block block : plan.blocks().subList(0, lastMove(plan, node) + 1)) {
            for (Instruction instruction : block.instructions()) {
                if (instruction instanceof Relax act && act.node() == node) {
                    // It begins with no error, and forgets none: else ε₁ is more than what came back.
                    boolean plain = act.state().equals(error)
                            && act.own().equals(moves ? List.of(error) : List.of())
                            && act.uses().equals(List.of(use))
                            && act.factor() == 1;
                    if (!plain || block.settles()) {
                        return false;
                    }
                    moves = true;
                } else if (changes(instruction, node, child, block.time())
                        || (!isExpected(instruction, node, child)
                                && instruction.reads().stream().anyMatch(own::contains))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether an act changes what must stay: the prediction, and all parameters. */
    private static boolean changes(Instruction instruction, int node, int child, int time) {
        return instruction instanceof Apply
                || instruction instanceof ApplyZero
                || (instruction instanceof Predict act && act.node() == node && time != Block.BEFORE)
                || (instruction instanceof Pull act
                        && act.node() == child
                        && !act.deltas().isEmpty());
    }

    /** Whether an act is one that is left out, or looks at the product alone. */
    private static boolean isExpected(Instruction instruction, int node, int child) {
        return (instruction instanceof Materialize act && act.node() == node && act.readsError())
                || (instruction instanceof Predict predict && predict.node() == child);
    }

    /** Returns the last of a plan's blocks in which the node moves. */
    public int lastMove(Plan plan) {
        return lastMove(plan, node);
    }
}
