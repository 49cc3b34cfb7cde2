package org.pcn4j.inference;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.pcn4j.inference.Instruction.Apply;
import org.pcn4j.inference.Instruction.ApplyZero;
import org.pcn4j.inference.Instruction.ByNode;
import org.pcn4j.inference.Instruction.OnParameter;
import org.pcn4j.inference.Instruction.Predict;
import org.pcn4j.inference.Instruction.Pull;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * A schedule compiled for a network: the instructions of one update. Depends on structure, not on tensors, so it is made
 * once and run for every batch. Immutable and thread-safe.
 *
 * @param network the nodes that the instructions name: the network planned for, levelled where the schedule asks for it
 * @param schedule what was planned
 * @param times T, the number of relaxations
 * @param steps in order, the forward pass first
 * @param finalValues where the observed nodes' values stand in the end, by name
 */
public record Plan(Network network, Schedule schedule, int times, List<Step> steps, Map<String, Slot> finalValues) {
    /** Copies the list and the map. */
    public Plan {
        steps = List.copyOf(steps);
        finalValues = Map.copyOf(finalValues);
    }

    /** Returns every instruction once, however often it is repeated. */
    public Stream<Instruction> instructions() {
        return steps.stream().flatMap(step -> step.instructions().stream());
    }

    /** Tells whether nothing uses a parameter after it was changed, so that the changes may as well come in the end. */
    boolean appliesLast() {
        Set<Integer> changed = new HashSet<>();
        for (Step step : steps) {
            for (Instruction instruction : step.instructions()) {
                if (instruction instanceof Apply || instruction instanceof ApplyZero) {
                    if (step.repeats() > 1) {
                        return false;
                    }
                    changed.add(((OnParameter) instruction).parameter());
                } else if (instruction instanceof Predict || instruction instanceof Pull) {
                    Node node = network.node(((ByNode) instruction).node());
                    if (!Collections.disjoint(changed, node.parameters())) {
                        return false;
                    }
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
        for (Step step : steps) {
            for (Instruction instruction : step.instructions()) {
                if (instruction instanceof Predict act
                        && !network.node(act.node()).isDelay()) {
                    predict += step.repeats();
                } else if (instruction instanceof Pull act
                        && !network.node(act.node()).isDelay()) {
                    pullback += step.repeats();
                    learn += act.deltas().isEmpty() ? 0 : step.repeats();
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
