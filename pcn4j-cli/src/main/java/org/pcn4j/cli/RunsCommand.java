package org.pcn4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.pcn4j.train.run.Metric;
import org.pcn4j.train.run.Provenance;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunHistory;
import org.pcn4j.train.run.RunResult;
import org.pcn4j.train.run.Stretch;
import org.pcn4j.train.run.TimeInWords;
import org.pcn4j.train.settings.SettingsText;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists runs and compares them. */
@Command(
        name = "runs",
        description = "List runs, show one, or compare several.",
        subcommands = {
            RunsCommand.ListCommand.class,
            RunsCommand.Show.class,
            RunsCommand.Compare.class,
            ReportCommand.class
        },
        footer = {
            "",
            "Example: which settings differ between two runs, and what came of them",
            "  pcn4j runs compare runs/20261126-035100-digits runs/20261126-041200-digits"
        })
final class RunsCommand implements Callable<Integer> {
    private static final String NONE = "-";
    private static final String RUNS = "runs";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    private static String state(RunFolder run) {
        return RunJson.state(run.provenance());
    }

    private static String updates(RunHistory history) {
        return history.lastUpdate()
                .map(update -> String.valueOf(update.update()))
                .orElse("0");
    }

    private static String share(OptionalDouble accuracy) {
        return accuracy.isPresent() ? Experiments.percent(accuracy.getAsDouble()) : NONE;
    }

    private static String validation(RunHistory history) {
        Optional<Metric.Evaluated> last = history.lastEvaluation();
        return last.map(found -> found.accuracy().isPresent() ? share(found.accuracy()) : loss(found.loss()))
                .orElse(NONE);
    }

    private static String test(Optional<RunResult> result) {
        return result.map(found -> found.accuracy().isPresent() ? share(found.accuracy()) : loss(found.loss()))
                .orElse(NONE);
    }

    private static String loss(double loss) {
        return Experiments.loss(loss);
    }

    /** Lists runs. */
    @Command(
            name = "list",
            description = "List the runs in a folder, the newest last.",
            footer = {"", "Example: all runs", "  pcn4j runs list"})
    static final class ListCommand implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(paramLabel = "DIR", arity = "0..1", description = "The folder of runs (default: " + RUNS + ").")
        private Optional<Path> named = Optional.empty();

        @Mixin
        private JsonOption json = new JsonOption();

        @Override
        public Integer call() {
            Path folder = named.orElse(Path.of(RUNS));
            // Where nothing has been trained yet, there is no folder of runs either.
            if (!Files.isDirectory(folder) && (named.isPresent() || Files.exists(folder))) {
                throw new RunException(
                        "'" + folder + "' is no folder: expected one that holds runs, as train --runs DIR makes");
            }
            List<RunFolder> runs = RunFolder.list(folder);
            if (json.isWanted()) {
                Json.print(
                        new RunJson.Listed(
                                folder.toString(),
                                runs.stream().map(RunJson::orDamaged).toList()),
                        spec.commandLine().getOut());
                return ExitCode.OK;
            }
            if (runs.isEmpty()) {
                spec.commandLine().getOut().println("No runs in " + folder);
                return ExitCode.OK;
            }
            TextTable table = new TextTable(List.of("run", "state", "updates", "train loss", "validation", "test"));
            runs.forEach(run -> table.add(row(run)));
            table.lines().forEach(spec.commandLine().getOut()::println);
            return ExitCode.OK;
        }
    }

    /** Returns a run's row; one that cannot be read does not hide the others. */
    private static List<String> row(RunFolder run) {
        try {
            RunHistory history = run.history();
            return List.of(
                    run.name(),
                    state(run),
                    updates(history),
                    history.lastUpdate().map(last -> loss(last.loss())).orElse(NONE),
                    validation(history),
                    test(run.result()));
        } catch (RunException e) {
            return List.of(run.name(), "damaged", NONE, NONE, NONE, NONE);
        }
    }

    /** Shows a run. */
    @Command(
            name = "show",
            description = "Show a run: its settings, where its numbers come from, and how it did.",
            footer = {"", "Example: one run", "  pcn4j runs show runs/20261126-035100-digits"})
    static final class Show implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(paramLabel = "RUN", description = "The folder of a run.")
        private Path run = Path.of("");

        @Mixin
        private JsonOption json = new JsonOption();

        @Override
        public Integer call() {
            RunFolder folder = RunFolder.open(run);
            if (json.isWanted()) {
                Json.print(RunJson.Shown.of(folder), spec.commandLine().getOut());
                return ExitCode.OK;
            }
            Provenance provenance = folder.provenance();
            RunHistory history = folder.history();
            history.damage().ifPresent(damage -> spec.commandLine().getErr().println("warning: " + damage));
            List<String> lines = new ArrayList<>();
            lines.add("run        " + folder.path());
            lines.add("command    " + String.join(" ", provenance.command()));
            lines.add("started    " + provenance.started());
            lines.add("state      " + provenance.end().orElse("not over")
                    + provenance
                            .ended()
                            .map(ended -> " after " + TimeInWords.of(provenance.time()))
                            .orElse(""));
            provenance.stretches().stream().skip(1).map(Show::resumed).forEach(lines::add);
            lines.add("threads    " + provenance.threads());
            provenance.arithmetic().ifPresent(words -> lines.add("arithmetic " + words));
            provenance.versions().forEach((what, version) -> lines.add("version    " + what + " " + version));
            provenance.commitInWords().ifPresent(commit -> lines.add("commit     " + commit));
            provenance.data().forEach((what, digest) -> lines.add("data       " + what + ": " + digest));
            history.evaluations()
                    .forEach(found -> lines.add(String.format(
                            Locale.ROOT,
                            "validation epoch %.2f, %s%s %.4f%s",
                            found.epoch(),
                            Experiments.measured(found.numbers()),
                            found.scored().label(),
                            found.loss(),
                            found.accuracy().isPresent() ? ", " + share(found.accuracy()) + " right" : "")));
            folder.result()
                    .ifPresent(result -> lines.add("test       " + Experiments.measured(result.numbers())
                            + result.scored().label() + " " + loss(result.loss())
                            + (result.accuracy().isPresent() ? ", " + share(result.accuracy()) + " right" : "")));
            lines.forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().println();
            spec.commandLine().getOut().print(folder.settings());
            return ExitCode.OK;
        }

        private static String resumed(Stretch stretch) {
            return "resumed    " + stretch.started() + " after update " + stretch.update()
                    + stretch.changed().entrySet().stream()
                            .map(change -> ", " + change.getKey() + " " + change.getValue())
                            .collect(Collectors.joining());
        }
    }

    /** Compares runs. */
    @Command(
            name = "compare",
            description = "Show which settings differ between runs, and what came of each.",
            footer = {"", "Example: all runs of today", "  pcn4j runs compare runs/20261126-*"})
    static final class Compare implements Callable<Integer> {
        @Option(names = "--all", description = "Show settings that do not differ as well.")
        private boolean all;

        @Mixin
        private JsonOption json = new JsonOption();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(paramLabel = "RUN", arity = "1..*", description = "The folders of two runs or more.")
        private List<Path> runs = new ArrayList<>();

        @Override
        public Integer call() {
            if (runs.size() < 2) {
                throw new ParameterException(spec.commandLine(), "expected two runs or more, found " + runs.size());
            }
            List<RunFolder> folders = runs.stream().map(RunFolder::open).toList();
            if (Set.copyOf(folders).size() < folders.size()) {
                throw new RunException("a run is compared with itself: each is expected once");
            }
            List<Map<String, String>> settings = folders.stream()
                    .map(run -> SettingsText.of(run.settings()).values())
                    .toList();
            if (json.isWanted()) {
                Json.print(
                        new RunJson.Compared(folders.stream().map(RunJson::of).toList(), shown(settings)),
                        spec.commandLine().getOut());
                return ExitCode.OK;
            }
            List<String> heads = new ArrayList<>(List.of(""));
            folders.forEach(run -> heads.add(run.name()));
            TextTable table = new TextTable(heads);
            shown(settings)
                    .forEach((key, values) -> row(
                            table,
                            key,
                            values.stream().map(value -> value.orElse(NONE)).toList()));
            row(table, "state", folders.stream().map(RunsCommand::state).toList());
            row(
                    table,
                    "updates",
                    folders.stream().map(run -> updates(run.history())).toList());
            row(
                    table,
                    "validation",
                    folders.stream().map(run -> validation(run.history())).toList());
            row(table, "test", folders.stream().map(run -> test(run.result())).toList());
            table.lines().forEach(spec.commandLine().getOut()::println);
            return ExitCode.OK;
        }

        /** Returns the values of each setting that is to be shown, run by run; nothing where a run has no such setting. */
        private Map<String, List<Optional<String>>> shown(List<Map<String, String>> settings) {
            Map<String, List<Optional<String>>> shown = new LinkedHashMap<>();
            Set<String> keys = new LinkedHashSet<>();
            settings.forEach(each -> keys.addAll(each.keySet()));
            for (String key : keys) {
                List<Optional<String>> values = settings.stream()
                        .map(each -> Optional.ofNullable(each.get(key)))
                        .toList();
                if (all || Set.copyOf(values).size() > 1) {
                    shown.put(key, values);
                }
            }
            return shown;
        }

        private static void row(TextTable table, String head, List<String> values) {
            List<String> cells = new ArrayList<>(List.of(head));
            cells.addAll(values);
            table.add(cells);
        }
    }
}
