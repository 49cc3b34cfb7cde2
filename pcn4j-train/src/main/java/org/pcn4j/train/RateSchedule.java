package org.pcn4j.train;

import java.util.Locale;
import java.util.Optional;

/** How the learning rate goes over a run: by what the optimizer's own is multiplied at each update. */
@FunctionalInterface
public interface RateSchedule {
    /**
     * Returns the factor, at least 0.
     *
     * @param update from 0
     * @param updates how many the run has
     */
    double factor(long update, long updates);

    /**
     * Returns all that the factors follow from, in words: schedules of equal words must give equal factors. A checkpoint
     * keeps the words, so that a training that goes on can be compared with it. Without them, as of a function that cannot
     * be described, it keeps a sample of the factors to come.
     */
    default Optional<String> description() {
        return Optional.empty();
    }

    /**
     * Tells whether a run of another length would have had the same factors so far.
     *
     * @param done updates, at least 0
     * @param updates how many the run was to have
     * @param others how many it is to have instead
     */
    default boolean agrees(long done, long updates, long others) {
        for (long update = 0; update < done && updates != others; update++) {
            if (factor(update, updates) != factor(update, others)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the schedule that leaves the rate as it is. */
    static RateSchedule constant() {
        return described("constant", (update, updates) -> 1);
    }

    private static RateSchedule described(String words, RateSchedule schedule) {
        return new RateSchedule() {
            @Override
            public double factor(long update, long updates) {
                return schedule.factor(update, updates);
            }

            @Override
            public Optional<String> description() {
                return Optional.of(words);
            }

            @Override
            public String toString() {
                return words;
            }
        };
    }

    /**
     * Returns a schedule of stairs.
     *
     * @param every so many updates, at least 1
     * @param factor the rate is multiplied by this, more than 0
     * @throws IllegalArgumentException if a number is out of its range
     */
    static RateSchedule steps(long every, double factor) {
        if (every < 1) {
            throw new IllegalArgumentException("a stair must be at least 1 update wide, not " + every);
        }
        if (!(factor > 0 && Double.isFinite(factor))) {
            throw new IllegalArgumentException("the factor of a stair must be finite and more than 0, not " + factor);
        }
        return described(
                String.format(Locale.ROOT, "times %s every %d updates", factor, every),
                (update, updates) -> StrictMath.pow(factor, (double) Math.floorDiv(update, every)));
    }

    /**
     * Returns a schedule that rises in a straight line to 1 and falls along half a cosine to almost 0 at the end
     * (Loshchilov and Hutter 2017, without restarts).
     *
     * @param warmUp the updates of the rise, at least 0; the first has the factor 1 / warmUp
     * @throws IllegalArgumentException if it is negative
     */
    static RateSchedule cosine(long warmUp) {
        if (warmUp < 0) {
            throw new IllegalArgumentException("the warm-up must be at least 0 updates, not " + warmUp);
        }
        return described("cosine after a warm-up of " + warmUp + " updates", (update, updates) -> {
            if (update < warmUp) {
                return (update + 1.0) / warmUp;
            }
            double passed = (double) (update - warmUp) / Math.max(1, updates - warmUp);
            return (1 + StrictMath.cos(Math.PI * Math.min(1, passed))) / 2;
        });
    }

    /**
     * Returns a schedule that goes in a straight line from a first factor to a peak and falls from there along half a cosine
     * to a last one, as the PCX benchmark has it (Pinchetti et al. 2025): over a tenth of all updates from 1 to 1.1, then to
     * 0.1.
     *
     * @param part of all updates that lead to the peak: at least 0, less than 1
     * @param first the factor of the first update: finite, at least 0
     * @param peak the greatest factor: finite, greater than 0
     * @param last the factor that is fallen to: finite, at least 0
     * @throws IllegalArgumentException if a number is out of its range
     */
    static RateSchedule warmCosine(double part, double first, double peak, double last) {
        if (!(part >= 0 && part < 1)) {
            throw new IllegalArgumentException(
                    "the part of the warm-up must be at least 0 and less than 1, not " + part);
        }
        boolean finite = Double.isFinite(first) && Double.isFinite(peak) && Double.isFinite(last);
        if (!(finite && first >= 0 && peak > 0 && last >= 0)) {
            throw new IllegalArgumentException(
                    "the factors of a rate must be finite and at least 0, and the peak more than" + " 0, not " + first
                            + ", " + peak + " and " + last);
        }
        String words = String.format(
                Locale.ROOT,
                "from %s to %s over the part %s of all updates, then by a cosine to %s",
                first,
                peak,
                part,
                last);
        return described(words, (update, updates) -> {
            double warmUp = Math.rint(part * updates);
            if (update < warmUp) {
                return first + (peak - first) * update / warmUp;
            }
            double passed = (update - warmUp) / Math.max(1, updates - warmUp);
            return last + (peak - last) * (1 + StrictMath.cos(Math.PI * Math.min(1, passed))) / 2;
        });
    }
}
