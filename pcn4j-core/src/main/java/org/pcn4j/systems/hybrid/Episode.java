package org.pcn4j.systems.hybrid;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What an arm did in a room.
 *
 * @param moments before each step, and after the last
 * @param picked the step, from 0 on, in which it picked up the tool, if it did
 * @param hit the first step after which the tool, held, ended within 40 of the ball, if there is one
 * @param nearest how near the end of the tool came to the ball while it was held; infinite if it never was
 */
public record Episode(List<Moment> moments, OptionalInt picked, OptionalInt hit, double nearest) {
    private static final double HIT_WITHIN = 40;

    /** Copies the list. */
    public Episode {
        moments = List.copyOf(moments);
    }

    /**
     * One moment.
     *
     * @param limbs where each limb ends, [joints][x, y, direction in half turns]
     * @param tool where it begins and ends, [2][x, y]
     * @param ball where it is, [x, y]
     * @param meant how much each intention is meant
     * @param evidences for each intention, which the planner was told last
     */
    @SuppressWarnings("ArrayRecordComponent") // Each moment is new, and compared with nothing.
    public record Moment(double[][] limbs, double[][] tool, double[] ball, double[] meant, double[] evidences) {
        /** Returns how far the hand is from the tool. */
        public double toTool() {
            return ArmWorld.distance(limbs[limbs.length - 1], tool[0]);
        }

        /** Returns how far the end of the tool is from the ball. */
        public double toBall() {
            return ArmWorld.distance(tool[1], ball);
        }
    }

    /**
     * Lets an arm act.
     *
     * @param settings of the arm
     * @param world whose arm it is; goes on
     * @param steps how many
     */
    public static Episode of(ArmSettings settings, ArmWorld world, int steps) {
        ArmAgent agent = new ArmAgent(settings);
        List<Moment> moments = new ArrayList<>(List.of(moment(world, agent)));
        OptionalInt picked = OptionalInt.empty();
        OptionalInt hit = OptionalInt.empty();
        double nearest = Double.POSITIVE_INFINITY;
        for (int step = 0; step < steps; step++) {
            agent.act(world);
            Moment now = moment(world, agent);
            moments.add(now);
            if (world.isPicked()) {
                double distance = now.toBall();
                nearest = Math.min(nearest, distance);
                picked = picked.isEmpty() ? OptionalInt.of(step) : picked;
                hit = hit.isEmpty() && distance < HIT_WITHIN ? OptionalInt.of(step) : hit;
            }
        }
        return new Episode(moments, picked, hit, nearest);
    }

    private static Moment moment(ArmWorld world, ArmAgent agent) {
        return new Moment(world.limbs(), world.tool(), world.ball(), agent.meant(), agent.evidences());
    }
}
