package org.pcn4j.train.experiment;

import java.util.Locale;
import org.pcn4j.train.RateSchedule;
import org.pcn4j.train.settings.Contradiction;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** How the learning rate goes over a training. Immutable. */
public interface ScheduleSpec {
    /** Returns the schedule. */
    RateSchedule schedule();

    /**
     * Makes sure that it does what it says before the last update: so it does, unless it says otherwise.
     *
     * @param updates of the training
     * @param length the key that says how long training lasts
     * @throws Contradiction if it does not
     */
    default void requireWithin(long updates, String length) {}

    /** As it is. */
    record Constant() implements ScheduleSpec {
        @Override
        public RateSchedule schedule() {
            return RateSchedule.constant();
        }
    }

    /**
     * Multiplied by a factor every so many updates.
     *
     * @param every at least 1
     * @param factor greater than 0
     */
    record Steps(long every, double factor) implements ScheduleSpec {
        @Override
        public RateSchedule schedule() {
            return RateSchedule.steps(every, factor);
        }

        @Override
        public void requireWithin(long updates, String length) {
            requireFewer(every, updates, "the rate would never change", "schedule.every", length);
        }
    }

    /**
     * Rises in a straight line, then falls along half a cosine.
     *
     * @param warmUp the updates of the rise, at least 0
     */
    record Cosine(long warmUp) implements ScheduleSpec {
        @Override
        public RateSchedule schedule() {
            return RateSchedule.cosine(warmUp);
        }

        @Override
        public void requireWithin(long updates, String length) {
            requireFewer(warmUp, updates, "the rate would only rise", "schedule.warm-up", length);
        }
    }

    /**
     * Goes in a straight line from a first factor to a peak, then falls along half a cosine to a last one.
     *
     * @param part of the training that leads to the peak, from 0 to less than 1
     */
    record WarmCosine(double part, double first, double peak, double last) implements ScheduleSpec {
        @Override
        public RateSchedule schedule() {
            return RateSchedule.warmCosine(part, first, peak, last);
        }
    }

    private static void requireFewer(long found, long updates, String consequence, String key, String length) {
        if (found >= updates) {
            throw new Contradiction(
                    String.format(
                            Locale.ROOT,
                            "expected fewer than the %d updates of the training, found %d, so that %s",
                            updates,
                            found,
                            consequence),
                    key,
                    length);
        }
    }

    /** How schedules are written. */
    Variants<ScheduleSpec> KIND = kind();

    private static Variants<ScheduleSpec> kind() {
        double tenth = 0.1;
        return Variants.<ScheduleSpec>of("schedule")
                .with(Entry.of("constant", Constant.class, "The learning rate as it is."))
                .with(Entry.of("steps", Steps.class, "The rate, multiplied by a factor every so many updates.")
                        .required("every", Kinds.whole(1, Long.MAX_VALUE), "So many updates.")
                        .key("factor", Kinds.positive(), tenth, "What the rate is multiplied by."))
                .with(Entry.of(
                                "cosine",
                                Cosine.class,
                                "The rate rises in a straight line, then falls along half a cosine.")
                        .key("warm-up", Kinds.whole(0, Long.MAX_VALUE), 0L, "The updates in which the rate rises.")
                        .citing("Loshchilov and Hutter 2017, arXiv 1608.03983"))
                .with(Entry.of(
                                "warm-cosine",
                                WarmCosine.class,
                                "The rate goes in a straight line from one multiple of it to a peak over a part of the"
                                        + " training, then falls along half a cosine to another.")
                        .key("part", Kinds.fraction(), tenth, "Which part of all updates leads to the peak.")
                        .key("first", Kinds.notNegative(), 1.0, "What the rate is multiplied by at first.")
                        .key("peak", Kinds.positive(), 1 + tenth, "What it is multiplied by at most.")
                        .key("last", Kinds.notNegative(), tenth, "What it is multiplied by in the end.")
                        .citing("Pinchetti et al. 2025, arXiv 2407.01163"))
                .open(ScheduleSpec.class);
    }
}
