package org.pcn4j.tensor;

/** Lets tests count what is alive, without what only waits to be used again. */
public final class Drain {
    private Drain() {}

    /** Frees the blocks of this thread's pool. */
    public static void pool() {
        Pool.ofThread().drain();
    }
}
