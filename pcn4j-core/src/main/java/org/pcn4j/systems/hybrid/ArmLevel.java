package org.pcn4j.systems.hybrid;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One limb, or the tool, as it is believed to be under each hypothesis: its own arm, the arm with its hand at the tool, and the
 * arm with the tool at the ball. Angle and length are intrinsic, the pose of the end is extrinsic.
 */
final class ArmLevel {
    static final int SELF = 0;
    static final int TOOL = 1;
    static final int BALL = 2;
    static final int HYPOTHESES = 3;

    private static final double MOMENT = 0.3;
    private static final double PLACE = 0.5;
    private static final double DIRECTION = 1;
    private static final int PLANE = 2;
    private static final double[] ALWAYS = {1};

    private final Belief intrinsic;
    private final Belief extrinsic;
    private final Optional<ArmLevel> parent;
    private final ArmSettings.Messages messages;
    private final boolean[] isBound = {true, true, true};
    private double action;

    /**
     * Takes first values.
     *
     * @param pose of its end
     * @param angles where its angle is drawn to
     * @param poses the attractors of its pose
     */
    ArmLevel(
            Optional<ArmLevel> parent,
            double angle,
            double length,
            double[] pose,
            Attractor angles,
            List<Attractor> poses,
            ArmSettings.Messages messages) {
        this.parent = parent;
        this.messages = messages;
        double[][] ofLimb = new double[HYPOTHESES][];
        Arrays.setAll(ofLimb, o -> new double[] {angle, length});
        double[][] ofEnd = new double[HYPOTHESES][];
        Arrays.setAll(ofEnd, o -> pose);
        this.intrinsic = new Belief(ofLimb, List.of(angles), new Dynamics(0.5, 1, 2));
        this.extrinsic = new Belief(ofEnd, poses, new Dynamics(0.8, 1, 2));
    }

    /** Lets the pose of one's own arm be anything: there is no such limb. */
    void unbindSelf() {
        isBound[SELF] = false;
    }

    double[] pose(int hypothesis) {
        return new double[] {
            extrinsic.value(hypothesis, 0), extrinsic.value(hypothesis, 1), extrinsic.value(hypothesis, 2)
        };
    }

    double angle(int hypothesis) {
        return intrinsic.value(hypothesis, 0);
    }

    /** Compares what is believed with what the limb before, the angle and the attractors say of it. */
    void compare(double[] weights) {
        intrinsic.flow(ALWAYS);
        for (int o = 0; o < HYPOTHESES; o++) {
            if (isBound[o]) {
                comparePose(o);
            }
        }
        extrinsic.flow(weights);
    }

    private void comparePose(int o) {
        double angle = intrinsic.value(o, 0);
        double length = intrinsic.value(o, 1);
        int hypothesis = o;
        double[] before = parent.map(level -> level.pose(hypothesis)).orElse(new double[PLANE + 1]);
        double[] predicted = Kinematics.end(angle, length, before);
        double[] pulled = new double[predicted.length];
        for (int k = 0; k < predicted.length; k++) {
            double precision = k < PLANE ? PLACE : DIRECTION;
            double error = precision * (extrinsic.value(o, k) - predicted[k]);
            extrinsic.pullValue(o, k, error);
            pulled[k] = -precision * error;
        }
        double[] gradient = Kinematics.pullback(angle, length, before, pulled);
        pull(intrinsic, o, 0, gradient[0]);
        for (int k = 0; k <= PLANE && parent.isPresent(); k++) {
            pull(parent.get().extrinsic, o, k, gradient[PLANE + k]);
        }
    }

    private void pull(Belief belief, int o, int k, double gradient) {
        belief.pullValue(o, k, gradient);
        if (messages == ArmSettings.Messages.TO_BOTH_ORDERS) {
            belief.pullVelocity(o, k, gradient);
        }
    }

    /** Takes where the joint is, and changes the action so that it comes to be where it is believed to be. */
    void feel(double angle) {
        double error = angle - intrinsic.value(SELF, 0);
        intrinsic.pullValue(SELF, 0, -error);
        action -= MOMENT * MOMENT * error;
    }

    /** Takes what is seen of the end under a hypothesis. */
    void see(int hypothesis, Senses.Seen seen, double precision) {
        for (int k = 0; k < PLANE; k++) {
            double place = precision * (seen.place()[k] - extrinsic.value(hypothesis, k));
            extrinsic.pullValue(hypothesis, k, -precision * place);
            double velocity = precision * (seen.velocity()[k] - extrinsic.velocity(hypothesis, k));
            extrinsic.pullVelocity(hypothesis, k, -precision * velocity);
        }
    }

    /** Moves all beliefs along their gradients. Lengths are known. */
    void move() {
        intrinsic.move(MOMENT, 1);
        extrinsic.move(MOMENT, PLANE + 1);
    }

    /** Returns how fast the joint is to turn. */
    double action() {
        return action;
    }

    double[] takeEvidences() {
        return extrinsic.takeEvidences();
    }
}
