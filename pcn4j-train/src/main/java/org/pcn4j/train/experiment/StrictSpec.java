package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Strict;
import org.pcn4j.train.settings.Entry;

/**
 * Torch2PC's strict predictive coding.
 *
 * @param steps T, the relaxations before the errors that teach, one less than Torch2PC's n; the depth of the network if it is none
 * @param relaxation how values move
 * @param start where they begin
 */
record StrictSpec(Optional<Integer> steps, double gamma, RelaxationSpec relaxation, StartSpec start)
        implements RuleSpec.Scheduled {
    private static final int STEPS = 19;

    static Entry<StrictSpec> entry() {
        return RuleKeys.moving(RuleKeys.relaxing(
                        Entry.of(
                                "strict",
                                StrictSpec.class,
                                "Inference learning as Torch2PC computes it: parameters learn from the errors before the"
                                        + " last step and the values after it."),
                        Optional.of(STEPS),
                        RuleSpec.GAMMA))
                .citing("Rosenbaum 2022, arXiv 2106.13082");
    }

    @Override
    public Schedule schedule(int depth) {
        int sweeps = steps.orElse(depth) + 1;
        return RuleKeys.moving(Strict.schedule(sweeps, gamma), gamma, relaxation, start);
    }
}
