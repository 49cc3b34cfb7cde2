package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.learning.Rule;
import org.pcn4j.train.settings.Variants;

/** The learning rules by name. */
public final class Rules {
    /** All rules, and any class that implements {@link Rule} or {@link RuleSpec}. */
    public static final Variants<RuleSpec> CATALOG = Variants.<RuleSpec>of("rule")
            .with(RuleSpec.Backprop.entry())
            .with(RuleSpec.Il.entry())
            .with(RuleSpec.ZeroDivergent.entry())
            .with(RuleSpec.Unlevelled.entry())
            .with(RuleSpec.Ipc.entry())
            .with(RuleSpec.Fpa.entry())
            .with(StrictSpec.entry())
            .with(NudgedSpec.positive())
            .with(NudgedSpec.negative())
            .with(NudgedSpec.centered())
            .with(NudgedSpec.soft())
            .with(WaveSpec.spiking())
            .with(WaveSpec.decaying())
            .with(RuleSpec.ErrorBased.entry())
            .with(RuleSpec.Autonomous.entry())
            .with(RuleSpec.Dynamic.entry())
            .with(SamplingSpec.entry())
            .with(FeedbackSpec.alignment())
            .with(FeedbackSpec.direct())
            .with(FeedbackSpec.modulated())
            .open(
                    Rule.class,
                    entry -> RuleSpec.Own.wrapping(entry),
                    made -> made instanceof RuleSpec.Own own
                            ? Optional.of(own.made().name())
                            : Optional.empty())
            .open(RuleSpec.class);

    private Rules() {}
}
