package org.pcn4j.tensor;

import java.util.function.Supplier;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/** The setting of the two thread pools that is in force in this process, once libtorch is loaded. */
final class ThreadPools {
    private static volatile int workers = 1;
    private static volatile int most = available();
    private static volatile boolean kernelsSplit = true;
    private static volatile boolean productsSplit = true;
    private static boolean oneDnnSet = true;
    private static int oneDnnUses;

    /** Holds true on threads whose kernels are not to be split. */
    private static final ThreadLocal<Boolean> ALONE = new ThreadLocal<>();

    private ThreadPools() {}

    /** Gives all threads to matrix products, unless the user has chosen. */
    static void configureAtLoad() {
        if (!chosenByEnvironment()) {
            set(1, available(), 1, true);
        }
    }

    static void set(int convolution, int matrix, int workersInForce, boolean oneDnn) {
        workers = workersInForce;
        most = workersInForce * Math.max(convolution, matrix);
        kernelsSplit = convolution > 1;
        productsSplit = matrix > 1;
        setOneDnn(oneDnn);
        torch.set_num_threads(convolution);
        if (openblas_nolapack.blas_get_num_threads() != matrix) {
            openblas_nolapack.blas_set_num_threads(matrix);
        }
    }

    private static synchronized void setOneDnn(boolean enabled) {
        oneDnnSet = enabled;
        torch.globalContext().setUserEnabledMkldnn(enabled || oneDnnUses > 0);
    }

    /** Lets oneDNN compute what it can while some work is done, whatever is set. */
    static <T> T byOneDnn(Supplier<T> work) {
        synchronized (ThreadPools.class) {
            if (oneDnnUses == 0) {
                oneDnnSet = torch.globalContext().userEnabledMkldnn();
                torch.globalContext().setUserEnabledMkldnn(true);
            }
            oneDnnUses++;
        }
        try {
            return work.get();
        } finally {
            synchronized (ThreadPools.class) {
                oneDnnUses--;
                if (oneDnnUses == 0) {
                    torch.globalContext().setUserEnabledMkldnn(oneDnnSet);
                }
            }
        }
    }

    /** Sees to it that OpenMP splits no kernel of the calling thread, if it is to split none: each thread has a count of its own. */
    static void keepKernelsWhole() {
        if (!kernelsSplit && torch.get_num_threads() != 1) {
            torch.set_num_threads(1);
        }
    }

    /** Returns OpenMP's threads; a pool that does not know its own count, as one set by environment may not, has 1. */
    static int convolution() {
        return Math.max(1, torch.get_num_threads());
    }

    /** Returns OpenBLAS's threads, likewise. */
    static int matrix() {
        return Math.max(1, openblas_nolapack.blas_get_num_threads());
    }

    static int workers() {
        return workers;
    }

    static int most() {
        return most;
    }

    static synchronized boolean oneDnn() {
        return oneDnnUses > 0 ? oneDnnSet : torch.globalContext().userEnabledMkldnn();
    }

    /** Tells whether element-wise kernels split large tensors among threads themselves. */
    static boolean kernelsSplit() {
        return kernelsSplit;
    }

    /** Tells whether OpenBLAS splits matrix products among threads. */
    static boolean productsSplit() {
        return productsSplit;
    }

    /** Tells whether OpenBLAS splits matrix products among threads, but not those of the calling thread. */
    static boolean alone() {
        return productsSplit && ALONE.get() != null;
    }

    static <T> T alone(Supplier<T> work) {
        Boolean before = ALONE.get();
        ALONE.set(true);
        try {
            return work.get();
        } finally {
            if (before == null) {
                ALONE.remove();
            }
        }
    }

    static int available() {
        String chosen = System.getenv("OMP_NUM_THREADS");
        return chosen != null && chosen.matches("[1-9][0-9]{0,3}")
                ? Integer.parseInt(chosen)
                : Runtime.getRuntime().availableProcessors();
    }

    static boolean chosenByEnvironment() {
        return System.getenv("OPENBLAS_NUM_THREADS") != null || System.getenv("OMP_WAIT_POLICY") != null;
    }
}
