package org.pcn4j.tensor;

import org.bytedeco.pytorch.Context;

/**
 * Numbers too small for full precision, below 1.2e-38 in float32. Processors take a hundred times longer over them, and
 * the averages of optimizers come to be full of them: where a derivative is zero for good, they shrink by a fixed factor
 * an update.
 */
public final class Denormals {
    private Denormals() {}

    /**
     * Runs work whose kernels take such numbers for zero, if they run on this thread alone; where {@linkplain
     * Threads#convolution kernels have several threads}, they take them as they are.
     */
    public static void flushed(Runnable work) {
        if (ThreadPools.kernelsSplit()) {
            work.run();
            return;
        }
        Context.setFlushDenormal(true);
        try {
            work.run();
        } finally {
            Context.setFlushDenormal(false);
        }
    }
}
