package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;

/**
 * When a training is saved on the way. Immutable.
 *
 * @param every so many updates; each epoch, unless it is said
 * @param keep how many of the latest are kept, at least 1
 */
public record CheckpointSpec(Optional<Long> every, int keep) {
    private static final int KEPT = 2;

    /** How they are written. */
    static final Kind<CheckpointSpec> KIND = Entry.of(
                    "checkpoint", CheckpointSpec.class, "When a training is saved on the way.")
            .key(
                    "every",
                    Kinds.orWord(Kinds.whole(1, Long.MAX_VALUE), "epoch"),
                    Optional.empty(),
                    "So many updates, or epoch for each epoch.")
            .key("keep", Kinds.count(1, Integer.MAX_VALUE), KEPT, "How many of the latest are kept.")
            .form();

    /** After each epoch. */
    static final CheckpointSpec EACH_EPOCH = new CheckpointSpec(Optional.empty(), KEPT);
}
