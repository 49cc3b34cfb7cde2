package org.pcn4j.inference.plan;

import java.util.List;

/**
 * What happens at one time, or at several in a row in the same way.
 *
 * @param time the first of them; {@link #BEFORE} for the forward pass that inference starts from
 * @param repeats how many, at least 1
 * @param settles whether all times from here to the next block that does not are alike, so that inference may stop among
 *     them when the values rest
 * @param instructions in order: predict, errors, pull back, relax, apply
 * @param releases for each instruction the places whose content nothing reads after it
 */
public record Block(int time, int repeats, boolean settles, List<Instruction> instructions, List<List<Slot>> releases) {
    /** The time of the forward pass, before inference begins. */
    public static final int BEFORE = -1;

    /** Copies the lists. */
    public Block {
        instructions = List.copyOf(instructions);
        releases = List.copyOf(releases);
    }
}
