package org.pcn4j.tensor;

import java.util.function.Supplier;

/**
 * How many threads the kernels use, and whose kernels they are. libtorch has two pools, OpenMP's (convolutions, element-wise work) and OpenBLAS's
 * (matrix products); with several threads in both they fight over the cores, and a step can become 60 times slower. So
 * only one of them gets the cores; or neither does, and workers of our own each take a share of the batch, which is
 * faster where batches are large and kernels small.
 *
 * <p>When the library is loaded, {@link #forMatrices} is set with {@link #available} threads, unless the user set
 * {@code OPENBLAS_NUM_THREADS} or {@code OMP_WAIT_POLICY}, who then knows about the two pools and is left alone. The
 * setting holds for the whole process; changing it costs about a millisecond, so choose once, when a model is built.
 * The number of threads can change the last bits of a result, but changes them alike for every learning rule.
 *
 * @param convolution the threads of OpenMP's pool, at least 1
 * @param matrix the threads of OpenBLAS's pool, at least 1
 * @param workers how many threads of our own take a share of each batch, at least 1; each uses the pools as they are
 * @param oneDnn whether oneDNN computes what it can, as libtorch has it; convolutions are slow without. Of element-wise
 *     functions it computes GELU, which costs it ten times as much for a few numbers, and less for 50,000 or more
 */
public record Threads(int convolution, int matrix, int workers, boolean oneDnn) {
    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if a count is less than 1
     */
    public Threads {
        int least = Math.min(workers, Math.min(convolution, matrix));
        if (least < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + least);
        }
    }

    /** A setting without workers. */
    public Threads(int convolution, int matrix) {
        this(convolution, matrix, 1, true);
    }

    /**
     * The setting for learning from batches: each thread takes a share of the samples, and nothing else is shared but the
     * sum of what they learn. Small kernels gain most. The shares' Δθ are added in order, which rounds otherwise than a
     * sum over the whole batch does, alike for every rule and for backpropagation.
     */
    public static Threads forShards(int threads) {
        return new Threads(1, 1, threads, true);
    }

    /** The setting for networks of matrix products: all threads to OpenBLAS. */
    public static Threads forMatrices(int threads) {
        return new Threads(1, threads);
    }

    /** The setting for networks of convolutions: all threads to OpenMP. */
    public static Threads forConvolutions(int threads) {
        return new Threads(threads, 1);
    }

    /** Returns the setting in force; a pool that does not know its own count, as one set by environment may not, says 1. */
    public static Threads current() {
        Native.load();
        return new Threads(
                ThreadPools.convolution(), ThreadPools.matrix(), ThreadPools.workers(), ThreadPools.oneDnn());
    }

    /**
     * Returns this setting without oneDNN, for networks that do not convolve. While products are made in {@linkplain Bfloat16
     * bfloat16}, oneDNN is on.
     */
    public Threads withoutOneDnn() {
        return new Threads(convolution, matrix, workers, false);
    }

    /** Returns how many workers take a share of each batch. */
    public static int workersInForce() {
        return ThreadPools.workers();
    }

    /** Returns how many threads work at the same time at most in the setting in force. */
    public static int mostInForce() {
        return ThreadPools.most();
    }

    /**
     * Does what is small by the calling thread alone, where the setting in force gives several threads to matrix products: of
     * a few microseconds' work the other threads take over nothing, and as soon as something else keeps a core busy, each
     * product waits for it. The setting stays as it is, for the other threads and for those that this work starts. The last
     * bits of results may be others than those of the split products. OpenMP's threads are not held back, and so neither
     * is the convolution of a single image in float64, which is a product within libtorch.
     *
     * @param work linear functions and convolutions, of few samples
     * @return what the work returns
     */
    public static <T> T alone(Supplier<T> work) {
        return ThreadPools.alone(work);
    }

    /** Tells whether kernels are split among OpenMP's threads in the setting in force: then a thread that calls some is several. */
    public static boolean kernelsAreSplit() {
        return ThreadPools.kernelsSplit();
    }

    /** Returns how many threads to use at most: {@code OMP_NUM_THREADS} if it is set, else one a processor. */
    public static int available() {
        return ThreadPools.available();
    }

    /** Tells whether the user chose for the two pools by environment variables, which then should be left alone. */
    public static boolean chosenByEnvironment() {
        return ThreadPools.chosenByEnvironment();
    }

    /** Returns how many threads work at the same time at most. */
    public int most() {
        return workers * Math.max(convolution, matrix);
    }

    /** Returns the setting as reports name it: {@code 1+2 threads}, of the two pools, or {@code 2 workers, no oneDNN}. */
    @Override
    public String toString() {
        String pools = convolution + "+" + matrix + " threads";
        String all = workers == 1 ? pools : workers + " workers" + (convolution * matrix == 1 ? "" : " of " + pools);
        return all + (oneDnn ? "" : ", no oneDNN");
    }

    /** Puts this setting in force, for the whole process. */
    public void use() {
        Native.load();
        ThreadPools.set(convolution, matrix, workers, oneDnn);
    }
}
