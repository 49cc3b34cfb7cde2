package org.pcn4j.cli;

import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Short options for a rule that may be any: other words for its settings, and nothing else. */
final class RuleOptions {
    @Option(
            names = "--rule",
            paramLabel = "RULE",
            completionCandidates = Names.EachRule.class,
            description = "The learning rule, as --set rule=RULE: ${COMPLETION-CANDIDATES}.")
    private Optional<String> rule = Optional.empty();

    @Mixin
    private StepOptions steps = new StepOptions();

    ExperimentRequest of(ExperimentRequest request) {
        return steps.of(request.with("--rule", rule, "rule"));
    }
}
