package org.pcn4j.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.pcn4j.dense.Kernels;
import org.pcn4j.tensor.Bfloat16;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.file.LibraryVersion;

/**
 * What {@code doctor} finds, for other programs.
 *
 * @param versions of the library and what it stands on, by name
 * @param system the operating system
 * @param platform as natives are named, as in {@code linux-x86_64}
 * @param denseKernels those that carry out inference learning of dense networks
 * @param bfloat16 products in bf16, which carry it out where {@code arithmetic: bf16} is asked for
 * @param environment the variables that change threads, kernels or Java, as far as they are set
 * @param speeds in GFLOP/s
 * @param warnings what is slow, each with its remedy
 */
record DoctorJson(
        Map<String, String> versions,
        String system,
        String platform,
        Processor processor,
        Dense denseKernels,
        Rounded bfloat16,
        Threads threads,
        Map<String, String> environment,
        Memory memory,
        SelfTest.Speeds speeds,
        List<String> warnings) {
    /**
     * The processor.
     *
     * @param usable how many of its cores this process may use
     * @param features those that matter to kernels
     * @param instructions that libtorch's kernels use
     */
    record Processor(String name, int usable, List<String> features, String instructions) {}

    /**
     * Dense kernels.
     *
     * @param name which they are of float32, and how many lanes they have; null where there are none
     * @param float64 the same of float64
     * @param reason why there are none; null where there are some
     */
    record Dense(Optional<String> name, Optional<String> float64, Optional<String> reason) {
        static Dense of(Kernels kernels) {
            return new Dense(
                    kernels.kernels().map(both -> both.floats().name()),
                    kernels.kernels().map(both -> both.doubles().name()),
                    Optional.of(kernels.reason()).filter(words -> !words.isEmpty()));
        }

        String words() {
            return name.map(found -> "kernels: " + found + " of float32; " + float64.orElse("none") + " of float64")
                    .orElseGet(() -> "no kernels: " + reason.orElse("not told"));
        }
    }

    /**
     * Products in bf16.
     *
     * @param name by which library and instructions; null where there are none
     * @param reason why there are none; null where there are some
     */
    record Rounded(Optional<String> name, Optional<String> reason) {
        static Rounded of(Bfloat16.Found found) {
            return new Rounded(Optional.of(found.name()).filter(words -> !words.isEmpty()), found.reason());
        }

        String words() {
            return name.map(found -> "products: " + found).orElseGet(() -> "no products: " + reason.orElse("not told"));
        }
    }

    /**
     * Memory in bytes.
     *
     * @param heap that Java's heap may take
     * @param machine that the machine has
     * @param limit of the control group; null where there is none
     * @param nativeCache that unpacked natives take
     * @param nativeCacheFolder where those are
     */
    record Memory(long heap, long machine, OptionalLong limit, long nativeCache, String nativeCacheFolder) {
        static Memory of(Platform platform, long heap, OptionalLong limit) {
            return new Memory(
                    heap,
                    platform.physicalMemory(),
                    limit,
                    Machine.size(platform.nativeCache()),
                    platform.nativeCache().toString());
        }
    }

    static Map<String, String> versions(Platform platform) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("pcn4j", LibraryVersion.current());
        versions.put("Java", Runtime.version() + ", " + System.getProperty("java.vm.name", "unknown"));
        versions.put("libtorch", platform.libtorch());
        versions.put("JavaCPP", platform.javaCpp());
        versions.put("BLAS", platform.blas().equals("open") ? "OpenBLAS " + platform.openBlas() : platform.blas());
        versions.put("oneDNN", platform.oneDnn());
        versions.put("OpenMP", platform.openMp());
        return versions;
    }
}
