package org.pcn4j.train.fetch;

/** How asking one mirror for a file ended. */
sealed interface Attempt {
    /** All bytes are in the part. */
    record Whole() implements Attempt {}

    /**
     * The mirror may do better another time.
     *
     * @param why one line
     */
    record Hindered(String why) implements Attempt {}

    /**
     * The mirror has something else, or nothing.
     *
     * @param why one line
     */
    record Refused(String why) implements Attempt {}
}
