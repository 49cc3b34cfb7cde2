package org.pcn4j.train;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells all listeners of one training.
 *
 * @param updates how many there are to be
 * @param perEpoch updates in an epoch
 */
record Listeners(List<TrainingListener> listeners, long updates, long perEpoch) {
    Progress progress(Position position) {
        return new Progress(position.update(), updates, perEpoch);
    }

    void all(Consumer<TrainingListener> word) {
        listeners.forEach(word);
    }

    void warn(String warning) {
        all(listener -> listener.warned(warning));
    }

    void resumed(Position position, Path file) {
        all(listener -> listener.resumed(progress(position), file));
    }

    void saved(Position position, Path file) {
        all(listener -> listener.saved(progress(position), file));
    }
}
