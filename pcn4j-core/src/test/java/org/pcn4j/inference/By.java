package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;

/** Who answers a question: whatever is claimed of inference is claimed of its definition and of the plan alike. */
enum By {
    /** {@link PlainReference}. */
    DEFINITION {
        @Override
        List<Answer> frames(
                Question question,
                Parameters parameters,
                List<Clamps> frames,
                Map<String, double[]> given,
                double rate) {
            PlainReference reference =
                    new PlainReference(question.network(), question.clamping(), question.schedule(), rate, SEED);
            List<Answer> answers = new ArrayList<>();
            PlainReference.State state = PlainReference.State.of(given);
            for (Clamps frame : frames) {
                PlainReference.Update update = reference.update(parameters, frame, state, answers.size());
                answers.add(update.answer());
                state = update.state();
            }
            return answers;
        }
    },

    /** A plan that may make anything of the schedule, and of which everything is observed. */
    PLAN {
        @Override
        List<Answer> frames(
                Question question,
                Parameters parameters,
                List<Clamps> frames,
                Map<String, double[]> given,
                double rate) {
            Set<Observation> observations = Planned.everything(question.network());
            return new Planned(question, new Planner(ZeroUpdates.APPLY), observations, rate, SEED)
                    .frames(parameters, frames, given);
        }
    };

    static final Seed SEED = new Seed(43);

    /**
     * Infers frame by frame, each from the state that the one before ended in; each is an update of its own.
     *
     * @param given the values to begin the first at
     * @param rate what Δθ, summed over the samples, is multiplied by
     */
    abstract List<Answer> frames(
            Question question, Parameters parameters, List<Clamps> frames, Map<String, double[]> given, double rate);

    /** Infers once. The parameters stay as they are. */
    Answer answer(Question question, Parameters parameters, Clamps clamps) {
        return answer(question, parameters, clamps, Map.of());
    }

    /** Infers once, from given values. The parameters stay as they are. */
    Answer answer(Question question, Parameters parameters, Clamps clamps, Map<String, double[]> given) {
        return frames(question, parameters, List.of(clamps), given, 0).get(0);
    }
}
