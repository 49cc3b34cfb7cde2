package org.pcn4j.inference.schedule;

/**
 * How strongly outputs are pulled to their targets. A weak pull, a nudge of β, moves values by a small part of what a full
 * one does, and Δθ is divided by it. Sinks with a constant target are not nudged.
 */
public sealed interface Nudging {
    /** Fully: outputs are held as the clamping says. */
    record None() implements Nudging {
        @Override
        public double scale() {
            return 1;
        }
    }

    /**
     * Outputs are held to μ⁰ + β(y − μ⁰), between the forward pass's prediction and the target; beyond the prediction where β
     * is negative (Scellier et al. 2023; Pinchetti et al. 2025). Needs a squared error. As β goes to 0, Δθ tends to
     * backpropagation's weighted by the inverse of S = I + Σ PPᵀ, not to backpropagation's.
     *
     * @param beta β: finite, not 0
     */
    record Clamped(double beta) implements Nudging {
        /**
         * Checks β.
         *
         * @throws IllegalArgumentException if it is 0 or not finite
         */
        public Clamped {
            new Clamping.Mode.Nudged(beta);
        }

        @Override
        public double scale() {
            return 1 / beta;
        }
    }

    /**
     * Both nudges, of β and of −β, from one forward pass: Δθ is the mean of theirs, in one update. Even orders of β cancel.
     *
     * @param beta β: finite, greater than 0
     */
    record Centered(double beta) implements Nudging {
        /**
         * Checks β.
         *
         * @throws IllegalArgumentException if it is out of its range
         */
        public Centered {
            requirePositive("a centered nudge's", beta, "both signs are taken");
        }

        @Override
        public double scale() {
            return 1 / (2 * beta);
        }
    }

    /**
     * The output's value is free, with the energy ½‖x − μ‖² + βℓ(x, y): equilibrium propagation on predictive coding's energy
     * (Scellier and Bengio 2017). Takes any loss; as β goes to 0, Δθ tends to backpropagation's.
     *
     * @param beta β: finite, greater than 0
     */
    record Soft(double beta) implements Nudging {
        /**
         * Checks β.
         *
         * @throws IllegalArgumentException if it is out of its range
         */
        public Soft {
            requirePositive("a soft nudge's", beta, "with a negative one the energy may have no least value");
        }

        @Override
        public double scale() {
            return 1 / beta;
        }
    }

    /** Returns this nudging, or of two opposite ones the positive. */
    default Nudging oneWay() {
        return this instanceof Centered both ? new Clamped(both.beta()) : this;
    }

    /** Returns what Δθ is multiplied by; of both signs, what the difference of theirs is. */
    double scale();

    private static void requirePositive(String whose, double beta, String why) {
        if (!(beta > 0 && Double.isFinite(beta))) {
            throw new IllegalArgumentException(
                    whose + " beta must be finite and greater than 0, not " + beta + ": " + why);
        }
    }
}
