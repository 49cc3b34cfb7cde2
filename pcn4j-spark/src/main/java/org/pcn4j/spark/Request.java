package org.pcn4j.spark;

/** What a task asks of the {@link Keeper}. */
enum Request {
    /** The folder of the run, if there is one. */
    FETCH,
    /** To keep the folder as it is now. */
    KEEP,
    /** To hear why a rank has failed. */
    FAIL,
    /** To tell the user a line. */
    TELL
}
