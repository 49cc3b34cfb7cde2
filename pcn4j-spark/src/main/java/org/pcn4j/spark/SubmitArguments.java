package org.pcn4j.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.pcn4j.train.file.OneLine;

/**
 * What follows the jar in the words of {@code spark-submit}.
 *
 * @param experiment the experiment file; none where a run is resumed
 * @param resumed the folder of the run that is
 * @param options all else
 */
record SubmitArguments(Optional<Path> experiment, Optional<Path> resumed, SparkOptions options) {
    private static final String USAGE =
            "EXPERIMENT or --resume RUN, and --ranks N, --threads W, --runs DIR, --name NAME," + " --set KEY=VALUE";

    /**
     * Reads the words; an option's value follows it, or {@code =}.
     *
     * @throws IllegalArgumentException if one is unknown, or one is missing
     */
    static SubmitArguments of(List<String> words) {
        Optional<Path> experiment = Optional.empty();
        Optional<Path> resumed = Optional.empty();
        Optional<String> name = Optional.empty();
        List<String> changes = new ArrayList<>();
        SparkOptions options = SparkOptions.defaults().withCommand(command(words));
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String option = equals < 0 ? word : word.substring(0, equals);
            Value value = new Value(
                    option,
                    equals < 0 ? rest : List.of(word.substring(equals + 1)).iterator());
            switch (option) {
                case "--ranks" -> options = options.withRanks(value.count());
                case "--threads" -> options = options.withThreads(value.count());
                case "--runs" -> options = options.withRuns(Path.of(value.text()));
                case "--name" -> name = Optional.of(value.text());
                case "--set" -> changes.add(value.text());
                case "--resume" -> resumed = Optional.of(Path.of(value.text()));
                default -> {
                    require(!word.startsWith("-"), "unknown option " + OneLine.quoted(option));
                    require(experiment.isEmpty(), "found a second experiment " + OneLine.quoted(word));
                    experiment = Optional.of(Path.of(word));
                }
            }
        }
        require(
                experiment.isPresent() != resumed.isPresent(),
                "found " + (experiment.isPresent() ? "both" : "neither"));
        return new SubmitArguments(
                experiment,
                resumed,
                options.withChanges(changes)
                        .withName(name.orElse(
                                experiment.map(SubmitArguments::named).orElse("spark"))));
    }

    /**
     * What follows an option.
     *
     * @param rest its own value first
     */
    private record Value(String option, Iterator<String> rest) {
        String text() {
            require(rest.hasNext(), "found nothing after " + option);
            return rest.next();
        }

        int count() {
            String text = text();
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        option + " is " + OneLine.quoted(text) + ": expected a whole number", e);
            }
        }
    }

    private static List<String> command(List<String> words) {
        List<String> command = new ArrayList<>(List.of("spark-submit", "--class", SparkTrain.class.getName()));
        command.addAll(words);
        return command;
    }

    /** Returns the file's name without its end, as runs are called. */
    private static String named(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.(ya?ml)$", "");
    }

    private static void require(boolean fits, String found) {
        if (!fits) {
            throw new IllegalArgumentException("expected " + USAGE + "; " + found);
        }
    }
}
