package org.pcn4j.inference;

/**
 * A learning rule, as data: how inference begins, how it moves the free values, and when parameters learn. At each time
 * t = 0 … T all nodes predict, then pull their errors back, then the free values relax by γ (no more at T); see
 * {@code docs/learning-rules.md} for the equations.
 *
 * @param name for reports, as in {@code z-il}
 * @param steps T
 * @param gamma the integration step γ: finite, greater than 0
 * @param initialNoise the standard deviation of the Gaussian noise that is added to the free values after the forward
 *     pass they start from: finite, at least 0; 0 is condition C1 of Z-IL
 * @param learning when parameters learn
 * @param predictions whether predictions follow the values; if they do not, parameters can learn at the end alone
 * @param levelling whether edges that skip levels are delayed
 */
public record Schedule(
        String name,
        Steps steps,
        double gamma,
        double initialNoise,
        Learning learning,
        Predictions predictions,
        Levelling levelling) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if γ or the noise is out of its range, or predictions are fixed while parameters
     *     change
     */
    public Schedule {
        if (predictions == Predictions.FIXED && !(learning instanceof Learning.AtEnd)) {
            throw new IllegalArgumentException("with fixed predictions parameters learn at the end, not " + learning);
        }
        if (!(gamma > 0 && Double.isFinite(gamma))) {
            throw new IllegalArgumentException("gamma must be finite and greater than 0, not " + gamma);
        }
        if (!(initialNoise >= 0 && Double.isFinite(initialNoise))) {
            throw new IllegalArgumentException("the initial noise must be finite and at least 0, not " + initialNoise);
        }
    }

    /** How long inference lasts. */
    public sealed interface Steps {
        /**
         * A given number of relaxations.
         *
         * @param count T, at least 0
         */
        record Count(int count) implements Steps {
            /**
             * Checks the count.
             *
             * @throws IllegalArgumentException if it is negative
             */
            public Count {
                if (count < 0) {
                    throw new IllegalArgumentException(
                            "the number of inference steps must be at least 0, not " + count);
                }
            }
        }

        /** As many relaxations as the network's highest level. */
        record HighestLevel() implements Steps {}

        /**
         * Returns T for a network.
         *
         * @param depth the network's highest level
         */
        default int times(int depth) {
            return this instanceof Count given ? given.count() : depth;
        }
    }

    /** When parameters learn. */
    public sealed interface Learning {
        /** Each node's parameters at the inference step of its level, the length of its longest path to an output. */
        record AtLevel() implements Learning {}

        /** Each node's parameters at the inference step of its distance, the length of its shortest path to an output. */
        record AtDistance() implements Learning {}

        /** All parameters at the last step, T. */
        record AtEnd() implements Learning {}

        /**
         * All parameters at one step.
         *
         * @param time t, at least 0; never, if it is beyond T
         */
        record At(int time) implements Learning {
            /**
             * Checks the time.
             *
             * @throws IllegalArgumentException if it is negative
             */
            public At {
                if (time < 0) {
                    throw new IllegalArgumentException("the time to learn must be at least 0, not " + time);
                }
            }
        }

        /** All parameters at every step, 0 … T. */
        record AtEveryStep() implements Learning {}
    }

    /** What inference predicts from. */
    public enum Predictions {
        /** Predictions follow the values as they move. */
        LIVE,
        /** Predictions, and the values and Jacobians that pullbacks use, stay those of the forward pass. */
        FIXED
    }

    /** What is done about edges that skip levels. */
    public enum Levelling {
        /**
         * They are delayed by identity nodes, so that an error takes equally long along all paths (Salvatori et al. 2022,
         * arXiv 2103.04689, section 3).
         */
        DELAYED,
        /** Nothing: errors arrive as they come. */
        NONE
    }

    /** Returns this schedule under another name, as for a comparison with itself relaxed. */
    public Schedule named(String changed) {
        return new Schedule(changed, steps, gamma, initialNoise, learning, predictions, levelling);
    }

    /** Returns this schedule with another integration step. */
    public Schedule withGamma(double changed) {
        return new Schedule(name, steps, changed, initialNoise, learning, predictions, levelling);
    }

    /** Returns this schedule with another number of relaxations. */
    public Schedule withSteps(int count) {
        return new Schedule(name, new Steps.Count(count), gamma, initialNoise, learning, predictions, levelling);
    }

    /** Returns this schedule with noise on the initial values. */
    public Schedule withInitialNoise(double standardDeviation) {
        return new Schedule(name, steps, gamma, standardDeviation, learning, predictions, levelling);
    }

    /** Returns this schedule with another time to learn. */
    public Schedule withLearning(Learning changed) {
        return new Schedule(name, steps, gamma, initialNoise, changed, predictions, levelling);
    }
}
