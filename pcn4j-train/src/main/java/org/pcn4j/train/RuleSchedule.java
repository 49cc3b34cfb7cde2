package org.pcn4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pcn4j.learning.Rule;

/**
 * Which rule learns when: one rule, or several one after the other. What the optimizer has gathered is carried over from
 * one to the next. Immutable.
 */
public final class RuleSchedule {
    private record Phase(Rule rule, Length length) {}

    private final List<Phase> before;
    private final Rule last;

    private RuleSchedule(List<Phase> before, Rule last) {
        this.before = before;
        this.last = last;
    }

    /** Returns the schedule in which one rule learns from first to last. */
    public static RuleSchedule of(Rule rule) {
        return new RuleSchedule(List.of(), rule);
    }

    /**
     * Returns the schedule in which another rule takes the place of the last one.
     *
     * @param length how long the rule that was the last one learns
     * @param next learns from then on
     */
    public RuleSchedule then(Length length, Rule next) {
        List<Phase> phases = new ArrayList<>(before);
        phases.add(new Phase(last, length));
        return new RuleSchedule(List.copyOf(phases), next);
    }

    /**
     * Returns the rule of an update.
     *
     * @param update from 0
     * @param perEpoch updates in an epoch, at least 1
     */
    public Rule at(long update, long perEpoch) {
        long begin = 0;
        for (Phase phase : before) {
            begin = Math.addExact(begin, phase.length().inUpdates(perEpoch));
            if (update < begin) {
                return phase.rule();
            }
        }
        return last;
    }

    /** Returns the rules in the order in which they learn. */
    List<Rule> rules() {
        return Stream.concat(before.stream().map(Phase::rule), Stream.of(last)).toList();
    }

    /** Returns the rules' names and how long each learns, as in {@code z-il for 2 epochs, then il}. */
    public String name() {
        return before.stream()
                        .map(phase -> phase.rule().name() + " for " + phase.length() + ", then ")
                        .collect(Collectors.joining())
                + last.name();
    }

    /** Returns all that the rules consist of. */
    @Override
    public String toString() {
        return before.stream()
                        .map(phase -> phase.rule() + " for " + phase.length() + ", then ")
                        .collect(Collectors.joining())
                + last;
    }
}
