package org.pcn4j.tensor;

import org.bytedeco.javacpp.Pointer;

/** What the native side holds, for leak tests and reports. */
public final class NativeMemory {
    private NativeMemory() {}

    /** Returns the number of native objects, tensors and all else, that are alive in this process. */
    public static long liveObjects() {
        Native.load();
        return Pointer.totalCount();
    }

    /**
     * Returns how many tensors this process has made so far, views included: neither other handles on the same elements
     * nor results in memory that served before.
     */
    public static long tensorsMade() {
        return Block.made();
    }

    /** Frees the memory that waits on this thread to be used again by kernels. */
    public static void release() {
        Pool.ofThread().drain();
    }

    /** Returns the physical memory of this process that it shares with no other, in bytes; 0 where unknown. */
    public static long residentBytes() {
        Native.load();
        return Pointer.physicalBytes();
    }
}
