package org.pcn4j.train.experiment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.train.settings.Contradiction;

/** What happens in the course of a training must happen before its end, or else it was not meant. */
final class Timetable {
    private Timetable() {}

    /**
     * Makes sure that each rule takes over later than the one before, and is another one.
     *
     * @throws Contradiction if one does not
     */
    static void requireOrder(RuleSpec first, List<RuleChange> changes) {
        RuleSpec rule = first;
        int before = 0;
        for (int i = 0; i < changes.size(); i++) {
            RuleChange change = changes.get(i);
            if (change.after() <= before) {
                throw new Contradiction(
                        "expected changes each after more epochs than the one before, found " + change.after()
                                + " after " + before,
                        "changes[" + i + "].after");
            }
            if (change.rule().equals(rule)) {
                throw new Contradiction(
                        "expected another rule than the one before it, found " + rule.label() + " again",
                        "changes[" + i + "].rule",
                        i == 0 ? "rule" : "changes[" + (i - 1) + "].rule");
            }
            before = change.after();
            rule = change.rule();
        }
    }

    /**
     * Makes sure that rules take over before the last epoch.
     *
     * @throws Contradiction if one does not
     */
    static void requireWithin(List<RuleChange> changes, int epochs) {
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i).after() >= epochs) {
                throw new Contradiction(
                        "expected changes after fewer than the " + epochs + " epochs, found one after "
                                + changes.get(i).after(),
                        "changes[" + i + "].after",
                        "epochs");
            }
        }
    }

    /**
     * Makes sure of all of it, once it is known how many updates an epoch has.
     *
     * @throws Contradiction if something would come after the end
     */
    static void requireWithin(Experiment experiment, long perEpoch) {
        Optional<Long> updates = experiment.updates();
        if (updates.isEmpty()) {
            long all = Math.multiplyExact(experiment.epochs().orElseThrow().longValue(), perEpoch);
            experiment.schedule().requireWithin(all, "epochs");
            return;
        }
        for (int i = 0; i < experiment.changes().size(); i++) {
            RuleChange change = experiment.changes().get(i);
            if (Math.multiplyExact(change.after(), perEpoch) >= updates.get()) {
                throw new Contradiction(
                        String.format(
                                Locale.ROOT,
                                "expected a change before the end, which comes after %d updates of %d an epoch, found one"
                                        + " after %d epochs",
                                updates.get(),
                                perEpoch,
                                change.after()),
                        "changes[" + i + "].after",
                        "updates");
            }
        }
    }
}
