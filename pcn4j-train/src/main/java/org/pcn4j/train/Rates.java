package org.pcn4j.train;

import java.util.Optional;
import org.pcn4j.train.file.TensorChecksum;

/**
 * What a checkpoint knows of a schedule of rates.
 *
 * @param updates how many the training was to have
 * @param past a checksum of the factors of the updates that are done
 * @param rest what the factors of all others follow from, in the schedule's words; without such words a checksum of some
 *     of them; empty in checkpoints of version 0.1.0, which did not keep it
 */
record Rates(long updates, String past, Optional<String> rest) {
    /** So many factors to come stand for all of them. */
    private static final int SAMPLES = 1_000;

    /**
     * Follows a schedule while training goes on, so that each update is asked for once, however many are planned and
     * however often a checkpoint is written. For one thread.
     */
    static final class Follower {
        private final RateSchedule rate;
        private final long updates;
        private final TensorChecksum past = new TensorChecksum();
        private long done;

        /**
         * Begins at the first update.
         *
         * @param updates how many the training is to have
         */
        Follower(RateSchedule rate, long updates) {
            this.rate = rate;
            this.updates = updates;
        }

        /**
         * Returns what is known after so many updates.
         *
         * @param end at least as many as at the call before
         */
        Rates after(long end) {
            for (; done < end; done++) {
                past.add(rate.factor(done, updates));
            }
            return new Rates(
                    updates,
                    past.toString(),
                    Optional.of(rate.description().orElseGet(() -> sample(rate, end, updates))));
        }
    }

    private static String sample(RateSchedule rate, long done, long updates) {
        TensorChecksum sum = new TensorChecksum();
        long left = updates - done;
        long every = Math.max(1, left / SAMPLES);
        for (long number = 0; number < Math.min(SAMPLES, left); number++) {
            sum.add(rate.factor(done + number * every, updates));
        }
        return sum.toString();
    }

    /**
     * Returns in words what is different now. A training of another length may go on if the rates of what is done would
     * have been the same.
     */
    Optional<String> difference(Rates now) {
        if (!past.equals(now.past)) {
            return Optional.of("the schedule had other learning rates until then"
                    + (updates == now.updates ? "" : ", for " + updates + " updates and not " + now.updates));
        }
        return updates == now.updates && rest.isPresent() && !rest.equals(now.rest)
                ? Optional.of("the schedule had other learning rates from then on")
                : Optional.empty();
    }
}
