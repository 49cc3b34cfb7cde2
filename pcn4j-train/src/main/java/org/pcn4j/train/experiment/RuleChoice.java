package org.pcn4j.train.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.inference.Schedule;
import org.pcn4j.learning.Rule;
import org.pcn4j.train.settings.SettingsText;

/** The names of the rules that come with the library, for code that chooses among them. */
public enum RuleChoice {
    /** Backpropagation. */
    BP("bp"),
    /** Inference learning. */
    IL("il"),
    /** Zero-divergence inference learning. */
    Z_IL("z-il"),
    /** The same as it was before graphs were levelled. */
    Z_IL_UNLEVELLED("z-il-unlevelled"),
    /** Incremental predictive coding. */
    IPC("ipc"),
    /** Fixed predictions. */
    FPA("fpa");

    /** T of il and ipc, unless said otherwise. */
    public static final int STEPS = RuleSpec.STEPS;

    /** γ of il and ipc, unless said otherwise. */
    public static final double GAMMA = RuleSpec.GAMMA;

    private final String label;

    RuleChoice(String label) {
        this.label = label;
    }

    /** Returns how it is written. */
    public String label() {
        return label;
    }

    /** Tells whether T can be chosen. */
    public boolean takesSteps() {
        return Rules.CATALOG.item(label).takes("steps");
    }

    /** Tells whether γ can be chosen. */
    public boolean takesGamma() {
        return Rules.CATALOG.item(label).takes("gamma");
    }

    /**
     * Returns the rule.
     *
     * @param steps T, where it can be chosen
     * @param gamma γ, where it can be chosen
     * @param depth of the network
     */
    public Rule rule(Optional<Integer> steps, Optional<Double> gamma, int depth) {
        StringBuilder text = new StringBuilder("name: " + label + "\n");
        Map.<String, Optional<? extends Number>>of("steps", steps, "gamma", gamma)
                .forEach((key, value) -> value.filter(
                                given -> Rules.CATALOG.item(label).takes(key))
                        .ifPresent(given -> text.append(key + ": " + given + "\n")));
        return SettingsText.of(text.toString()).read(Rules.CATALOG, List.of()).rule(depth);
    }

    /**
     * Returns the rule's schedule.
     *
     * @throws IllegalStateException if it has none, being backpropagation
     */
    public Schedule schedule(Optional<Integer> steps, Optional<Double> gamma, int depth) {
        return rule(steps, gamma, depth)
                .asSchedule()
                .orElseThrow(() -> new IllegalStateException(label + " has no schedule"));
    }
}
