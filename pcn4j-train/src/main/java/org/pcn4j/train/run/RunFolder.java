package org.pcn4j.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcn4j.data.DataException;
import org.pcn4j.data.TextFile;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;

/**
 * A run is a folder. It holds {@code experiment.yaml}, the settings; {@code metrics.jsonl}, what was measured; {@code
 * checkpoints/}; {@code provenance.json}, where its numbers come from; and {@code report.html}.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {
    private static final String EXPERIMENT = "experiment.yaml";
    private static final int LONGEST_NAME = 60;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * Makes the folder of a new run, named by the time, in UTC, and the experiment, as in {@code
     * 20261126-035100-digits-mlp}. Where that name is taken, a number follows it; a run that exists is never touched.
     *
     * @param runs the folder of all runs, which is made if need be
     * @param experiment what the experiment is called; other characters than ASCII's letters, digits, '.', '_' and '-'
     *     become '-' in the folder's name
     * @param settings the text of {@code experiment.yaml}
     * @param provenance as far as it is known now
     * @throws RunException if the folder cannot be made
     */
    public static RunFolder create(Path runs, String experiment, Instant time, String settings, Provenance provenance) {
        if (Files.exists(runs) && !Files.isDirectory(runs)) {
            throw new RunException("cannot make a run in '" + runs + "': it is no folder");
        }
        try {
            Files.createDirectories(runs);
            RunFolder run = new RunFolder(newFolder(runs, TIME.format(time) + "-" + plain(experiment)));
            Files.createDirectory(run.checkpoints());
            run.write(provenance);
            WholeFile.write(run.path.resolve(EXPERIMENT), settings);
            return run;
        } catch (IOException e) {
            throw new RunException("cannot make a run in '" + runs + "': " + Reason.of(e), e);
        }
    }

    private static Path newFolder(Path runs, String name) throws IOException {
        for (int number = 1; ; number++) {
            Path folder = runs.resolve(number == 1 ? name : name + "-" + number);
            try {
                return Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                // Somebody else's run: the next number.
            }
        }
    }

    private static String plain(String experiment) {
        String plain = experiment.replaceAll("[^A-Za-z0-9._-]+", "-");
        String cut = plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
        String bare = cut.replaceAll("^[-.]+|[-.]+$", "");
        return bare.isEmpty() ? "run" : bare;
    }

    /**
     * Opens the folder of a run.
     *
     * @throws RunException if it is none
     */
    public static RunFolder open(Path path) {
        if (!isRun(path)) {
            throw new RunException("'" + path + "' is not the folder of a run: it has no " + EXPERIMENT);
        }
        return new RunFolder(path);
    }

    private static boolean isRun(Path path) {
        return Files.isRegularFile(path.resolve(EXPERIMENT));
    }

    /**
     * Returns the runs in a folder by their names, so that those of today come last. What is no run is passed over.
     *
     * @return empty if there is no such folder
     * @throws RunException if it cannot be read
     */
    public static List<RunFolder> list(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(runs)) {
            return entries.filter(RunFolder::isRun)
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .map(RunFolder::new)
                    .toList();
        } catch (IOException e) {
            throw new RunException("cannot list the runs in '" + runs + "': " + Reason.of(e), e);
        }
    }

    /** Returns the folder's name. */
    public String name() {
        return Optional.ofNullable(path.toAbsolutePath().normalize().getFileName())
                .map(Path::toString)
                .orElse("run");
    }

    /** Returns where the measurements are; see {@link MetricsFile}. */
    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    /** Returns the folder of checkpoints. */
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /** Returns where the report is, once it is written. */
    public Path report() {
        return path.resolve("report.html");
    }

    /** Returns where the pictures are that the network made, if it makes any. */
    public Path gallery() {
        return path.resolve("gallery.json");
    }

    /** Returns where the pictures and tables of the last probe are, once it is taken. */
    public Path insight() {
        return path.resolve("insight.json");
    }

    /** Returns where the diagnosis is, once it is made. */
    public Path diagnosis() {
        return path.resolve("diagnosis.json");
    }

    /** Returns the folder of the events that TensorBoard shows. */
    public Path events() {
        return path.resolve("events");
    }

    /** Returns where the trained model is, once training is over. */
    public Path model() {
        return path.resolve("model.safetensors");
    }

    private Path resultFile() {
        return path.resolve("result.json");
    }

    private Path provenanceFile() {
        return path.resolve("provenance.json");
    }

    /**
     * Reads the text of the settings.
     *
     * @throws RunException if it cannot be read
     */
    public String settings() {
        return read(path.resolve(EXPERIMENT));
    }

    /**
     * Writes the text of the settings, in place of what was there.
     *
     * @throws RunException if it cannot be written
     */
    public void writeSettings(String settings) {
        try {
            WholeFile.write(path.resolve(EXPERIMENT), settings);
        } catch (IOException e) {
            throw new RunException("cannot write '" + path.resolve(EXPERIMENT) + "': " + Reason.of(e), e);
        }
    }

    /**
     * Reads where the run's numbers come from.
     *
     * @throws RunException if it cannot be read, or is damaged
     */
    public Provenance provenance() {
        return Provenance.parse(read(provenanceFile()), provenanceFile().toString());
    }

    /**
     * Writes where the run's numbers come from, in place of what was there.
     *
     * @throws RunException if it cannot be written
     */
    public void write(Provenance provenance) {
        try {
            WholeFile.write(provenanceFile(), provenance.json());
        } catch (IOException e) {
            throw new RunException("cannot write '" + provenanceFile() + "': " + Reason.of(e), e);
        }
    }

    /**
     * Reads what came of the run; nothing if it is not over.
     *
     * @throws RunException if it cannot be read, or is damaged
     */
    public Optional<RunResult> result() {
        return Files.isRegularFile(resultFile())
                ? Optional.of(RunResult.parse(read(resultFile()), resultFile().toString()))
                : Optional.empty();
    }

    /**
     * Writes what came of the run, in place of what was there.
     *
     * @throws RunException if it cannot be written
     */
    public void write(RunResult result) {
        try {
            WholeFile.write(resultFile(), result.json());
        } catch (IOException e) {
            throw new RunException("cannot write '" + resultFile() + "': " + Reason.of(e), e);
        }
    }

    /**
     * Removes what came of the run, as it goes on beyond that.
     *
     * @throws RunException if it cannot be removed
     */
    public void forgetResult() {
        try {
            Files.deleteIfExists(resultFile());
        } catch (IOException e) {
            throw new RunException("cannot delete '" + resultFile() + "': " + Reason.of(e), e);
        }
    }

    /**
     * Deletes the folder and all that is in it.
     *
     * @throws RunException if it cannot be deleted
     */
    public void delete() {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new RunException("cannot delete '" + path + "': " + Reason.of(e), e);
        }
    }

    /**
     * Returns why the run failed, if it did, so that it is over without a result.
     *
     * @throws RunException if that cannot be read, or is damaged
     */
    public Optional<String> failure() {
        return provenance().failure();
    }

    /**
     * Says why something of the run is not there, and what helps, to follow "has no model": a run that failed would do so
     * again.
     *
     * @throws RunException if its provenance cannot be read, or is damaged
     */
    public String next() {
        return failure()
                .map(why -> ": the run failed (" + why + "); train again with other settings, as in pcn4j train "
                        + path.resolve(EXPERIMENT) + " --set KEY=VALUE")
                .orElseGet(() -> " yet: the run is not over; resume it: pcn4j train --resume " + path);
    }

    /**
     * Reads what was measured, as far as it was written by now; lines that are damaged are left out.
     *
     * @throws RunException if it cannot be read
     */
    public RunHistory history() {
        List<String> damage = new ArrayList<>();
        List<Metric> metrics = MetricsFile.read(metrics(), damage::add);
        return RunHistory.of(metrics, damage.stream().findFirst());
    }

    private static String read(Path file) {
        try {
            return TextFile.read(file);
        } catch (DataException e) {
            throw new RunException(String.valueOf(e.getMessage()), e);
        }
    }
}
