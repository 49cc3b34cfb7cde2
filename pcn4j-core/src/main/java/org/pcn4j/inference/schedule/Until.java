package org.pcn4j.inference.schedule;

/** How long inference lasts: the number T of relaxations. */
public sealed interface Until {
    /**
     * A given number of relaxations.
     *
     * @param count T, at least 0
     */
    record Steps(int count) implements Until {
        /**
         * Checks the count.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Steps {
            if (count < 0) {
                throw new IllegalArgumentException("the number of inference steps must be at least 0, not " + count);
            }
        }
    }

    /** As many relaxations as the network's highest level. */
    record Depth() implements Until {}

    /**
     * Until the values rest: until the largest residual ‖s − ∂E/∂x‖ of a sample is at most a part of the largest at t = 0.
     * The residual is looked at after every relaxation from the time on at which all are alike.
     *
     * @param tolerance that part: greater than 0, less than 1
     * @param most the largest T, at least 0
     */
    record Settled(double tolerance, int most) implements Until {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settled {
            if (!(tolerance > 0 && tolerance < 1)) {
                throw new IllegalArgumentException(
                        "the tolerance must be greater than 0 and less than 1, not " + tolerance);
            }
            if (most < 0) {
                throw new IllegalArgumentException("the most inference steps must be at least 0, not " + most);
            }
        }
    }

    /**
     * Returns T for a network, or the largest T.
     *
     * @param depth the network's highest level
     */
    default int times(int depth) {
        if (this instanceof Steps steps) {
            return steps.count();
        }
        return this instanceof Settled settled ? settled.most() : depth;
    }
}
