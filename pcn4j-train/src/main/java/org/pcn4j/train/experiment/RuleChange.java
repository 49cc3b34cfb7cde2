package org.pcn4j.train.experiment;

import org.pcn4j.train.settings.Entry;
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
    static final Kind<RuleChange> KIND = Entry.of(
                    "change", RuleChange.class, "A rule that takes over from the one before.")
            .required("after", Kinds.count(1, Integer.MAX_VALUE), "So many epochs from the beginning.")
            .required("rule", Rules.CATALOG, "The rule from then on.")
            .form();
}
