package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.ErrorAct.Follow;
import org.pcn4j.inference.plan.Instruction.Begin;
import org.pcn4j.inference.plan.Instruction.ByNode;
import org.pcn4j.inference.plan.Instruction.Materialize;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.network.Node;

/**
 * A plan, for other programs.
 *
 * @param relaxations T
 * @param gamma the integration step
 * @param arithmetic what carries it out, as in {@code exact (the default of z-il)}
 * @param cost how often is predicted, pulled back, and learned while pulling back
 * @param nodes those that are predicted, outputs first
 * @param steps in order
 * @param owners how it is cut among owners, if that is asked for
 */
record PlanJson(
        String model,
        String rule,
        int relaxations,
        double gamma,
        String arithmetic,
        PlanCost cost,
        List<Shown> nodes,
        List<At> steps,
        Optional<OwnersJson> owners) {
    /** A node and its level. */
    record Shown(String name, int level) {}

    /**
     * What is done at one time.
     *
     * @param time from 0; null for the forward pass before
     * @param repeats how often it is done, at as many times
     */
    record At(Optional<Integer> time, int repeats, List<Done> acts) {}

    /**
     * What is done for one node.
     *
     * @param act {@code predict}, {@code pull back}, {@code pull back and learn} or {@code relax}, as in the grid
     */
    record Done(String node, String act) {}

    static PlanJson of(String model, String rule, Plan plan, Backend backend, Optional<OwnersJson> owners) {
        List<Shown> nodes = new ArrayList<>();
        for (Node node : plan.network().nodes()) {
            if (!node.isRoot()) {
                nodes.add(0, new Shown(node.name(), plan.network().level(node.index())));
            }
        }
        return new PlanJson(
                model,
                rule,
                plan.times(),
                plan.schedule().relaxation().gamma(),
                backend.toString(),
                plan.cost(),
                nodes,
                plan.blocks().stream().map(block -> at(plan, block)).toList(),
                owners);
    }

    private static At at(Plan plan, Block block) {
        List<Done> acts = block.instructions().stream()
                .flatMap(instruction -> instruction instanceof ByNode act
                        ? act(act)
                                .map(words ->
                                        new Done(plan.network().node(act.node()).name(), words))
                                .stream()
                        : Stream.empty())
                .distinct()
                .toList();
        return new At(
                block.time() == Block.BEFORE ? Optional.empty() : Optional.of(block.time()), block.repeats(), acts);
    }

    private static Optional<String> act(ByNode act) {
        if (act instanceof Predict) {
            return Optional.of("predict");
        } else if (act instanceof Pull pull) {
            return Optional.of(pull.deltas().isEmpty() ? "pull back" : "pull back and learn");
        }
        return act instanceof Relax || act instanceof Follow || act instanceof Materialize || act instanceof Begin
                ? Optional.of("relax")
                : Optional.empty();
    }
}
