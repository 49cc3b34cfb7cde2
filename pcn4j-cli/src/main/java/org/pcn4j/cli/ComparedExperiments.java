package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.RuleSpec;
import org.pcn4j.train.experiment.Rules;
import org.pcn4j.train.settings.Catalog;
import picocli.CommandLine.ParameterException;

/**
 * Reads which experiments are compared by which rules. Each rule has the settings that {@code train} would give it: the
 * experiment's own those of the experiment, others their defaults.
 *
 * @param rules by their names; without them {@link #RULES} and the experiment's own
 * @param steps of the rules that take them
 * @param gamma of the rules that take it
 */
record ComparedExperiments(Optional<List<String>> rules, Optional<String> steps, Optional<String> gamma) {
    /** Those that are compared unless others are asked for. */
    static final String RULES = "bp,il,z-il";

    /**
     * What is compared of one model.
     *
     * @param request as it was told
     * @param experiment by the first of the rules
     */
    record Compared(ExperimentRequest request, Experiment experiment, List<RuleSpec> rules) {}

    /**
     * Reads an experiment.
     *
     * @throws ParameterException if it is not as it should be
     */
    Compared read(ExperimentRequest asked) {
        ExperimentRequest request = asked.file().isPresent() ? asked : withDefaults(asked);
        String own = request.read().rule().label();
        List<String> names = rules.orElseGet(() -> byDefault(request, own));
        requireTaken(request, names, "--steps", steps, "steps");
        requireTaken(request, names, "--gamma", gamma, "gamma");
        request.within("rule").filter(said -> !names.contains(own)).ifPresent(said -> {
            throw new ParameterException(
                    request.spec().commandLine(), said + " is a setting of " + own + ", which is not in --rules");
        });
        List<Experiment> all = new ArrayList<>();
        for (String name : names) {
            // Each rule learns alone: what takes over in the experiment does not.
            ExperimentRequest alone = request.withAnother("changes", "[]", "");
            ExperimentRequest by = name.equals(own) ? alone : alone.withAnother("rule", name, "--rules " + name);
            all.add(with(with(by, name, "--steps", steps, "steps"), name, "--gamma", gamma, "gamma")
                    .read());
        }
        return new Compared(
                request, all.get(0), all.stream().map(Experiment::rule).toList());
    }

    /** Without a file all samples are learned from, and rules are compared after few updates. */
    private static ExperimentRequest withDefaults(ExperimentRequest asked) {
        ExperimentRequest request = asked.withDefault("data.validation", "0");
        if (request.says("updates") || request.says("epochs")) {
            return request;
        }
        int updates = request.read().model().comparedUpdates();
        return request.withDefault("updates", Integer.toString(updates)).withDefault("epochs", "none");
    }

    private static List<String> byDefault(ExperimentRequest request, String own) {
        List<String> names = new ArrayList<>(List.of(RULES.split(",")));
        boolean isChosen = request.file().isPresent() || request.says("rule");
        if (isChosen && !names.contains(own)) {
            names.add(own);
        }
        return names;
    }

    private static ExperimentRequest with(
            ExperimentRequest request, String rule, String option, Optional<String> value, String key) {
        return takes(rule, key) ? request.with(option, value, "rule." + key) : request;
    }

    private static boolean takes(String rule, String key) {
        return taking(key).contains(rule);
    }

    private static List<String> taking(String key) {
        return Rules.CATALOG.items().stream()
                .filter(item -> item.takes(key))
                .map(Catalog.Item::name)
                .toList();
    }

    private static void requireTaken(
            ExperimentRequest request, List<String> names, String option, Optional<String> value, String key) {
        if (value.isPresent() && names.stream().noneMatch(name -> takes(name, key))) {
            throw new ParameterException(
                    request.spec().commandLine(),
                    option + " goes with " + String.join(", ", taking(key)) + ", none of which is in --rules");
        }
    }
}
