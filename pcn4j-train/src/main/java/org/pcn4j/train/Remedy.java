package org.pcn4j.train;

import org.pcn4j.learning.Rule;

/** What may help a training whose numbers have become too large. */
final class Remedy {
    private Remedy() {}

    /** Returns what may help under a rule: relaxing in too large steps makes values grow as learning in too large ones does. */
    static String of(Rule rule) {
        String rate = "a smaller learning rate may help";
        return rule.asSchedule()
                .map(schedule -> rate + ", or a smaller γ (it is "
                        + schedule.relaxation().gamma() + ")")
                .orElse(rate);
    }
}
