package org.pcn4j.inference.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds, going backwards, after which instruction nothing reads a place any more. */
final class Lifetimes {
    private Lifetimes() {}

    /**
     * Returns the blocks with what each instruction frees.
     *
     * @param kept what is read after the last
     */
    static List<Block> of(List<Block> blocks, Collection<Slot> kept) {
        Set<Slot> alive = new HashSet<>(kept);
        Deque<Block> freeing = new ArrayDeque<>();
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Block block = blocks.get(i);
            if (block.repeats() > 1) {
                // What the first instructions of a body read is alive after its last ones, for the next round.
                Set<Slot> before = new HashSet<>(alive);
                releases(block.instructions(), before);
                alive.addAll(before);
            }
            Set<Slot> after = block.settles() ? Set.copyOf(alive) : Set.of();
            freeing.push(with(block, releases(block.instructions(), alive)));
            // A body that is left before its first round leaves behind what it found.
            alive.addAll(after);
        }
        return List.copyOf(freeing);
    }

    /** Returns what of a plan is read after its last instruction. */
    static Set<Slot> kept(Plan plan) {
        Set<Slot> kept = new HashSet<>(plan.finals().values());
        kept.addAll(plan.state().values());
        // Of an error that is known to be zero the prediction tells the shape.
        List.copyOf(kept).stream()
                .filter(slot -> slot.kind() == Slot.Kind.ERROR)
                .forEach(slot -> kept.add(Slot.prediction(slot.index())));
        if (!plan.schedule().relaxation().memory().isEmpty()) {
            plan.state().keySet().forEach(node -> kept.add(Slot.memory(node)));
        }
        return kept;
    }

    /** Returns the blocks with nothing freed before the run ends. */
    static List<Block> none(List<Block> blocks) {
        return blocks.stream()
                .map(block ->
                        with(block, Collections.nCopies(block.instructions().size(), List.of())))
                .toList();
    }

    private static Block with(Block block, List<List<Slot>> releases) {
        return new Block(block.time(), block.repeats(), block.settles(), block.instructions(), releases);
    }

    private static List<List<Slot>> releases(List<Instruction> instructions, Set<Slot> alive) {
        Deque<List<Slot>> releases = new ArrayDeque<>();
        for (int i = instructions.size() - 1; i >= 0; i--) {
            Instruction instruction = instructions.get(i);
            Set<Slot> last = new LinkedHashSet<>(instruction.reads());
            last.addAll(instruction.writes());
            last.removeIf(slot -> alive.contains(slot) || slot.kind().isGiven());
            releases.push(List.copyOf(last));
            alive.removeAll(instruction.writes());
            alive.addAll(instruction.reads());
        }
        return new ArrayList<>(releases);
    }
}
