package org.pcn4j.train.experiment;

import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;

/**
 * A rule that takes over from the one before.
 *
 * @param after so many epochs of the whole training
 * @param rule the next one
 */
public record RuleChange(int after, RuleSpec rule) {
    /** How changes are written. */
    static final Kind<RuleChange> KIND = kind();

    private static Kind<RuleChange> kind() {
        Form.Builder<RuleChange> form = Form.of("change");
        Key<Integer> after = form.required(
                "after", Kinds.count(1, Integer.MAX_VALUE), RuleChange::after, "So many epochs from the beginning.");
        Key<RuleSpec> rule = form.required("rule", RuleSpec.KIND, RuleChange::rule, "The rule from then on.");
        return form.make(v -> new RuleChange(v.get(after), v.get(rule)));
    }
}
