package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.learning.Rule;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/**
 * A learning rule with its settings. Immutable.
 *
 * @param choice which one
 * @param steps T, where it can be chosen; the depth of the network if it is none
 * @param gamma γ; of no meaning to backpropagation
 */
public record RuleSpec(RuleChoice choice, Optional<Integer> steps, double gamma) {
    private static final int MOST_STEPS = 1_000_000;

    /** How rules are written. */
    public static final Variants<RuleSpec> KIND = kind();

    /** Returns the rule for a network of this depth. */
    public Rule rule(int depth) {
        // Without a number a choice takes its own usual one, which not all take from the network.
        return choice.rule(steps.or(() -> Optional.of(depth)), Optional.of(gamma), depth);
    }

    private static Variants<RuleSpec> kind() {
        Variants<RuleSpec> all = Variants.of("rule");
        for (RuleChoice choice : RuleChoice.values()) {
            all = all.with(
                    choice.label(),
                    form(choice),
                    rule -> rule.choice() == choice ? Optional.of(rule) : Optional.empty());
        }
        return all;
    }

    private static Form<RuleSpec> form(RuleChoice choice) {
        Form.Builder<RuleSpec> form = Form.of(choice.label());
        if (choice == RuleChoice.BP) {
            return form.make(v -> new RuleSpec(choice, Optional.empty(), choice.usualGamma()));
        }
        Optional<Key<Optional<Integer>>> steps =
                choice.takesSteps() ? Optional.of(steps(form, choice)) : Optional.empty();
        Key<Double> gamma =
                form.key("gamma", Kinds.positive(), choice.usualGamma(), RuleSpec::gamma, "The inference step γ.");
        return form.make(v -> new RuleSpec(choice, steps.flatMap(v::get), v.get(gamma)));
    }

    private static Key<Optional<Integer>> steps(Form.Builder<RuleSpec> form, RuleChoice choice) {
        return form.key(
                "steps",
                Kinds.orWord(Kinds.count(1, MOST_STEPS), "depth"),
                choice == RuleChoice.FPA ? Optional.empty() : Optional.of(RuleChoice.STEPS),
                RuleSpec::steps,
                "The inference steps T, or depth, as many as the network is deep.");
    }
}
