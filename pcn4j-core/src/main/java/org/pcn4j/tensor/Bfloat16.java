package org.pcn4j.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.IValueVector;

/**
 * Whether this machine multiplies matrices in bfloat16, a float32 without the last 16 bits of its fraction, by instructions of its
 * own. libtorch's oneDNN does it by some where there are none, slower than in float32. What the processor and libtorch say of themselves
 * decides, never a trial's time.
 */
public final class Bfloat16 {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String OF_TILES = "amx_bf16";
    private static final String OF_VECTORS = "avx512_bf16";
    private static final List<String> X86 = List.of("amd64", "x86_64");

    private Bfloat16() {}

    /**
     * What this machine has.
     *
     * @param name of the library and the instructions that multiply, as in {@code oneDNN, amx_bf16}; empty where there are none
     * @param missing why there are none, in words that follow "because"; empty where there are some
     */
    public record Found(String name, String missing) {
        /** Returns why there are none, if there are none. */
        public Optional<String> reason() {
            return Optional.of(missing).filter(words -> !words.isEmpty());
        }
    }

    /** Looked for once. */
    private static final class Here {
        static final Found FOUND =
                find(System.getProperty("os.arch", ""), processors(), () -> Bfloat16.libtorchMultiplies());
    }

    /** Asks libtorch, once it is needed. */
    interface Library {
        boolean multiplies();
    }

    /** Returns what this machine has. */
    public static Found here() {
        return Here.FOUND;
    }

    /**
     * Does work that multiplies in bfloat16, with oneDNN on, whatever {@linkplain Threads#withoutOneDnn settings} of threads say: without
     * it, such products are a hundred times slower. The setting is the whole process's: what other threads compute meanwhile by
     * libtorch's kernels may be computed by oneDNN, with other last bits, where they would be without it.
     */
    public static <T> T multiplying(Supplier<T> work) {
        Native.load();
        return ThreadPools.byOneDnn(work);
    }

    /**
     * Finds out what a machine has.
     *
     * @param architecture as Java names it
     * @param processors what Linux says of the processors; empty elsewhere
     */
    static Found find(String architecture, String processors, Library library) {
        String instructions = architecture;
        if (X86.contains(architecture.toLowerCase(Locale.ROOT))) {
            if (processors.isEmpty()) {
                return new Found("", "only Linux tells whether a processor of this kind has instructions for bf16");
            }
            Set<String> flags = flags(processors);
            Optional<String> best =
                    Stream.of(OF_TILES, OF_VECTORS).filter(flags::contains).findFirst();
            if (best.isEmpty()) {
                return new Found(
                        "", "this processor has no instructions for bf16, neither " + OF_TILES + " nor " + OF_VECTORS);
            }
            instructions = best.get();
        }
        return library.multiplies()
                ? new Found("oneDNN, " + instructions, "")
                : new Found("", "libtorch has no products in bf16 for this processor");
    }

    private static Set<String> flags(String processors) {
        return processors
                .lines()
                .filter(line -> line.startsWith("flags"))
                .limit(1)
                .flatMap(line -> Arrays.stream(line.split("\\s+")))
                .collect(Collectors.toSet());
    }

    private static String processors() {
        try {
            return Files.isReadable(PROCESSORS) ? Files.readString(PROCESSORS, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean libtorchMultiplies() {
        Operator operator;
        try {
            operator = Operator.named("mkldnn::_is_mkldnn_bf16_supported", "");
        } catch (TensorException e) {
            // A libtorch without oneDNN.
            return false;
        }
        try (IValueVector stack = new IValueVector()) {
            operator.run(stack);
            return stack.get(0).toBool();
        }
    }
}
