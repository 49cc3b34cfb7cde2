package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The program in a process of its own. */
class ProcessTest {
    private static Process start(Path output, List<String> options, String... args) throws IOException {
        return builder(output, options, args).start();
    }

    static ProcessBuilder builder(Path output, List<String> options, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A process that lives for a second has no use for a second compiler, nor for several collectors.
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.pcn4j.cli.Main"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    }

    @Test
    void theEnvironmentStandsInForTheDataDirectory(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("out");
        ProcessBuilder builder = builder(output, List.of(), "compare", "--data=mnist", "--offline");
        builder.environment().put("PCN4J_CACHE", folder.resolve("cache").toString());
        builder.environment().put("PCN4J_DATA", folder.toString());
        assertThat(builder.start().waitFor()).isEqualTo(1);
        assertThat(Files.readString(output)).contains("the data folder " + folder + " has no folder mnist");
    }

    @Test
    void helpPlansAndMisuseDoNotLoadTheNativeLibrary(@TempDir Path folder) throws Exception {
        for (String[] args : new String[][] {
            {"--help"},
            {"compare", "--help"},
            {"doctor", "--help"},
            {"compare", "--rules", "zil"},
            {"data", "list"},
            {"completion"},
            {"plan", "--model", "rnn", "--rule", "z-il"}
        }) {
            Path output = folder.resolve("out");
            Process process = start(output, List.of("-verbose:class"), args);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String loaded = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(loaded).contains("org.pcn4j.cli.Main");
            assertThat(loaded.lines().filter(line -> line.contains("org.bytedeco.")))
                    .as(String.join(" ", args))
                    .isEmpty();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void onCtrlCWhatWasMeasuredIsPrintedAndTheFileIsWhole(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("out");
        Path json = folder.resolve("out.json");
        Process process = start(
                output, List.of(), "compare", "--model=mlp", "--rules=bp,z-il", "--updates=1000000", "--json=" + json);
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        // The first progress line needs a tenth of a million updates: processor time tells instead that it has begun.
        while (cpuMillis(process) < 6000 && System.nanoTime() < patience) {
            Thread.sleep(50);
        }
        boolean ignored = isInterruptIgnored();
        new ProcessBuilder("kill", ignored ? "-TERM" : "-INT", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ignored ? 143 : 130);
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(printed).contains("z-il").contains("bit-identical").contains("Interrupted");
        long updates = JsonMapper.shared()
                .readTree(json)
                .get("comparisons")
                .get(0)
                .get("updates")
                .asLong();
        assertThat(updates).isBetween(1L, 999_999L);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void onCtrlCWhatHasArrivedOfADataSetStays(@TempDir Path folder) throws Exception {
        assertThat(saidOnSignal("INT", folder, "data", "fetch", "tinyshakespeare"))
                .endsWith(String.format(
                        Locale.ROOT,
                        "Interrupted: 500 B of 1.7 kB of tinyshakespeare are in %s; the same command resumes there%n",
                        folder.resolve("cache/tinyshakespeare")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    @DisabledOnOs(OS.WINDOWS)
    void aSignalDoesNotWaitForDataThatATrainingFetches(String signal, @TempDir Path folder) throws Exception {
        Path experiment = folder.resolve("text.yaml");
        Files.writeString(experiment, "{model: transformer, data: tinyshakespeare}");
        Path runs = folder.resolve("runs");
        assertThat(saidOnSignal(signal, folder, "train", experiment.toString(), "--runs=" + runs))
                .endsWith(String.format(Locale.ROOT, "Interrupted before training; the same command begins again%n"));
        assertThat(runs).doesNotExist();
    }

    /** Interrupts a command while a mirror that has sent 500 bytes is silent, and returns what it says. */
    private static String saidOnSignal(String signal, Path folder, String... words) throws Exception {
        Path cache = folder.resolve("cache");
        Path part = cache.resolve("tinyshakespeare/input.txt.part");
        try (LocalMirror mirror = new LocalMirror()) {
            SmallSets.in(mirror, cache, Map.of());
            mirror.fallSilent("tinyshakespeare/input.txt", 500);
            Path output = folder.resolve("out");
            ProcessBuilder builder = builder(output, List.of());
            builder.command().remove(Main.class.getName());
            builder.command().addAll(List.of(FetchingMain.class.getName(), mirror.home(), cache.toString()));
            builder.command().addAll(List.of(words));
            Process process = builder.start();
            mirror.awaitSilence();
            while (!Files.exists(part) || Files.size(part) < 500) {
                Thread.sleep(10);
            }
            boolean ends = signal.equals("TERM") || isInterruptIgnored();
            new ProcessBuilder("kill", ends ? "-TERM" : "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ends ? 143 : 130);
            assertThat(part).hasBinaryContent(Arrays.copyOf(SmallSets.TEXT, 500));
            return Files.readString(output, StandardCharsets.UTF_8);
        }
    }

    private static long cpuMillis(Process process) {
        return process.toHandle()
                .info()
                .totalCpuDuration()
                .map(Duration::toMillis)
                .orElse(Long.MAX_VALUE);
    }

    /** A shell's background jobs ignore SIGINT, and so do their children; there SIGTERM takes the same way. */
    static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }
}
