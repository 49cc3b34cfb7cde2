package org.pcn4j.systems.hybrid;

import java.util.List;
import java.util.Optional;

/**
 * An arm with a tool, and how it is moved.
 *
 * @param lengths of its limbs, from the trunk on, in any unit: at least one
 * @param angles of its joints at the beginning, in degrees, as many
 * @param toolLength of the tool, in the same unit
 * @param messages what errors of a limb's pose are taken to
 * @param frozen what is always meant, in place of what is planned
 */
public record ArmSettings(
        List<Double> lengths, List<Double> angles, double toolLength, Messages messages, Optional<Intention> frozen) {
    /** What the error of a limb's pose is taken to, of the beliefs that predict the pose. */
    public enum Messages {
        /** Values, as the gradient of the energy says. */
        TO_VALUES,
        /** Values and velocities alike, as the authors' program does. */
        TO_BOTH_ORDERS
    }

    /**
     * Copies and checks.
     *
     * @throws IllegalArgumentException if a length is not above 0, or there are not as many angles
     */
    public ArmSettings {
        lengths = List.copyOf(lengths);
        angles = List.copyOf(angles);
        if (lengths.isEmpty() || lengths.size() != angles.size()) {
            throw new IllegalArgumentException(
                    "an arm has at least 1 limb and as many angles, not " + lengths.size() + " and " + angles.size());
        }
        if (!(toolLength > 0) || lengths.stream().anyMatch(length -> !(length > 0))) {
            throw new IllegalArgumentException("lengths must be above 0, not " + lengths + " and " + toolLength);
        }
    }

    /** Returns the published arm: limbs of 100, 140, 180 and 80, a tool of 200, by a planner. */
    public static ArmSettings published() {
        return new ArmSettings(
                List.of(100.0, 140.0, 180.0, 80.0),
                List.of(-40.0, 0.0, 0.0, 0.0),
                200,
                Messages.TO_VALUES,
                Optional.empty());
    }

    /** Returns the same with other messages. */
    public ArmSettings withMessages(Messages messages) {
        return new ArmSettings(lengths, angles, toolLength, messages, frozen);
    }

    /** Returns the same without a planner: one intention is always meant. */
    public ArmSettings withFrozen(Intention always) {
        return new ArmSettings(lengths, angles, toolLength, messages, Optional.of(always));
    }

    /** Returns the length of the whole arm, which is 1 in beliefs. */
    double reach() {
        return lengths.stream().mapToDouble(Double::doubleValue).sum();
    }

    int joints() {
        return lengths.size();
    }
}
