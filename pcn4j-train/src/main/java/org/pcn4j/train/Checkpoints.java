package org.pcn4j.train;

import java.nio.file.Path;
import java.util.List;

/**
 * Where checkpoints of a training are kept, how often they are written and which stay. Besides, one is written when
 * training ends or is stopped, and when the network does better on the validation samples than ever before; this best one
 * stays as well.
 *
 * @param folder of this training alone; made if it does not exist
 * @param every at least one: a checkpoint is written each time one of them is over
 * @param last how many of the newest stay, at least 1
 */
public record Checkpoints(Path folder, List<Length> every, int last) {
    private static final int DEFAULT_KEPT = 2;

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty or no checkpoint would stay
     */
    public Checkpoints {
        every = List.copyOf(every);
        if (every.isEmpty()) {
            throw new IllegalArgumentException("expected how often checkpoints are written");
        }
        if (last < 1) {
            throw new IllegalArgumentException("at least 1 checkpoint must be kept, not " + last);
        }
    }

    /** Writes a checkpoint after each epoch and keeps the last two. */
    public static Checkpoints in(Path folder) {
        return new Checkpoints(folder, List.of(Length.epochs(1)), DEFAULT_KEPT);
    }

    /** Returns these checkpoints, written each time one of these lengths is over. */
    public Checkpoints withEvery(Length... lengths) {
        return new Checkpoints(folder, List.of(lengths), last);
    }

    /**
     * Returns these checkpoints, of which so many of the newest stay.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Checkpoints withLast(int count) {
        return new Checkpoints(folder, every, count);
    }
}
