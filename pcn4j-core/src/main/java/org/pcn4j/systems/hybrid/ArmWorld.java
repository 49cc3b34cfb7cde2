package org.pcn4j.systems.hybrid;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.pcn4j.tensor.Seed;

/**
 * A room with an arm, a tool and a ball. Joints turn as they are told, objects fly straight and bounce at the walls, and a tool
 * that the hand comes to is picked up and stays in it. Not thread-safe.
 */
public final class ArmWorld {
    /** Half of the room's width. */
    public static final double WIDE = 750;
    /** Half of the room's height. */
    public static final double HIGH = 600;

    private static final double SECONDS = 1 / 6.0;
    private static final double PICKED_WITHIN = 15;
    private static final double LOOSE = 0.1;
    private static final double TOOL_SPEED = 3;
    private static final double BALL_SPEED = 6;

    /** What of a tool that flies bounces at the walls. */
    public enum Walls {
        /** Its handle, where it is picked up; the rest goes through. */
        STOP_HANDLE,
        /** Both of its ends. */
        STOP_TOOL
    }

    private final ArmSettings settings;
    private final Walls walls;
    private final double[] angles;
    private final double[][] ends;
    private final double[][] velocities;
    private final double[] tool = {350, 300};
    private final double[] ball = {-300, 300};
    private final double[] toolVelocity;
    private final double[] ballVelocity;
    private double toolDirection = Math.PI / 6;
    private boolean isPicked;

    private ArmWorld(ArmSettings settings, Walls walls, double[] toolVelocity, double[] ballVelocity) {
        this.settings = settings;
        this.walls = walls;
        int joints = settings.joints();
        this.angles = new double[joints];
        this.ends = new double[joints][3];
        this.velocities = new double[joints][2];
        for (int j = 0; j < joints; j++) {
            angles[j] = settings.angles().get(j) / 180 * Math.PI;
        }
        place();
        this.toolVelocity = toolVelocity;
        this.ballVelocity = ballVelocity;
    }

    /** Returns a room where tool and ball lie still: at (350, 300) and (−300, 300) from the arm's trunk. */
    public static ArmWorld still(ArmSettings settings) {
        return new ArmWorld(settings, Walls.STOP_HANDLE, new double[2], new double[2]);
    }

    /** Returns the same room, but tool and ball fly in directions drawn by the seed, by 3 and 6 a second. */
    public static ArmWorld moving(ArmSettings settings, Walls walls, Seed seed) {
        SplittableRandom random = seed.generator();
        double tool = 2 * Math.PI * random.nextDouble();
        return moving(settings, walls, tool, 2 * Math.PI * random.nextDouble());
    }

    /**
     * Returns the same room, but tool and ball fly by 3 and 6 a second.
     *
     * @param tool its direction, in radians
     * @param ball its direction, in radians
     */
    public static ArmWorld moving(ArmSettings settings, Walls walls, double tool, double ball) {
        return new ArmWorld(settings, walls, velocity(tool, TOOL_SPEED), velocity(ball, BALL_SPEED));
    }

    private static double[] velocity(double angle, double speed) {
        return new double[] {speed * StrictMath.cos(angle), speed * StrictMath.sin(angle)};
    }

    private void place() {
        double[] pose = new double[3];
        for (int j = 0; j < angles.length; j++) {
            pose = Kinematics.end(angles[j] / Math.PI, settings.lengths().get(j), pose);
            ends[j] = pose;
        }
    }

    /** Returns what the arm senses. */
    Senses senses() {
        int joints = angles.length;
        double[] turned = new double[joints];
        Senses.Seen[] hands = new Senses.Seen[joints];
        for (int j = 0; j < joints; j++) {
            turned[j] = angles[j] / Math.PI;
            hands[j] = seen(ends[j][0], ends[j][1], velocities[j]);
        }
        double[] end = toolEnd();
        Senses.Seen[] seen = {seen(tool[0], tool[1], toolVelocity), seen(end[0], end[1], toolVelocity)};
        return new Senses(turned, hands, seen, seen(ball[0], ball[1], ballVelocity), isPicked);
    }

    private Senses.Seen seen(double x, double y, double[] velocity) {
        double reach = settings.reach();
        return new Senses.Seen(
                new double[] {x / reach, y / reach}, new double[] {velocity[0] / reach, velocity[1] / reach});
    }

    /** Turns each joint by 180 times so many radians a second, and lets a sixth of a second go by. */
    void step(double[] actions) {
        double[][] before = ends.clone();
        for (int j = 0; j < angles.length; j++) {
            angles[j] += 180 * actions[j] * SECONDS;
        }
        place();
        for (int j = 0; j < angles.length; j++) {
            velocities[j][0] = (ends[j][0] - before[j][0]) / SECONDS;
            velocities[j][1] = (ends[j][1] - before[j][1]) / SECONDS;
        }
        fly(ball, ballVelocity);
        double[] hand = ends[ends.length - 1];
        if (isPicked) {
            toolDirection += Math.PI * (hand[2] - before[before.length - 1][2]);
        } else {
            fly(tool, toolVelocity);
            if (walls == Walls.STOP_TOOL) {
                double[] end = toolEnd();
                bounce(end, toolVelocity, tool);
            }
            isPicked = distance(hand, tool) < PICKED_WITHIN;
        }
        if (isPicked) {
            hold(hand);
        }
    }

    /** The tool turns with the hand, from a direction that is near enough to that of the hand. */
    private void hold(double[] hand) {
        tool[0] = hand[0];
        tool[1] = hand[1];
        double direction = Math.PI * hand[2];
        toolDirection = Math.max(direction - LOOSE, Math.min(direction + LOOSE, toolDirection));
        Arrays.fill(toolVelocity, 0);
    }

    private static void fly(double[] place, double[] velocity) {
        for (int k = 0; k < place.length; k++) {
            place[k] += velocity[k] * SECONDS;
        }
        bounce(place, velocity, place);
    }

    /** Turns back what is beyond a wall, by moving something by twice the distance. */
    private static void bounce(double[] place, double[] velocity, double[] moved) {
        double[] most = {WIDE, HIGH};
        for (int k = 0; k < place.length; k++) {
            if (Math.abs(place[k]) > most[k]) {
                moved[k] += 2 * (Math.copySign(most[k], place[k]) - place[k]);
                velocity[k] = -velocity[k];
            }
        }
    }

    static double distance(double[] one, double[] other) {
        double x = one[0] - other[0];
        double y = one[1] - other[1];
        return Math.sqrt(x * x + y * y);
    }

    private double[] toolEnd() {
        return new double[] {
            tool[0] + settings.toolLength() * StrictMath.cos(toolDirection),
            tool[1] + settings.toolLength() * StrictMath.sin(toolDirection)
        };
    }

    /** Returns where each limb ends, and the direction in half turns: [joints][x, y, φ], a copy. */
    public double[][] limbs() {
        return Arrays.stream(ends).map(double[]::clone).toArray(double[][]::new);
    }

    /** Returns where the tool begins and where it ends: [2][x, y], a copy. */
    public double[][] tool() {
        return new double[][] {tool.clone(), toolEnd()};
    }

    /** Returns where the ball is: [x, y], a copy. */
    public double[] ball() {
        return ball.clone();
    }

    /** Tells whether the hand holds the tool. */
    public boolean isPicked() {
        return isPicked;
    }
}
