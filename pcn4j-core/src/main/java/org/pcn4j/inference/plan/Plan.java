package org.pcn4j.inference.plan;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.pcn4j.inference.plan.Instruction.Apply;
import org.pcn4j.inference.plan.Instruction.ApplyZero;
import org.pcn4j.inference.plan.Instruction.ByNode;
import org.pcn4j.inference.plan.Instruction.OnParameter;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.ProductAct.BringBack;
import org.pcn4j.inference.plan.ProductAct.PredictFromErrors;
import org.pcn4j.inference.plan.ProductAct.PredictFromProduct;
import org.pcn4j.inference.plan.ProductAct.PullToProduct;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * A schedule compiled for a network and a clamping: the instructions of one update. Depends on structure, not on tensors, so
 * it is made once and run for every batch. Immutable and thread-safe.
 *
 * @param network the nodes that the instructions name: the network planned for, levelled or with soft outputs
 *     where the schedule asks for it
 * @param modes what each node is held to, in the network's order
 * @param schedule what was planned
 * @param times T, the number of relaxations, or the largest where inference may stop before
 * @param blocks in order, the forward pass first
 * @param finals where what is observed in the end stands
 * @param state where the values stand that are handed out in the end, by node; none where they are not
 */
public record Plan(
        Network network,
        List<Mode> modes,
        Schedule schedule,
        int times,
        List<Block> blocks,
        Map<Observation, Slot> finals,
        Map<Integer, Slot> state) {
    /** Copies the lists and the maps. */
    public Plan {
        modes = List.copyOf(modes);
        blocks = List.copyOf(blocks);
        finals = Map.copyOf(finals);
        state = Map.copyOf(state);
    }

    /** Returns every instruction once, however often it is repeated. */
    public Stream<Instruction> instructions() {
        return blocks.stream().flatMap(block -> block.instructions().stream());
    }

    private Question question() {
        return new Question(network, modes, schedule, times);
    }

    /** Tells whether inference moves a node's value, or elements of it. */
    public boolean moves(int node) {
        return question().moves(node);
    }

    /** Tells whether a node is an output that is held to a target, so that it has a loss. */
    public boolean hasTarget(int node) {
        return question().hasTarget(node);
    }

    /** Tells whether the schedule lets any node learn at any time; where none does, functions behave as in an evaluation. */
    public boolean learns() {
        return network.nodes().stream()
                .anyMatch(node -> !node.parameters().isEmpty()
                        && schedule.learning()
                                .times(network, node.index(), times)
                                .isPresent());
    }

    /** Tells whether nothing uses a parameter after it was changed, so that the changes may as well come in the end. */
    public boolean appliesLast() {
        Set<Integer> changed = new HashSet<>();
        return blocks.stream()
                .allMatch(block -> usesNone(block, changed)
                        && (block.repeats() == 1
                                || block.instructions().stream().noneMatch(Plan::applies)));
    }

    /**
     * Tells whether nothing uses a parameter after it was changed within the same time, so that the changes may as well come
     * when the time is over.
     */
    public boolean appliesAtEndsOfTimes() {
        return blocks.stream().allMatch(block -> usesNone(block, new HashSet<>()));
    }

    private static boolean applies(Instruction instruction) {
        return instruction instanceof Apply || instruction instanceof ApplyZero;
    }

    /**
     * Tells whether one turn of a block uses no parameter that was changed.
     *
     * @param changed those that were changed before; those that the block changes are added
     */
    private boolean usesNone(Block block, Set<Integer> changed) {
        for (Instruction instruction : block.instructions()) {
            if (applies(instruction)) {
                changed.add(((OnParameter) instruction).parameter());
            } else if (instruction instanceof Predict
                    || instruction instanceof Pull
                    || instruction instanceof ProductAct) {
                int owner = instruction instanceof BringBack act ? act.child() : ((ByNode) instruction).node();
                Node node = network.node(owner);
                if (!Collections.disjoint(changed, node.parameters())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Counts the heavy work of an update. */
    public PlanCost cost() {
        long predict = 0;
        long pullback = 0;
        long learn = 0;
        int phases = schedule.nudging() instanceof Nudging.Centered ? 2 : 1;
        for (Block block : blocks) {
            int repeats = block.time() == Block.BEFORE ? 1 : phases * block.repeats();
            for (Instruction instruction : block.instructions()) {
                if (instruction instanceof PredictFromProduct || instruction instanceof PredictFromErrors) {
                    predict += repeats;
                } else if (instruction instanceof PullToProduct) {
                    pullback += repeats;
                } else if (instruction instanceof Predict act
                        && !network.node(act.node()).isDelay()) {
                    predict += repeats;
                } else if (instruction instanceof Pull act
                        && !network.node(act.node()).isDelay()) {
                    pullback += repeats;
                    learn += act.deltas().isEmpty() ? 0 : repeats;
                }
            }
        }
        return new PlanCost(predict, pullback, learn);
    }

    /** Returns the plan as a grid, nodes down and time across; see {@link PlanGrid}. */
    @Override
    public String toString() {
        return new PlanGrid(this).toString();
    }
}
