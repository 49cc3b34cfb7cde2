package org.pcn4j.systems.surprise;

/** How fast weights move, by the surprise A of that moment (Barry and Gerstner 2024). */
public sealed interface LearningRate {
    /**
     * By surprise: η₁ tanh A, and η₂ tanh A more while A is at least θ. Nothing is learned where A is not above 0, as where
     * other modules inhibit it.
     *
     * @param base η₁
     * @param boost η₂
     * @param threshold θ, above 0
     */
    record BySurprise(double base, double boost, double threshold) implements LearningRate {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if a rate is negative or not finite, or the threshold not above 0
         */
        public BySurprise {
            check("base", base);
            check("boost", boost);
            if (!(threshold > 0)) {
                throw new IllegalArgumentException("the threshold of surprise must be above 0, not " + threshold);
            }
        }

        /** Returns the published numbers: η₁ 1e-6, η₂ 0.002, θ 0.5. */
        public static BySurprise published() {
            return new BySurprise(1e-6, 0.002, 0.5);
        }

        @Override
        public double at(double surprise) {
            if (!(surprise > 0)) {
                return 0;
            }
            double rate = surprise >= threshold ? base + boost : base;
            return rate * StrictMath.tanh(surprise);
        }

        @Override
        public boolean surprised(double surprise) {
            return surprise >= threshold;
        }
    }

    /**
     * The same at all times, unless inhibited.
     *
     * @param rate finite, at least 0
     */
    record Constant(double rate) implements LearningRate {
        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if it is negative or not finite
         */
        public Constant {
            check("rate", rate);
        }

        @Override
        public double at(double surprise) {
            return surprise > 0 ? rate : 0;
        }

        @Override
        public boolean surprised(double surprise) {
            return false;
        }
    }

    /** Returns g. */
    double at(double surprise);

    /** Tells whether it is so large that a module is taken not to know the rule. */
    boolean surprised(double surprise);

    private static void check(String name, double rate) {
        if (!(rate >= 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException(
                    "a learning rate's " + name + " must be finite and at least 0, not " + rate);
        }
    }
}
