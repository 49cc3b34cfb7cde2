package org.pcn4j.spark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.pcn4j.tensor.Rendezvous;

/**
 * How a training is carried out by Spark. Immutable; each {@code with} method returns a changed copy. What it ends with depends on
 * ranks times threads alone.
 *
 * @param ranks how many train; as many as there are slots, unless it is said
 * @param threads of each; as the experiment says, else {@code spark.task.cpus}, unless it is said
 * @param frames in place of those that the experiment says where to find
 * @param runs the folder at the driver in which the run's is made
 * @param name what the run is called, after its time
 * @param changes of the experiment's settings, as in {@code epochs=30}
 * @param command the words that started it, for the run's provenance
 * @param patience how long a rank may be silent before it counts as lost
 * @param told hears, on any thread, what rank 0 tells: where the run is and how well it does
 */
public record SparkOptions(
        OptionalInt ranks,
        OptionalInt threads,
        Optional<Frames> frames,
        Path runs,
        String name,
        List<String> changes,
        List<String> command,
        Duration patience,
        Consumer<String> told) {
    private static final SparkOptions DEFAULTS = new SparkOptions(
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Path.of("runs"),
            "spark",
            List.of(),
            List.of("SparkTraining"),
            Rendezvous.PATIENCE,
            line -> {});

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public SparkOptions {
        changes = List.copyOf(changes);
        command = List.copyOf(command);
        requirePositive("ranks", ranks);
        requirePositive("threads", threads);
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience is " + patience + ": expected more than 0");
        }
    }

    private static void requirePositive(String what, OptionalInt count) {
        if (count.isPresent() && count.getAsInt() < 1) {
            throw new IllegalArgumentException(what + " is " + count.getAsInt() + ": expected at least 1");
        }
    }

    /** Returns the defaults. */
    public static SparkOptions defaults() {
        return DEFAULTS;
    }

    /** Trains by so many ranks, at least 1. */
    public SparkOptions withRanks(int count) {
        return new SparkOptions(OptionalInt.of(count), threads, frames, runs, name, changes, command, patience, told);
    }

    /** Gives each rank so many threads, at least 1; more than {@code spark.task.cpus} take those of other tasks. */
    public SparkOptions withThreads(int count) {
        return new SparkOptions(ranks, OptionalInt.of(count), frames, runs, name, changes, command, patience, told);
    }

    /** Learns from rows that the program hands over, as the experiment's data {@code frame} tell of them. */
    public SparkOptions withFrames(Frames given) {
        return new SparkOptions(ranks, threads, Optional.of(given), runs, name, changes, command, patience, told);
    }

    /** Makes the run's folder in another one. */
    public SparkOptions withRuns(Path folder) {
        return new SparkOptions(ranks, threads, frames, folder, name, changes, command, patience, told);
    }

    /** Calls the run otherwise. */
    public SparkOptions withName(String other) {
        return new SparkOptions(ranks, threads, frames, runs, other, changes, command, patience, told);
    }

    /** Changes settings of the experiment. */
    public SparkOptions withChanges(List<String> settings) {
        return new SparkOptions(ranks, threads, frames, runs, name, settings, command, patience, told);
    }

    /** Says by which words the training was started. */
    public SparkOptions withCommand(List<String> words) {
        return new SparkOptions(ranks, threads, frames, runs, name, changes, words, patience, told);
    }

    /** Waits so long for a rank that is silent. */
    public SparkOptions withPatience(Duration time) {
        return new SparkOptions(ranks, threads, frames, runs, name, changes, command, time, told);
    }

    /** Has somebody hear what rank 0 tells. */
    public SparkOptions withListener(Consumer<String> listener) {
        return new SparkOptions(ranks, threads, frames, runs, name, changes, command, patience, listener);
    }
}
