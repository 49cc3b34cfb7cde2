package org.pcn4j.systems.hybrid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A deep hybrid model of an arm, a tool and a ball (Priorelli and Stoianov 2025, Entropy 27:570). Beliefs about three bodies,
 * one's own, one whose hand is at the tool, and one whose tool is at the ball, follow attractors; joints are turned so that they
 * come to be where one's own body is believed to be. Each tenth step a discrete planner is told which attractor the velocities
 * speak for, and says how much each is meant. Nothing is learned and nothing is drawn at random. Not thread-safe.
 */
public final class ArmAgent {
    private static final int BETWEEN = 10;
    private static final int AHEAD = 3;
    private static final double OF_ITSELF = 0.1;
    private static final double OF_OBJECTS = 1;
    private static final double SHARPNESS = 2;
    private static final double PRIOR_GAIN = 0.5;
    /** Evidence is gathered in whole coordinates; the published gain, 15, is of halved ones. */
    private static final double EVIDENCE_GAIN = 15 / 4.0;

    private final ArmSettings settings;
    private final DiscretePlanner planner = ToolTask.planner(AHEAD);
    private final List<ArmLevel> levels = new ArrayList<>();
    private double[] meant;
    private double[] evidences = new double[Intention.values().length];
    private int steps;

    /** Begins with the arm where the settings say, which it knows, and believes all bodies to be there. */
    public ArmAgent(ArmSettings settings) {
        this.settings = settings;
        this.meant = new double[Intention.values().length];
        meant[settings.frozen().orElse(Intention.STAY).index()] = 1;
        Attractor stay = Attractor.stay(ArmLevel.HYPOTHESES);
        Attractor toTool = Attractor.towards(ArmLevel.TOOL, ArmLevel.TOOL, ArmLevel.BALL);
        Attractor toBall = Attractor.towards(ArmLevel.BALL, ArmLevel.BALL, ArmLevel.BALL);
        Attractor asTool = Attractor.towards(ArmLevel.SELF, ArmLevel.TOOL, ArmLevel.TOOL);
        double[] pose = new double[3];
        double angle = 0;
        int joints = settings.joints();
        for (int j = 0; j < joints; j++) {
            angle = settings.angles().get(j) / 180;
            double length = settings.lengths().get(j) / settings.reach();
            pose = Kinematics.end(angle, length, pose);
            boolean isHand = j == joints - 1;
            List<Attractor> attractors = isHand ? List.of(stay, toTool, toBall) : List.of(stay, stay, stay);
            levels.add(new ArmLevel(last(), angle, length, pose, stay, attractors, settings.messages()));
        }
        ArmLevel tool = new ArmLevel(
                last(),
                angle,
                settings.toolLength() / settings.reach(),
                pose,
                asTool,
                List.of(stay, stay, toBall),
                settings.messages());
        tool.unbindSelf();
        levels.add(tool);
    }

    private Optional<ArmLevel> last() {
        return levels.isEmpty() ? Optional.empty() : Optional.of(levels.get(levels.size() - 1));
    }

    /** Senses the world, moves all beliefs by a moment, and lets the world go on by a step with the joints turned so. */
    public void act(ArmWorld world) {
        world.step(step(world.senses()));
    }

    /**
     * Takes what is sensed, and moves all beliefs by a moment.
     *
     * @return how fast each joint is to turn, in units of 180 radians a second; [joints], new
     */
    double[] step(Senses senses) {
        steps++;
        if (steps % BETWEEN == 0) {
            plan(senses.isHolding());
        }
        int joints = settings.joints();
        double[] actions = new double[joints];
        for (int j = 0; j <= joints; j++) {
            ArmLevel level = levels.get(j);
            level.compare(meant);
            if (j < joints) {
                level.feel(senses.angles()[j]);
                level.see(ArmLevel.SELF, senses.hands()[j], OF_ITSELF);
            }
            if (j >= joints - 1) {
                level.see(ArmLevel.TOOL, senses.tool()[j - joints + 1], OF_OBJECTS);
            }
            if (j == joints) {
                level.see(ArmLevel.BALL, senses.ball(), OF_OBJECTS);
            }
            level.move();
            if (j < joints) {
                actions[j] = level.action();
            }
        }
        return actions;
    }

    private void plan(boolean isHolding) {
        evidences = new double[meant.length];
        for (ArmLevel level : levels) {
            double[] ofLevel = level.takeEvidences();
            for (int m = 0; m < evidences.length; m++) {
                evidences[m] += ofLevel[m];
            }
        }
        if (settings.frozen().isEmpty()) {
            double[] logs = new double[meant.length];
            Arrays.setAll(logs, m -> PRIOR_GAIN * DiscretePlanner.log(meant[m]) + EVIDENCE_GAIN * evidences[m]);
            double[] places = DiscretePlanner.softmax(logs, SHARPNESS);
            double[] state = planner.infer(ToolTask.ofPlaces(places), ToolTask.ofTouch(isHolding));
            meant = ToolTask.places(planner.next(state, planner.act(state)));
        }
    }

    /** Returns how much each intention is meant, v, in the order of {@link Intention}; sums up to 1. A copy. */
    public double[] meant() {
        return meant.clone();
    }

    /** Returns the evidence for each intention that the planner was told last. A copy. */
    public double[] evidences() {
        return evidences.clone();
    }

    /** Returns the levels, from the trunk to the tool. */
    List<ArmLevel> levels() {
        return levels;
    }
}
