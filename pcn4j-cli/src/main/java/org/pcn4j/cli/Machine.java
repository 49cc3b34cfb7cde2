package org.pcn4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What the system says of itself in files, where it does: Linux's processor and limits.
 *
 * @param root of these files, {@code /} but in tests
 */
record Machine(Path root) {
    private static final List<String> FEATURES = List.of(
            "sse4_2",
            "avx",
            "avx2",
            "fma",
            "f16c",
            "avx512f",
            "avx512bw",
            "avx512vl",
            "avx512_vnni",
            "avx512_bf16",
            "avx512_fp16",
            "amx_tile",
            "amx_bf16",
            "asimd",
            "asimddp",
            "bf16",
            "sve");
    // Version 1 says "no limit" by a number of about this size.
    private static final long UNLIMITED = 1L << 60;

    static Machine here() {
        return new Machine(Path.of("/"));
    }

    /** Returns the processor's name; a kind of processor where the system does not tell. */
    String processor() {
        return info("model name").or(() -> info("CPU part")).orElse(System.getProperty("os.arch", "unknown"));
    }

    /** Returns those of the processor's features that matter to kernels; empty where the system does not tell. */
    List<String> features() {
        List<String> all = info("flags")
                .or(() -> info("Features"))
                .map(line -> Arrays.asList(line.split(" ")))
                .orElse(List.of());
        return FEATURES.stream().filter(all::contains).toList();
    }

    private Optional<String> info(String key) {
        return lines("proc/cpuinfo").stream()
                .filter(line -> line.matches(key + "\\s*:.*"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    /** Returns the bytes of memory that this process's control groups allow it; none if there is no limit. */
    OptionalLong memoryLimit() {
        return lines("proc/self/cgroup").stream()
                .flatMap(this::memoryLimits)
                .mapToLong(Long::longValue)
                .filter(limit -> limit < UNLIMITED)
                .min();
    }

    // A line is number:controllers:group; in version 2 there are no controllers. A group's parents limit it as well.
    private Stream<Long> memoryLimits(String line) {
        String[] parts = line.split(":", 3);
        if (parts.length < 3) {
            return Stream.empty();
        }
        boolean first = Arrays.asList(parts[1].split(",")).contains("memory");
        if (!first && !parts[1].isEmpty()) {
            return Stream.empty();
        }
        String folder = first ? "sys/fs/cgroup/memory" : "sys/fs/cgroup";
        String file = first ? "memory.limit_in_bytes" : "memory.max";
        Path group = Path.of(parts[2]).normalize();
        return Stream.iterate(Optional.of(group), Optional::isPresent, path -> path.map(Path::getParent))
                .flatMap(Optional::stream)
                .map(path -> folder + path + "/" + file)
                .flatMap(path -> lines(path).stream())
                .filter(limit -> limit.matches("\\d{1,18}"))
                .map(Long::valueOf);
    }

    private List<String> lines(String file) {
        Path path = root.resolve(file);
        try {
            return Files.isReadable(path) ? Files.readAllLines(path, StandardCharsets.UTF_8) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Returns the bytes of all files in a folder. */
    static long size(Path folder) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
