package org.pcn4j.train;

/** How long something in a training lasts. */
public sealed interface Length {
    /**
     * A number of updates.
     *
     * @param count at least 1
     */
    record Updates(long count) implements Length {
        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Updates {
            if (count < 1) {
                throw new IllegalArgumentException("expected at least 1 update, not " + count);
            }
        }

        @Override
        public String toString() {
            return count + (count == 1 ? " update" : " updates");
        }
    }

    /**
     * A number of passes over all samples that are learned from.
     *
     * @param count at least 1
     */
    record Epochs(long count) implements Length {
        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Epochs {
            if (count < 1) {
                throw new IllegalArgumentException("expected at least 1 epoch, not " + count);
            }
        }

        @Override
        public String toString() {
            return count + (count == 1 ? " epoch" : " epochs");
        }
    }

    /**
     * Returns a number of updates.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    static Length updates(long count) {
        return new Updates(count);
    }

    /**
     * Returns a number of epochs.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    static Length epochs(long count) {
        return new Epochs(count);
    }

    /**
     * Returns how many updates that is.
     *
     * @param perEpoch updates in an epoch, at least 1
     * @throws ArithmeticException if it is more than a long can say
     */
    default long inUpdates(long perEpoch) {
        return this instanceof Epochs epochs ? Math.multiplyExact(epochs.count(), perEpoch) : ((Updates) this).count();
    }

    /** Tells whether something that happens each time so much is done happens after this progress. */
    default boolean isDue(Progress progress) {
        return progress.updates() % inUpdates(progress.perEpoch()) == 0;
    }
}
