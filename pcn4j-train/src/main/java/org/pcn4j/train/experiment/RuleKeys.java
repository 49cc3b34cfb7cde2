package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** Settings that many rules have. */
final class RuleKeys {
    /** Why rules that equal backpropagation move values by nothing else. */
    static final String BY_DESCENT =
            "each error passes a node once, by plain descent, and another relaxation would not lead to"
                    + " backpropagation's update; rules that learn at the end, as il, take one";

    private RuleKeys() {}

    static <S extends RuleSpec.Scheduled> Entry<S> relaxing(Entry<S> entry, Optional<Integer> steps, double gamma) {
        int most = 1_000_000;
        return relaxed(
                entry.key(
                        "steps",
                        Kinds.orWord(Kinds.count(1, most), "depth"),
                        steps,
                        "The inference steps T, or depth, as many as the network is deep."),
                gamma);
    }

    static Schedule moving(Schedule schedule, double gamma, RelaxationSpec relaxation, StartSpec start) {
        return schedule.withRelaxation(relaxation.relaxation(gamma)).withStart(start.start());
    }

    static <S extends RuleSpec.Scheduled> Entry<S> moving(Entry<S> entry) {
        return entry.key("relaxation", RelaxationSpec.CATALOG, new RelaxationSpec.Descent(), "How values move.")
                .key("start", StartSpec.CATALOG, new StartSpec.ForwardPass(), "Where values begin.");
    }

    static <S extends RuleSpec.Scheduled> Entry<S> relaxed(Entry<S> entry, double byDefault) {
        return entry.key("gamma", Kinds.positive(), byDefault, "The inference step γ.");
    }
}
