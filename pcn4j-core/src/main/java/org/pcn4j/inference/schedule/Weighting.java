package org.pcn4j.inference.schedule;

/**
 * What nodes' errors are multiplied by before anyone hears them, beside their own precision: a precision that depends on the
 * node's level and on time. Observed energies are the nodes' own, without it.
 */
public interface Weighting {
    /**
     * Returns the factor of a node's error at a time: finite, at least 0; at 0 the error is not counted, so that it neither
     * pulls the node back nor goes on to its parents.
     *
     * @param level the node's, outputs 0
     * @param time t
     */
    double at(int level, int time);

    /** Tells whether the factor is not always 1. Then no two times are alike. */
    default boolean varies() {
        return true;
    }

    /** All errors alike: the factor is 1. */
    record Even() implements Weighting {
        @Override
        public double at(int level, int time) {
            return 1;
        }

        @Override
        public boolean varies() {
            return false;
        }
    }

    /**
     * A wave: 1 at the time of the node's level, when the output's error may have come, α afterwards; not counted before (Qi
     * et al. 2026, arXiv 2506.23800).
     *
     * @param alpha α: finite, at least 0
     */
    record Spiking(double alpha) implements Weighting {
        /**
         * Checks α.
         *
         * @throws IllegalArgumentException if it is out of its range
         */
        public Spiking {
            requireAlpha(alpha);
        }

        @Override
        public double at(int level, int time) {
            return time < level ? 0 : time == level ? 1 : alpha;
        }
    }

    /**
     * A wave that fades: 1 at the time of the node's level, α e⁻ʲ Σᵢ e⁻ⁱ after j more times, the sum running from 0 for ever;
     * not counted before (Qi et al. 2026, arXiv 2506.23800).
     *
     * @param alpha α: finite, at least 0
     */
    record Decaying(double alpha) implements Weighting {
        private static final double SUM = 1 / (1 - Math.exp(-1));

        /**
         * Checks α.
         *
         * @throws IllegalArgumentException if it is out of its range
         */
        public Decaying {
            requireAlpha(alpha);
        }

        @Override
        public double at(int level, int time) {
            return time < level ? 0 : time == level ? 1 : alpha * Math.exp(level - time) * SUM;
        }
    }

    private static void requireAlpha(double alpha) {
        if (!(alpha >= 0 && Double.isFinite(alpha))) {
            throw new IllegalArgumentException("alpha must be finite and at least 0, not " + alpha);
        }
    }
}
