package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;

/**
 * When a training is saved on the way. Immutable.
 *
 * @param every so many updates; never, unless it is said
 * @param keep how many of the latest are kept, at least 1
 */
public record CheckpointSpec(Optional<Long> every, int keep) {
    private static final int KEPT = 3;

    /** How they are written. */
    static final Kind<CheckpointSpec> KIND = kind();

    /** Never. */
    static final CheckpointSpec NEVER = new CheckpointSpec(Optional.empty(), KEPT);

    private static Kind<CheckpointSpec> kind() {
        Form.Builder<CheckpointSpec> form = Form.of("checkpoint");
        Key<Optional<Long>> every = form.key(
                "every",
                Kinds.orWord(Kinds.whole(1, Long.MAX_VALUE), "none"),
                Optional.empty(),
                CheckpointSpec::every,
                "So many updates, or none to save at the end alone.");
        Key<Integer> keep = form.key(
                "keep", Kinds.count(1, Integer.MAX_VALUE), KEPT, CheckpointSpec::keep, "How many of the latest are kept.");
        return form.make(v -> new CheckpointSpec(v.get(every), v.get(keep)));
    }
}
