package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.function.Energy;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.NudgedPredictiveCoding;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/**
 * Inference learning with nudged outputs.
 *
 * @param nudge by which of the nudges
 * @param beta its size β
 * @param steps T; the depth of the network if it is none
 * @param relaxation how values move
 * @param start where they begin
 */
record NudgedSpec(
        Nudge nudge, double beta, Optional<Integer> steps, double gamma, RelaxationSpec relaxation, StartSpec start)
        implements RuleSpec.Scheduled {
    private static final double CLAMPED = 0.5;
    private static final double SOFT = 0.1;
    private static final String PAPERS = "Scellier et al. 2023; Pinchetti et al. 2025";

    /** The nudges. */
    enum Nudge {
        POSITIVE {
            @Override
            Schedule schedule(double beta, int steps, double gamma) {
                return NudgedPredictiveCoding.positive(beta, steps, gamma);
            }
        },
        NEGATIVE {
            @Override
            Schedule schedule(double beta, int steps, double gamma) {
                return NudgedPredictiveCoding.negative(beta, steps, gamma);
            }
        },
        CENTERED {
            @Override
            Schedule schedule(double beta, int steps, double gamma) {
                return NudgedPredictiveCoding.centered(beta, steps, gamma);
            }
        },
        SOFT {
            @Override
            Schedule schedule(double beta, int steps, double gamma) {
                return NudgedPredictiveCoding.soft(beta, steps, gamma);
            }
        };

        abstract Schedule schedule(double beta, int steps, double gamma);
    }

    static Entry<NudgedSpec> positive() {
        return entry(
                "pn",
                Nudge.POSITIVE,
                CLAMPED,
                "Inference learning with outputs nudged from their predictions towards their targets; squared errors only.",
                PAPERS);
    }

    static Entry<NudgedSpec> negative() {
        return entry(
                "nn",
                Nudge.NEGATIVE,
                CLAMPED,
                "The same, nudged away from the targets, and learning the other way.",
                PAPERS);
    }

    static Entry<NudgedSpec> centered() {
        return entry("cn", Nudge.CENTERED, CLAMPED, "The mean of both nudges, at twice the cost.", PAPERS);
    }

    static Entry<NudgedSpec> soft() {
        return entry(
                "soft-nudge",
                Nudge.SOFT,
                SOFT,
                "Inference learning with free outputs under a weak loss, which tends to backpropagation as β goes to 0; any"
                        + " loss.",
                "Scellier and Bengio 2017");
    }

    private static Entry<NudgedSpec> entry(String name, Nudge nudge, double beta, String sentence, String papers) {
        Entry<NudgedSpec> entry = Entry.of(name, NudgedSpec.class, sentence)
                .fixed("nudge", nudge)
                .key("beta", Kinds.positive(), beta, "The size β of the nudge, which Δθ is divided by.");
        return RuleKeys.moving(RuleKeys.relaxing(entry, Optional.of(RuleSpec.STEPS), RuleSpec.GAMMA))
                .citing(papers);
    }

    @Override
    public boolean takes(Energy loss) {
        return nudge == Nudge.SOFT || loss.precision().isPresent();
    }

    @Override
    public Schedule schedule(int depth) {
        return RuleKeys.moving(nudge.schedule(beta, steps.orElse(depth), gamma), gamma, relaxation, start);
    }
}
