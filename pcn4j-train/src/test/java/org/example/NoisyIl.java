package org.example;

import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Rule;
import org.pcn4j.train.experiment.RuleSpec;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** A rule of one's own, as docs/experiments.md shows it: inference learning that begins beside its predictions. */
public record NoisyIl(int steps, double noise) implements RuleSpec {
    public static Entry<NoisyIl> entry() {
        return Entry.of("noisy-il", NoisyIl.class, "Inference learning that begins beside its predictions.")
                .key("steps", Kinds.count(1, 100), 4, "The inference steps T.")
                .key("noise", Kinds.notNegative(), 0.1, "The deviation of the noise.");
    }

    @Override
    public Rule rule(int depth) {
        return new Rule.Scheduled(
                InferenceLearning.schedule(steps, 0.1).withInitialNoise(noise).withName("noisy-il"));
    }
}
