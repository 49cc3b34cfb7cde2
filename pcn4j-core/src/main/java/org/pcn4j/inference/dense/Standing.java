package org.pcn4j.inference.dense;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.Apply;
import org.pcn4j.inference.plan.Instruction.ApplyZero;
import org.pcn4j.inference.plan.Instruction.MeasureEnergy;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.network.Network;

/**
 * A free node x₁ whose prediction stands still and that one product a₂ = W x₁ + b alone sees. Its error obeys ε₁' = (1 − γ)ε₁ + γ Wᵀd₂,
 * so ε₁ = WᵀD₂ with D₂' = (1 − γ)D₂ + γ d₂, and a₂ = a₂⁰ + W Wᵀ D₂. With W Wᵀ computed once an update, a step takes one product in
 * place of two, and x₁ need not be known until something learns from it.
 *
 * @param node x₁
 * @param child whose product sees it
 * @param weight the parameter W
 * @param steps how often x₁ moves
 * @param width of x₁
 * @param childWidth of a₂
 */
record Standing(int node, int child, int weight, int steps, int width, int childWidth) {
    /** Returns those of a plan that can be left out, by their children. */
    static Map<Integer, Standing> in(Plan plan, Map<Integer, Layer> layers) {
        Map<Integer, Standing> found = new HashMap<>();
        Network network = plan.network();
        for (int node = 0; node < network.nodes().size(); node++) {
            List<Integer> children = network.children(node);
            if (children.size() == 1
                    && isProduct(Optional.ofNullable(layers.get(children.get(0))), network, children.get(0))
                    && stands(plan, node)) {
                int child = children.get(0);
                found.put(
                        child,
                        new Standing(
                                node,
                                child,
                                network.node(child).parameters().get(0),
                                steps(plan, node),
                                Math.toIntExact(network.node(node).shape().elements()),
                                Math.toIntExact(network.node(child).shape().elements())));
            }
        }
        return found;
    }

    private static boolean isProduct(Optional<Layer> layer, Network network, int child) {
        return layer.flatMap(Layer::single).filter(Branch::isProduct).isPresent()
                && network.node(child).parents().size() == 1;
    }

    private static boolean stands(Plan plan, int node) {
        Slot error = new Slot(Kind.ERROR, node);
        Set<Slot> seen = new HashSet<>(plan.finals().values());
        seen.addAll(plan.state().values());
        // D₂ moves as ε₁ does only where all that moves it is told by the step: what remembers a velocity or moments moves otherwise.
        boolean descends = plan.schedule().relaxation() instanceof Descent;
        if (!descends || seen.contains(error) || seen.contains(new Slot(Kind.VALUE, node))) {
            return false;
        }
        boolean relaxes = false;
        for (Block block : plan.blocks()) {
            boolean learns =
                    block.instructions().stream().anyMatch(act -> act instanceof Apply || act instanceof ApplyZero);
            for (Instruction instruction : block.instructions()) {
                if (instruction instanceof Relax act && act.node() == node) {
                    // It begins with no error, and forgets none: else ε₁ is more than what came back.
                    boolean plain = act.state().equals(error)
                            && act.own().equals(relaxes ? List.of(error) : List.of())
                            && act.uses().size() == 1
                            && act.factor() == 1;
                    relaxes = true;
                    if (learns || !plain) {
                        return false;
                    }
                } else if (instruction instanceof Predict act && act.node() == node && block.time() != Block.BEFORE) {
                    return false;
                } else if (instruction instanceof MeasureEnergy act && act.of().contains(error)) {
                    return false;
                }
            }
        }
        return relaxes;
    }

    private static int steps(Plan plan, int node) {
        int steps = 0;
        for (Block block : plan.blocks()) {
            boolean relaxes =
                    block.instructions().stream().anyMatch(act -> act instanceof Relax relax && relax.node() == node);
            steps += relaxes ? block.repeats() : 0;
        }
        return steps;
    }

    /** Tells whether it takes fewer multiplications for a batch, of which W Wᵀ is laid out. */
    boolean paysFor(int batch) {
        if (batch < Workspace.FEW) {
            return false;
        }
        double saved = (double) batch * childWidth * ((2.0 * steps - 1) * width - (double) steps * childWidth);
        return saved > (double) childWidth * childWidth * width;
    }
}
