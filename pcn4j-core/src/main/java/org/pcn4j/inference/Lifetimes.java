package org.pcn4j.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.pcn4j.inference.Slot.Kind;

/** Finds, going backwards, after which instruction nothing reads a place any more. */
final class Lifetimes {
    private Lifetimes() {}

    /**
     * Returns the steps with their releases.
     *
     * @param times the first time of each step
     * @param repeats how often each is run
     * @param instructions of each
     * @param kept what is read after the last
     */
    static List<Step> steps(
            List<Integer> times, List<Integer> repeats, List<List<Instruction>> instructions, Collection<Slot> kept) {
        Set<Slot> alive = new HashSet<>(kept);
        Deque<Step> steps = new ArrayDeque<>();
        for (int i = instructions.size() - 1; i >= 0; i--) {
            List<Instruction> list = instructions.get(i);
            if (repeats.get(i) > 1) {
                // What the first instructions of a body read is alive after its last ones, for the next round.
                Set<Slot> before = new HashSet<>(alive);
                releases(list, before);
                alive.addAll(before);
            }
            List<List<Slot>> releases = releases(list, alive);
            steps.push(new Step(times.get(i), repeats.get(i), list, releases));
        }
        return List.copyOf(steps);
    }

    private static List<List<Slot>> releases(List<Instruction> instructions, Set<Slot> alive) {
        Deque<List<Slot>> releases = new ArrayDeque<>();
        for (int i = instructions.size() - 1; i >= 0; i--) {
            Instruction instruction = instructions.get(i);
            Set<Slot> last = new LinkedHashSet<>(instruction.reads());
            last.addAll(instruction.writes());
            last.removeIf(slot -> alive.contains(slot) || isBorrowed(slot));
            releases.push(List.copyOf(last));
            alive.removeAll(instruction.writes());
            alive.addAll(instruction.reads());
        }
        return new ArrayList<>(releases);
    }

    private static boolean isBorrowed(Slot slot) {
        return slot.kind() == Kind.INPUT || slot.kind() == Kind.TARGET;
    }
}
