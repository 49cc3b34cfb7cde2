package org.pcn4j.train.experiment;

import org.pcn4j.train.RateSchedule;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** How the learning rate goes over a training. Immutable. */
public sealed interface ScheduleSpec {
    /** Returns the schedule. */
    RateSchedule schedule();

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
    }

    /** How schedules are written. */
    Variants<ScheduleSpec> KIND = kind();

    private static Variants<ScheduleSpec> kind() {
        Kind<Long> updates = Kinds.whole(1, Long.MAX_VALUE);
        Form.Builder<Constant> constant = Form.of("constant");

        Form.Builder<Steps> steps = Form.of("steps");
        Key<Long> every = steps.required("every", updates, Steps::every, "So many updates.");
        double tenth = 0.1;
        Key<Double> factor =
                steps.key("factor", Kinds.positive(), tenth, Steps::factor, "What the rate is multiplied by.");

        Form.Builder<Cosine> cosine = Form.of("cosine");
        Key<Long> warmUp = cosine.key(
                "warm-up", Kinds.whole(0, Long.MAX_VALUE), 0L, Cosine::warmUp, "The updates in which the rate rises.");

        return Variants.<ScheduleSpec>of("schedule")
                .with("constant", Constant.class, constant.make(v -> new Constant()))
                .with("steps", Steps.class, steps.make(v -> new Steps(v.get(every), v.get(factor))))
                .with("cosine", Cosine.class, cosine.make(v -> new Cosine(v.get(warmUp))));
    }
}
