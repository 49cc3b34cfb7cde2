package org.pcn4j.train.fetch;

import java.time.Duration;
import java.util.Optional;

/** How asking one mirror for a file ended. */
sealed interface Attempt {
    /** All bytes are in the part. */
    record Whole() implements Attempt {}

    /**
     * The mirror may do better another time.
     *
     * @param why one line
     * @param asked how long it asks to be left alone, if it does
     */
    record Hindered(String why, Optional<Duration> asked) implements Attempt {
        /** A mirror that asks for nothing. */
        Hindered(String why) {
            this(why, Optional.empty());
        }
    }

    /**
     * The mirror has something else, or nothing.
     *
     * @param why one line
     */
    record Refused(String why) implements Attempt {}
}
