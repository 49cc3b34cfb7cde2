package org.pcn4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.LastData;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.settings.SettingsException;
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
            "The same command resumes where it was interrupted: runs that are over, failed ones too, are not "
                    + "repeated. Started several times at once, it shares the runs. The table lies in the runs' folder as well, as "
                    + "sweep.csv and sweep.json.",
            "",
            "Example: three learning rates with three seeds each",
            "  pcn4j sweep digits.yaml --grid optimizer.lr=0.01,0.001,0.0001 --seeds 3",
            "Example: twenty random settings",
            "  pcn4j sweep digits.yaml --random optimizer.lr=log:1e-4..1e-1 --draws 20"
        })
final class SweepCommand implements Callable<Integer> {
    private static final BigDecimal HALF = new BigDecimal("0.5");

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
            description = "A key and a range to draw from, as in optimizer.lr=log:1e-4..1e-1 or batch=8..64, of which"
                    + " whole numbers are drawn as the key takes no others; as often as needed.")
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
    private JsonOption json = new JsonOption();

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

    @Override
    public Integer call() throws IOException {
        requireSense();
        List<List<String>> trials = new Sweep(listed, ranges(), ranges.isEmpty() ? 1 : draws.orElse(10))
                .trials(new Seed(base(List.of()).seed()).derive("sweep"));
        // All are read before any is run: a value that is none is refused at once.
        Map<List<String>, SweepTally> tallies = new LinkedHashMap<>();
        List<SweepWork.Trial> all = new ArrayList<>();
        List<List<String>> distinct = trials.stream().distinct().toList();
        int total = distinct.size() * seeds;
        for (List<String> trial : distinct) {
            SweepTally tally = new SweepTally();
            tallies.put(trial, tally);
            long first = base(trial).seed();
            for (int seed = 0; seed < seeds; seed++) {
                List<String> with = new ArrayList<>(trial);
                with.add("seed=" + (first + seed));
                all.add(new SweepWork.Trial(
                        base(with), (all.size() + 1) + " of " + total + ": " + String.join(", ", with), tally));
            }
        }
        Platform.preload();
        try (Interruption interruption = Interruption.watch()) {
            return run(all, tallies, interruption);
        }
    }

    /** Returns the ranges to draw from: of whole numbers where the key takes no others. */
    private List<Sweep.Range> ranges() {
        List<String> first = new ArrayList<>();
        ranges.forEach(range -> first.add(range.least()));
        listed.forEach(each -> first.add(each.key() + "=" + each.values().get(0)));
        return ranges.stream()
                .map(range -> range.hasWholeEnds()
                                && takes(first, range.least())
                                && !takes(
                                        first,
                                        range.setting(range.from().add(HALF).toPlainString()))
                        ? range.whole()
                        : range)
                .toList();
    }

    private boolean takes(List<String> others, String value) {
        List<String> values = new ArrayList<>(overrides);
        values.addAll(others);
        values.add(value);
        try {
            Experiment read = Experiment.read(file, values);
            return read.batch() > 0;
        } catch (SettingsException e) {
            return false;
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
        List<String> keys =
                new ArrayList<>(listed.stream().map(Sweep.Listed::key).toList());
        keys.addAll(ranges.stream().map(Sweep.Range::key).toList());
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

    private Integer run(List<SweepWork.Trial> all, Map<List<String>, SweepTally> tallies, Interruption interruption)
            throws IOException {
        Path folder = runs.orElse(Path.of("sweeps").resolve(Experiments.name(file)));
        SweepWork work = new SweepWork(
                spec, terminal, folder, Experiments.name(file), new LastData(data.access()), interruption);
        try {
            work.requireFit(all, seeds);
            if (!work.done(all)) {
                return told(folder, tallies, all.size(), Interruption.EXIT_CODE);
            }
        } catch (InterruptedException e) {
            return told(folder, tallies, all.size(), Interruption.EXIT_CODE);
        }
        boolean some = tallies.values().stream().anyMatch(tally -> tally.done() > 0);
        return told(folder, tallies, all.size(), some ? ExitCode.OK : ExitCode.SOFTWARE);
    }

    /** Tells what came of the sweep so far, and leaves it in the folder. */
    private Integer told(Path folder, Map<List<String>, SweepTally> tallies, int expected, int code)
            throws IOException {
        SweepTable table = SweepTable.of(file.toString(), folder.toString(), tallies, expected);
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            Json.print(table, out);
        } else {
            table.lines().forEach(out::println);
        }
        if (code == Interruption.EXIT_CODE) {
            (json.isWanted() ? spec.commandLine().getErr() : out).println("Interrupted; the same command resumes it");
        }
        out.flush();
        // Last, so that the table is seen even where it cannot be written.
        if (Files.isDirectory(folder)) {
            WholeFile.write(folder.resolve("sweep.json"), Json.text(table));
            WholeFile.write(folder.resolve("sweep.csv"), table.csv());
        }
        return code;
    }
}
