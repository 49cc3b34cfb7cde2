package org.pcn4j.systems.hybrid;

/**
 * What an arm senses: lengths in lengths of the whole arm, angles in half turns, velocities in arm lengths a second.
 *
 * @param angles of the joints, [joints]
 * @param hands where each limb ends, [joints][x, y], and how fast that moves, [joints][x, y]
 * @param tool where it begins and ends, and how fast
 * @param ball where it is, and how fast it moves
 * @param isHolding whether the hand feels the tool
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on at once, and compared with nothing.
record Senses(double[] angles, Seen[] hands, Seen[] tool, Seen ball, boolean isHolding) {
    /** Where something is, and its velocity; each [x, y]. */
    @SuppressWarnings("ArrayRecordComponent")
    record Seen(double[] place, double[] velocity) {}
}
