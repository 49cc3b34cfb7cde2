package org.pcn4j.train.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;

/**
 * The measurements of a run, one JSON object a line, written to the system line by line. A process that is killed leaves
 * at most a torn last line, which readers pass over. For one writer and any number of readers; each instance for one
 * thread.
 */
public final class MetricsFile implements AutoCloseable {
    /** So many damaged lines are named. */
    private static final int SHOWN = 3;

    private final Path file;
    private final FileChannel channel;

    private MetricsFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the file to go on after so many updates: a torn last line, damaged lines and all lines of later updates are
     * cut out, so that what is written from now on continues the curve as if the run had never been interrupted.
     *
     * @param updates that are done, at least 0
     * @param warnings hears, in one line, of damaged lines if there are any
     * @throws RunException if the file cannot be read or written
     */
    public static MetricsFile resume(Path file, long updates, Consumer<String> warnings) {
        try {
            if (Files.exists(file)) {
                cut(file, updates, warnings);
            }
            return new MetricsFile(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new RunException("cannot write the measurements '" + file + "': " + Reason.of(e), e);
        }
    }

    private static void cut(Path file, long updates, Consumer<String> warnings) throws IOException {
        StringBuilder kept = new StringBuilder();
        for (String line : lines(file, warnings)) {
            if (MetricLine.update(line) <= updates) {
                kept.append(line).append('\n');
            }
        }
        if (kept.toString().getBytes(StandardCharsets.UTF_8).length != Files.size(file)) {
            WholeFile.write(file, kept.toString());
        }
    }

    /**
     * Adds a line and hands it to the system before it returns.
     *
     * @throws RunException if it cannot be written
     */
    public void append(Metric metric) {
        try {
            ByteBuffer line = ByteBuffer.wrap((MetricLine.of(metric) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw new RunException("cannot write the measurements '" + file + "': " + Reason.of(e), e);
        }
    }

    /**
     * Reads all measurements, in the order of the lines, but for a torn last line, damaged lines and lines of unknown
     * kinds.
     *
     * @param warnings hears, in one line, of damaged lines if there are any
     * @return empty if there is no such file
     * @throws RunException if the file cannot be read
     */
    public static List<Metric> read(Path file, Consumer<String> warnings) {
        try {
            List<Metric> metrics = new ArrayList<>();
            if (Files.exists(file)) {
                lines(file, warnings).forEach(line -> MetricLine.read(line).ifPresent(metrics::add));
            }
            return metrics;
        } catch (IOException e) {
            throw new RunException("cannot read the measurements '" + file + "': " + Reason.of(e), e);
        }
    }

    /** Returns the whole lines, of which each is known to be one of measurements. */
    private static List<String> lines(Path file, Consumer<String> warnings) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        List<Integer> damaged = new ArrayList<>();
        int start = 0;
        int number = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            String line = text.substring(start, end);
            start = end + 1;
            number++;
            try {
                MetricLine.update(line);
                lines.add(line);
            } catch (IllegalArgumentException e) {
                // A machine that lost its power may leave the last line without its content: that is no damage.
                if (start < text.length()) {
                    damaged.add(number);
                }
            }
        }
        if (!damaged.isEmpty()) {
            warnings.accept("'" + file + "' is damaged in " + numbered(damaged) + ", left out here; the run itself"
                    + " does not depend on this file");
        }
        return lines;
    }

    /** Says which lines, as in {@code line 2} and in {@code lines 2, 5 and 7 more}. */
    private static String numbered(List<Integer> lines) {
        String first = lines.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
        String more = lines.size() > SHOWN ? " and " + (lines.size() - SHOWN) + " more" : "";
        return (lines.size() == 1 ? "line " : "lines ") + first + more;
    }

    /** Closes the file. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RunException("cannot close the measurements '" + file + "': " + Reason.of(e), e);
        }
    }
}
