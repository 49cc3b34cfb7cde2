package org.pcn4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.Training;
import org.pcn4j.train.TrainingException;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.ExperimentRun;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs an experiment with many settings and seeds. */
@Command(
        name = "sweep",
        description = "Run an experiment with many settings, each with several seeds, and compare them over all seeds.",
        footer = {
            "",
            "The same command again goes on where it was interrupted: runs that are over are not repeated.",
            "",
            "Example: three learning rates with three seeds each",
            "  pcn4j sweep digits.yaml --grid optimizer.lr=0.01,0.001,0.0001 --seeds 3",
            "Example: twenty random settings",
            "  pcn4j sweep digits.yaml --random optimizer.lr=log:1e-4..1e-1 --draws 20"
        })
final class SweepCommand implements Callable<Integer> {
    private static final double PERCENT = 100;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "EXPERIMENT", description = "The experiment file that all runs begin from.")
    private Path file = Path.of("");

    @Option(
            names = "--grid",
            paramLabel = "KEY=VALUES",
            converter = ListedConverter.class,
            description = "A key and values to try all of, with commas between; as often as needed.")
    private List<Sweep.Listed> listed = new ArrayList<>();

    @Option(
            names = "--random",
            paramLabel = "KEY=RANGE",
            converter = RangeConverter.class,
            description = "A key and a range to draw from, as in optimizer.lr=log:1e-4..1e-1; as often as needed.")
    private List<Sweep.Range> ranges = new ArrayList<>();

    @Option(names = "--draws", paramLabel = "N", description = "How many times to draw from all ranges (default: 10).")
    private Optional<Integer> draws = Optional.empty();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seeds for each setting: the experiment's and those that follow it (default: 1).")
    private int seeds = 1;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A value for all runs in place of the file's.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Where the runs' folders are made (default: sweeps/ and the experiment file's name).")
    private Optional<Path> runs = Optional.empty();

    @Mixin
    private DataOptions data;

    SweepCommand(Terminal terminal, DataSets sets) {
        this.terminal = terminal;
        this.data = new DataOptions(terminal, sets);
    }

    /** Reads values to try. */
    static final class ListedConverter implements ITypeConverter<Sweep.Listed> {
        @Override
        public Sweep.Listed convert(String text) {
            return Sweep.Listed.parse(text);
        }
    }

    /** Reads a range to draw from. */
    static final class RangeConverter implements ITypeConverter<Sweep.Range> {
        @Override
        public Sweep.Range convert(String text) {
            return Sweep.Range.parse(text);
        }
    }

    /** What came of a setting with all its seeds. */
    private static final class Tally {
        private final List<Double> validation = new ArrayList<>();
        private final List<Double> test = new ArrayList<>();
        private boolean shares;
        private int done;
        private int failed;

        void add(RunFolder run, RunResult result) {
            done++;
            shares = result.accuracy().isPresent();
            test.add(result.accuracy().orElse(result.loss()));
            run.history()
                    .lastEvaluation()
                    .map(found -> shares ? found.accuracy() : OptionalDouble.of(found.loss()))
                    .ifPresent(found -> found.ifPresent(validation::add));
        }

        String shown(List<Double> numbers) {
            return shares ? Sweep.spread(numbers, PERCENT, 2) : Sweep.spread(numbers, 1, 4);
        }

        /** The better, the less: by validation, or by the test samples where nothing was held back. */
        double rank() {
            List<Double> judged = validation.isEmpty() ? test : validation;
            double mean =
                    judged.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
            return Double.isNaN(mean) ? Double.POSITIVE_INFINITY : shares ? -mean : mean;
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        requireSense();
        List<List<String>> trials = new Sweep(listed, ranges, ranges.isEmpty() ? 1 : draws.orElse(10))
                .trials(new Seed(base(List.of()).seed()).derive("sweep"));
        // All are read before any is run: a value that is none is refused at once.
        Map<List<String>, List<Experiment>> all = new LinkedHashMap<>();
        for (List<String> trial : trials) {
            Experiment first = base(trial);
            List<Experiment> each = new ArrayList<>();
            for (int seed = 0; seed < seeds; seed++) {
                List<String> with = new ArrayList<>(trial);
                with.add("seed=" + (first.seed() + seed));
                each.add(base(with));
            }
            all.put(trial, each);
        }
        Platform.preload();
        try (Interruption interruption = Interruption.watch()) {
            return run(all, interruption);
        }
    }

    private void requireSense() {
        if (listed.isEmpty() && ranges.isEmpty() && seeds == 1) {
            throw new ParameterException(
                    spec.commandLine(), "there is nothing to sweep: give --grid, --random or --seeds");
        }
        if (seeds < 1 || draws.orElse(1) < 1) {
            throw new ParameterException(spec.commandLine(), "--seeds and --draws: expected at least 1");
        }
        List<String> keys = new ArrayList<>();
        listed.forEach(each -> keys.add(each.key()));
        ranges.forEach(each -> keys.add(each.key()));
        requireOneSource(keys);
        if (keys.contains("seed")) {
            throw new ParameterException(spec.commandLine(), "seeds are not a setting to compare: give --seeds");
        }
        if (draws.isPresent() && ranges.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--draws: expected --random, which says what to draw from");
        }
    }

    /** Of two values for one key only the later would count, and the table would show the other as well. */
    private void requireOneSource(List<String> keys) {
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            boolean isSet = overrides.stream().anyMatch(each -> each.startsWith(key + "="));
            if (isSet || keys.subList(0, i).contains(key)) {
                throw new ParameterException(
                        spec.commandLine(),
                        key + ": expected one of --grid, --random and --set, once, found "
                                + (isSet ? "--set as well" : "it twice"));
            }
        }
    }

    private Experiment base(List<String> trial) {
        List<String> values = new ArrayList<>(overrides);
        values.addAll(trial);
        return Experiments.read(spec, file, values);
    }

    private Integer run(Map<List<String>, List<Experiment>> all, Interruption interruption)
            throws InterruptedException {
        Path folder = runs.orElse(Path.of("sweeps").resolve(Experiments.name(file)));
        DataAccess access = data.access();
        Map<List<String>, Tally> tallies = new LinkedHashMap<>();
        int number = 0;
        int total = all.values().stream().mapToInt(List::size).sum();
        for (Map.Entry<List<String>, List<Experiment>> entry : all.entrySet()) {
            Tally tally = tallies.computeIfAbsent(entry.getKey(), unused -> new Tally());
            for (Experiment experiment : entry.getValue()) {
                number++;
                List<String> setting = new ArrayList<>(entry.getKey());
                setting.add("seed " + experiment.seed());
                String title = number + " of " + total + ": " + String.join(", ", setting);
                if (interruption.isRequested() || !done(folder, experiment, access, title, tally, interruption)) {
                    table(tallies);
                    spec.commandLine().getOut().println("Interrupted; the same command goes on");
                    return Interruption.EXIT_CODE;
                }
            }
        }
        table(tallies);
        return tallies.values().stream().anyMatch(tally -> tally.done > 0) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** Runs what is not yet over; returns whether it came to its end. */
    private boolean done(
            Path folder, Experiment experiment, DataAccess access, String title, Tally tally, Interruption interruption)
            throws InterruptedException {
        Optional<RunFolder> before = RunFolder.list(folder).stream()
                .filter(run -> run.settings().equals(experiment.toYaml()))
                .findFirst();
        Optional<RunResult> known = before.flatMap(RunFolder::result);
        if (known.isPresent()) {
            tally.add(before.orElseThrow(), known.orElseThrow());
            return true;
        }
        spec.commandLine().getErr().println(title);
        ExperimentRun run = before.isPresent()
                ? ExperimentRun.open(before.orElseThrow(), access)
                : ExperimentRun.begin(
                        folder, Experiments.name(file), experiment.prepare(access), Experiments.command(spec));
        try (TrainingProgress progress =
                TrainingProgress.of(terminal, spec.commandLine().getErr())) {
            ExperimentRun.Outcome outcome = run.withListener(progress)
                    .withStop(interruption::isRequested)
                    .run();
            if (outcome.training().end() == Training.End.STOPPED) {
                return false;
            }
            tally.add(run.folder(), run.folder().result().orElseThrow());
            progress.close();
            spec.commandLine()
                    .getErr()
                    .println(run.folder().path() + ": test: "
                            + Experiments.described(outcome.test().orElseThrow()));
        } catch (TrainingException e) {
            // A setting that does not learn is a result as well.
            spec.commandLine().getErr().println("failed: " + e.getMessage());
            tally.failed++;
        }
        return true;
    }

    private void table(Map<List<String>, Tally> tallies) {
        TextTable table =
                new TextTable(List.of("settings", "seeds", "failed", "validation", "test", "test, least to most"));
        tallies.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> entry.getValue().rank()))
                .forEach(entry -> {
                    Tally tally = entry.getValue();
                    table.add(List.of(
                            entry.getKey().isEmpty() ? "as it is" : String.join(", ", entry.getKey()),
                            String.valueOf(tally.done),
                            String.valueOf(tally.failed),
                            tally.shown(tally.validation),
                            tally.shown(tally.test),
                            range(tally)));
                });
        table.lines().forEach(spec.commandLine().getOut()::println);
    }

    private static String range(Tally tally) {
        if (tally.test.isEmpty()) {
            return "-";
        }
        double factor = tally.shares ? PERCENT : 1;
        double least =
                tally.test.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
        double most = tally.test.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        return String.format(
                Locale.ROOT, tally.shares ? "%.2f to %.2f" : "%.4f to %.4f", factor * least, factor * most);
    }
}
