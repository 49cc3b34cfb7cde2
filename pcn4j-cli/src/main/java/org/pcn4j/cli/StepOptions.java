package org.pcn4j.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Short options for how long and how far a rule relaxes: other words for its settings, and nothing else. */
final class StepOptions {
    @Option(
            names = "--steps",
            paramLabel = "T",
            description = "The inference steps of a rule that takes them, as --set rule.steps=T.")
    private Optional<String> steps = Optional.empty();

    @Option(
            names = "--gamma",
            paramLabel = "G",
            description = "The integration step of the rule, as --set rule.gamma=G.")
    private Optional<String> gamma = Optional.empty();

    ExperimentRequest of(ExperimentRequest request) {
        return request.with("--steps", steps, "rule.steps").with("--gamma", gamma, "rule.gamma");
    }
}
