package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pcn4j.inference.plan.Instruction.ByNode;
import org.pcn4j.inference.plan.Instruction.OnParameter;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Place;

/**
 * The laws that every plan keeps. A place is written before it is read and freed while it is filled; nothing is freed that
 * is handed out. No instruction of a node reads anything but that node, its parents and its children; a delay counts as the
 * node whose value it delays. A pullback that learns reads the node's own error. An instruction on a parameter reads that
 * parameter's Δθ alone. And within a time news travels no further than to a node's children and back, unless the schedule
 * says {@link Reach#GRAPH}: then a value may depend on all ancestors within a time, and feedback on all descendants. Every
 * plan is checked where assertions are enabled.
 */
public final class Check {
    /** From a node to its child, which predicts, and back as feedback. */
    private static final int THERE_AND_BACK = 2;

    private final Plan plan;
    private final Network network;
    private final Set<Slot> filled = new HashSet<>();
    private final List<Integer> readerOfContribution = new ArrayList<>();
    private final List<Integer> writerOfContribution = new ArrayList<>();
    private final List<Integer> parameterOfDelta = new ArrayList<>();

    private Check(Plan plan) {
        this.plan = plan;
        this.network = plan.network();
        for (Node node : network.nodes()) {
            for (int parent : node.isRoot() ? List.<Integer>of() : node.uses()) {
                writerOfContribution.add(source(node.index()));
                readerOfContribution.add(source(parent));
            }
            parameterOfDelta.addAll(node.parameters());
        }
    }

    /**
     * Checks a plan and returns true, as an assertion wants it. How far news travels within a time shows only where a
     * prediction that stands is not computed anew, with nothing new in it, from others of the same time.
     *
     * @param passes that the planner made
     * @throws IllegalStateException if it breaks a law: which instruction, which place
     */
    static boolean passes(Plan plan, Set<Pass> passes) {
        requireOrder(plan);
        if (passes.contains(Pass.STANDING_PREDICTIONS)) {
            requireReach(plan);
        }
        return true;
    }

    /**
     * Checks a plan that all passes made.
     *
     * @throws IllegalStateException if it breaks a law: which instruction, which place
     */
    public static void check(Plan plan) {
        passes(plan, Pass.ALL);
    }

    /** Checks an owner's part of a plan that has been cut, in which everything is written or received before it is read. */
    static boolean passesApart(Plan part) {
        new Check(part).order(2);
        return true;
    }

    private static void requireReach(Plan plan) {
        if (plan.schedule().reach() == Reach.EDGE) {
            Check check = new Check(plan);
            plan.blocks().stream().filter(block -> block.time() != Block.BEFORE).forEach(check::requireReach);
        }
    }

    private static void requireOrder(Plan plan) {
        Check check = new Check(plan);
        check.order(2);
        plan.instructions().forEach(check::requireLocal);
        if (plan.blocks().stream().anyMatch(Block::settles)) {
            new Check(plan).order(0);
        }
    }

    /**
     * Checks the order of reads and writes.
     *
     * @param rounds of a body that is left when values rest
     */
    private void order(int rounds) {
        if (plan.schedule().start() instanceof Start.Carried) {
            network.nodes().forEach(node -> filled.add(Slot.memory(node.index())));
        }
        for (Block block : plan.blocks()) {
            // What a body leaves is what it found: its second round must find all that it reads.
            int most = block.settles() ? rounds : 2;
            for (int round = 0; round < Math.min(most, block.repeats()); round++) {
                order(block);
            }
        }
        Set<Slot> kept = new HashSet<>();
        // An error that is known to be zero leaves its place empty: zeros are handed out then.
        plan.state().values().stream()
                .filter(slot -> slot.kind() != Slot.Kind.ERROR)
                .forEach(kept::add);
        plan.finals().forEach((observation, slot) -> {
            if (!(observation instanceof Observation.FinalError)) {
                kept.add(slot);
            }
        });
        for (Slot slot : kept) {
            require(isFilled(slot), "the end", "hands out the empty " + slot);
        }
    }

    private void order(Block block) {
        for (int i = 0; i < block.instructions().size(); i++) {
            Instruction instruction = block.instructions().get(i);
            for (Slot slot : instruction.reads()) {
                require(isFilled(slot), instruction, "reads the empty " + slot);
            }
            for (Slot slot : instruction.writes()) {
                require(!slot.kind().isGiven(), instruction, "writes the given " + slot);
                filled.add(slot);
            }
            for (Slot slot : block.releases().get(i)) {
                require(filled.remove(slot), instruction, "frees the empty " + slot);
            }
        }
    }

    private boolean isFilled(Slot slot) {
        return slot.kind().isGiven() || filled.contains(slot);
    }

    private void requireLocal(Instruction instruction) {
        for (Slot slot : instruction.reads()) {
            require(isLocal(instruction, slot), instruction, "reads " + slot + ", which is not local");
        }
        if (instruction instanceof Pull act && !act.deltas().isEmpty()) {
            require(
                    act.error().kind() != Slot.Kind.FEEDBACK,
                    instruction,
                    "learns from more than the node's own error");
        }
    }

    /** Follows how many edges what stands in each place has crossed within a time. */
    private void requireReach(Block block) {
        Map<Slot, Integer> crossed = new HashMap<>();
        for (Instruction instruction : block.instructions()) {
            int most = 0;
            for (Slot slot : instruction.reads()) {
                int edges = crossed.getOrDefault(slot, 0) + (isForeign(instruction, slot) ? 1 : 0);
                require(
                        edges <= THERE_AND_BACK,
                        instruction,
                        "hears by " + slot + " of what is further away than its" + " children within one time");
                most = Math.max(most, edges);
            }
            for (Slot slot : instruction.writes()) {
                crossed.put(slot, most);
            }
        }
    }

    /** Whether an act of a node reads what another node wrote. */
    private boolean isForeign(Instruction instruction, Slot slot) {
        if (!(instruction instanceof ByNode act)) {
            return false;
        }
        int writer =
                slot.kind() == Slot.Kind.CONTRIBUTION ? writerOfContribution.get(slot.index()) : source(slot.index());
        return writer != source(act.node());
    }

    private boolean isLocal(Instruction instruction, Slot slot) {
        int index = slot.index();
        if (instruction instanceof OnParameter act) {
            return switch (slot.kind()) {
                case DELTA -> parameterOfDelta.get(index) == act.parameter();
                case GRADIENT -> index == act.parameter();
                default -> false;
            };
        }
        int self = source(((ByNode) instruction).node());
        return switch (slot.kind()) {
            case DELTA, GRADIENT -> false;
            case CONTRIBUTION -> isContributionLocal(self, index);
            default -> isNear(self, ((ByNode) instruction).node(), index);
        };
    }

    private boolean isContributionLocal(int self, int use) {
        return readerOfContribution.get(use) == self || writerOfContribution.get(use) == self;
    }

    private boolean isNear(int self, int node, int other) {
        return source(other) == self
                || network.node(node).parents().contains(other)
                || network.children(node).contains(other);
    }

    private int source(int node) {
        return network.node(node).place() instanceof Place.Delay delay ? delay.source() : node;
    }

    private static void require(boolean kept, Object instruction, String broken) {
        if (!kept) {
            throw new IllegalStateException("a plan breaks a law: " + instruction + " " + broken);
        }
    }
}
