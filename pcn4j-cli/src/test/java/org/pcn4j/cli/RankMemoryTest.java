package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.Rendezvous;

/** What a rank holds beyond a process of as many workers, as Linux counts its pages. */
@EnabledOnOs(OS.LINUX)
@Tag("slow")
class RankMemoryTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final long WIDTH = 4000;
    /** The bytes of the parameters, and of one Δθ. */
    private static final long DELTA = 4 * (784 * WIDTH + WIDTH + WIDTH * WIDTH + WIDTH + WIDTH * 10 + 10);
    /** Threads of the group, their stacks and the library's own buffers. */
    private static final long SLACK = 24 * MEBIBYTE;

    @TempDir
    private Path folder = Path.of("");

    /** Every tensor in pages of its own, and a heap that does not grow. */
    private Process started(String name, Map<String, String> environment, Path experiment) throws IOException {
        ProcessBuilder builder = ProcessTest.builder(
                folder.resolve(name + ".txt"),
                List.of("-Xms700m", "-Xmx700m", "-XX:+AlwaysPreTouch"),
                "train",
                experiment.toString(),
                "--runs=" + folder.resolve("runs-" + name),
                "--set=threads=1");
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "65536");
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Returns the most bytes that the process had in memory at once. */
    private long peak(String name, Process process) throws Exception {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        long kibibytes = 0;
        while (process.isAlive()) {
            try {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmHWM:")) {
                        kibibytes = Long.parseLong(line.replaceAll("[^0-9]", ""));
                    }
                }
            } catch (IOException e) {
                // It has just ended.
            }
            Thread.sleep(10);
        }
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve(name + ".txt")))
                .isZero();
        return kibibytes * 1024;
    }

    @Test
    void aRankNeedsTheSumsOfOneDeltaAndAFewPiecesMoreThanAProcess() throws Exception {
        Path experiment = Files.writeString(folder.resolve("wide.yaml"), """
                model: {name: mlp, hidden: [%d, %d]}
                data: {name: digits, train: 64, test: 8, validation: 0}
                batch: 16
                updates: 4
                """.formatted(WIDTH, WIDTH));
        long alone = peak("alone", started("alone", Map.of(), experiment));
        Map<String, String> place = new HashMap<>(Map.of(
                "WORLD_SIZE",
                "2",
                "MASTER_ADDR",
                "127.0.0.1",
                "MASTER_PORT",
                Integer.toString(Rendezvous.freePort()),
                "OMP_NUM_THREADS",
                "1"));
        place.put("RANK", "1");
        Process second = started("second", place, experiment);
        place.put("RANK", "0");
        long rank = peak("first", started("first", place, experiment));
        assertThat(second.waitFor()).isZero();
        assertThat(alone).isGreaterThan(4 * DELTA);
        assertThat(rank - alone)
                .as(
                        "%d MiB of one process, %d of a rank, %d of one Δθ",
                        alone / MEBIBYTE, rank / MEBIBYTE, DELTA / MEBIBYTE)
                .isLessThan(DELTA + 3 * MEBIBYTE + SLACK);
    }
}
