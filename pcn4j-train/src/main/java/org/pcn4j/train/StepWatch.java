package org.pcn4j.train;

import java.util.Optional;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.data.Batches;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;

/** Watches, while a network is trained, whether its rule's step is small enough. For one thread. */
final class StepWatch {
    private final Settings settings;
    private final Parameters parameters;
    private final Batches batches;
    private final Listeners listeners;
    private Optional<GuardedRule> rule = Optional.empty();
    private boolean warned;

    StepWatch(Settings settings, Parameters parameters, Batches batches, Listeners listeners) {
        this.settings = settings;
        this.parameters = parameters;
        this.batches = batches;
        this.listeners = listeners;
    }

    /**
     * Watches a rule from now on.
     *
     * @return how large its step is; nothing where there is nothing to guard
     * @throws TrainingException.Unstable if it is too large and must not be
     */
    Optional<StepSize> take(Rule next, Progress now) {
        warned = false;
        rule = settings.stepCheck == StepCheck.NONE ? Optional.empty() : GuardedRule.of(settings, next);
        return look(now);
    }

    /** Measures by the parameters as they are; throws as {@link #take} does. */
    Optional<StepSize> look(Progress now) {
        return rule.map(guarded -> {
            StepSize found = guarded.measure(parameters, batches);
            if (found.isBeyond()) {
                beyond(guarded.complaint(found, now.updates()));
            }
            return found;
        });
    }

    private void beyond(String words) {
        if (settings.stepCheck == StepCheck.STRICT) {
            throw new TrainingException.Unstable(words);
        }
        if (!warned) {
            warned = true;
            listeners.warn(words);
        }
    }
}
