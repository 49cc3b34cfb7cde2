package org.pcn4j.tensor;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Carries a kernel out on a thread with a large stack. OpenBLAS (0.3.31) lays the plan of a factorization that several of its
 * threads share on the stack of its caller, more than 4 MiB of it, and a thread of Java has 1 MiB: the process would end.
 */
final class LargeStack {
    /** Address space alone, unless it is used. */
    private static final long BYTES = 64L << 20;

    private LargeStack() {}

    /** Returns what a kernel returns, as if the calling thread had carried it out. */
    static Tensor call(Supplier<Tensor> kernel) {
        FutureTask<Tensor> task = new FutureTask<>(() -> {
            ThreadPools.keepKernelsWhole();
            return kernel.get();
        });
        Thread thread = new Thread(null, task, "pcn4j decomposition", BYTES);
        thread.setDaemon(true);
        thread.start();
        Tensor result = resultOf(task);
        TensorScope.note(result);
        return result;
    }

    /** An interruption is kept for later, as any other kernel keeps it. */
    private static Tensor resultOf(FutureTask<Tensor> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
