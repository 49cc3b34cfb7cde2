package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pcn4j.dense.Kernels;
import org.pcn4j.tensor.Threads;

/** What makes kernels slow here, each with its remedy, in a line. */
final class Advice {
    /** Those that decide over the two pools: see {@link Threads#chosenByEnvironment}. */
    private static final List<String> DECIDING = List.of("OPENBLAS_NUM_THREADS", "OMP_WAIT_POLICY");

    private static final String INSTRUCTIONS = "ATEN_CPU_CAPABILITY";
    // Noise stays below: the self-test takes medians.
    private static final double MUCH = 1.3;
    private static final double HEAP_SHARE = 0.75;

    private Advice() {}

    /**
     * Tells what is slow.
     *
     * @param environment the variables of this process
     * @param inForce the threads in each pool
     * @param processors that this process may use
     */
    static List<String> on(SelfTest.Speeds speeds, Map<String, String> environment, Threads inForce, int processors) {
        List<String> advice = new ArrayList<>();
        if (speeds.inTurnsApart() > MUCH * speeds.inTurns()) {
            advice.add(twoPools(speeds, environment));
        }
        slowerBySeveral("matrix products", speeds.productByOne(), speeds.product(), speeds.threads())
                .forEach(advice::add);
        slowerBySeveral("convolutions", speeds.convolutionByOne(), speeds.convolution(), speeds.threads())
                .forEach(advice::add);
        int most = Math.max(inForce.convolution(), inForce.matrix());
        if (most > processors) {
            advice.add(most + " threads are more than the " + processors
                    + " processors that this process may use: export OMP_NUM_THREADS=" + processors);
        }
        if (environment.containsKey(INSTRUCTIONS)) {
            advice.add("libtorch uses no better instructions than " + environment.get(INSTRUCTIONS)
                    + ", since it is set so: unset " + INSTRUCTIONS);
        }
        return advice;
    }

    /** Tells what runs without dense kernels, where there are none. */
    static List<String> onKernels(Kernels kernels) {
        return kernels.kernels().isPresent()
                ? List.of()
                : List.of(
                        "inference learning of dense networks runs by libtorch, slower than by dense kernels, because "
                                + kernels.reason() + ": see docs/troubleshooting.md");
    }

    private static String twoPools(SelfTest.Speeds speeds, Map<String, String> environment) {
        String set = DECIDING.stream().filter(environment::containsKey).collect(Collectors.joining(" "));
        String remedy = set.isEmpty() ? "see what else runs on this machine" : "unset " + set;
        return String.format(
                Locale.ROOT,
                "both thread pools fight over the processors: work takes %.1f times as long as with all threads in one"
                        + " pool: %s",
                speeds.inTurnsApart() / speeds.inTurns(),
                remedy);
    }

    private static Stream<String> slowerBySeveral(String what, double byOne, double bySeveral, int threads) {
        return byOne > MUCH * bySeveral
                ? Stream.of(String.format(
                        Locale.ROOT,
                        "%s by %d threads are %.1f times as slow as by one; other programs may hold the processors:"
                                + " end them, or export OMP_NUM_THREADS=1",
                        what,
                        threads,
                        byOne / bySeveral))
                : Stream.empty();
    }

    /**
     * Tells whether memory is given to the wrong side.
     *
     * @param heap the bytes that Java's heap may take
     * @param memory the bytes that this process may take
     */
    static List<String> onMemory(long heap, long memory) {
        return memory > 0 && heap > HEAP_SHARE * memory
                ? List.of("Java's heap may take nearly all memory, but tensors live outside of it:"
                        + " export PCN4J_JAVA_OPTS=-Xmx" + Math.max(1, memory / 4 / (1 << 20)) + "m")
                : List.of();
    }
}
