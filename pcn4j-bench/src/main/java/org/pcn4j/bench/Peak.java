package org.pcn4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.pcn4j.tensor.NativeMemory;

/**
 * The most memory that an update takes beyond what stands between updates, as Linux counts the pages of this process.
 * Exact where every tensor has pages of its own, as with {@code MALLOC_MMAP_THRESHOLD_=65536}, and where Java's heap does
 * not grow: {@code -Xms256m -Xmx256m -XX:+AlwaysPreTouch}.
 */
final class Peak {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESET = Path.of("/proc/self/clear_refs");
    private static final int BYTES_PER_KIB = 1024;

    private Peak() {}

    /**
     * Returns the bytes, the median of several updates.
     *
     * @throws IOException if this is not Linux
     */
    static long during(Runnable update, int updates) throws IOException {
        long[] beyond = new long[updates];
        for (int i = 0; i < updates; i++) {
            NativeMemory.release();
            Files.writeString(RESET, "5");
            long before = kibibytes("VmRSS:");
            update.run();
            beyond[i] = (kibibytes("VmHWM:") - before) * BYTES_PER_KIB;
        }
        Arrays.sort(beyond);
        return beyond[updates / 2];
    }

    private static long kibibytes(String name) throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException(STATUS + " has no " + name);
    }
}
