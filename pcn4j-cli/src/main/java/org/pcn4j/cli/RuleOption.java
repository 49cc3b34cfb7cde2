package org.pcn4j.cli;

import java.util.EnumSet;
import java.util.List;
import org.pcn4j.train.experiment.RuleChoice;
import picocli.CommandLine.ITypeConverter;

/** Learning rules on the command line. */
final class RuleOption {
    private RuleOption() {}

    private static Choices<RuleChoice> choices() {
        return Choices.of("rule", RuleChoice.class, RuleChoice::label);
    }

    /** Reads one rule. */
    static final class One implements ITypeConverter<RuleChoice> {
        @Override
        public RuleChoice convert(String text) {
            return choices().one(text);
        }
    }

    /** Reads one rule or several. */
    static final class Several implements ITypeConverter<Listed<RuleChoice>> {
        @Override
        public Listed<RuleChoice> convert(String text) {
            return choices()
                    .named("all", List.copyOf(EnumSet.allOf(RuleChoice.class)))
                    .list(text);
        }
    }
}
