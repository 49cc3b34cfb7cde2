package org.pcn4j.inference.schedule;

/**
 * How free values begin. A free root has no prediction to begin at: it begins at the value of the state that is handed in,
 * or else at zero; {@link Noisy} adds its noise to that.
 */
public sealed interface Start {
    /** Every free value begins at its prediction by a forward pass, so that no free node has an error: condition C1 of Z-IL. */
    record ForwardPass() implements Start {}

    /**
     * As by a forward pass, with Gaussian noise added to every value.
     *
     * @param sigma the standard deviation: finite, greater than 0
     */
    record Noisy(double sigma) implements Start {
        /**
         * Checks the deviation.
         *
         * @throws IllegalArgumentException if it is out of its range
         */
        public Noisy {
            if (!(sigma > 0 && Double.isFinite(sigma))) {
                throw new IllegalArgumentException("the initial noise must be finite and greater than 0, not " + sigma);
            }
        }
    }

    /** Every free value begins at zero. */
    record Zeros() implements Start {}

    /** Free values begin at those of the state that is handed in, and at the forward pass's where it has none. */
    record Given() implements Start {}

    /** As {@link Given}, and what the relaxation remembers is taken from the state as well: frames of a sequence. */
    record Carried() implements Start {}

    /** Tells whether free values begin elsewhere than at a forward pass, noise apart. */
    default boolean isElsewhere() {
        return this instanceof Zeros || takesState();
    }

    /** Tells whether free values begin at the state that is handed in. */
    default boolean takesState() {
        return this instanceof Given || this instanceof Carried;
    }

    /** Returns the standard deviation of the initial noise, 0 where there is none. */
    default double noise() {
        return this instanceof Noisy noisy ? noisy.sigma() : 0;
    }
}
