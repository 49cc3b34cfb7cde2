package org.pcn4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.tensor.Platform;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Reproduction;
import org.pcn4j.train.reproduce.Scope;
import org.pcn4j.train.reproduce.items.Items;
import org.pcn4j.train.settings.Words;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the papers' experiments again. */
@Command(
        name = "reproduce",
        description = "Make experiments of the papers again, and tell on a page each what they found beside what was"
                + " published.",
        footer = {
            "",
            "Each experiment leaves a page, its plots, and all numbers as JSON. Ctrl-C loses the cases that run, and the same"
                    + " command resumes. Published data that are not here are replaced by generated ones, which the page"
                    + " says.",
            "",
            "Example: Z-IL against backpropagation, and what each of its conditions is for",
            "  pcn4j reproduce equality,ablation",
            "Example: all experiments, in less than an hour on two cores",
            "  pcn4j reproduce all --to results",
            "",
            "docs/reproduce.md tells of each."
        })
final class ReproduceCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "LIST",
            arity = "0..1",
            completionCandidates = Names.SeveralItems.class,
            description = "Which, with commas between: ${COMPLETION-CANDIDATES}.")
    private Optional<String> list = Optional.empty();

    @Option(names = "--list", description = "Tell what there is, and run nothing.")
    private boolean listed;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            defaultValue = "results",
            description = "The folder of the results, which is made if need be (default: results).")
    private Path folder = Path.of("results");

    @ArgGroup
    private Extent extent = new Extent();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "Seeds of each case, from 1 on (default: as many as suit it).")
    private Optional<Integer> seeds = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "How many threads to use; where cases gain little by several, so many are done at a time, at"
                    + " most four (default: one a processor).")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--arithmetic",
            paramLabel = "KIND",
            converter = Sums.class,
            completionCandidates = Sums.class,
            description =
                    "Whose sums all rules are carried out by: one of ${COMPLETION-CANDIDATES} (default: what suits"
                            + " each).")
    private Optional<Arithmetic> arithmetic = Optional.empty();

    @Option(names = "--fresh", description = "Do cases again that are done, and forget what they found.")
    private boolean fresh;

    @Mixin
    private DataPlaces places;

    /** Reads an arithmetic. */
    static final class Sums extends Choice<Arithmetic> {
        Sums() {
            super("arithmetic", Arithmetic.class);
        }
    }

    /** How large it all is, where it is not as large as an hour allows. */
    private static final class Extent {
        @Option(names = "--full", description = "As large as the papers have it, which takes hours or days.")
        private boolean full;

        @Option(names = "--tiny", description = "As small as it can be, in seconds: only to see that it works.")
        private boolean tiny;

        Scope.Size size() {
            return full ? Scope.Size.FULL : tiny ? Scope.Size.TINY : Scope.Size.SHORT;
        }
    }

    ReproduceCommand(Terminal terminal, DataSets sets) {
        this.terminal = terminal;
        this.places = new DataPlaces(sets);
    }

    @Override
    public Integer call() {
        if (listed) {
            return tell();
        }
        List<Item> items = items();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw misuse("--to: expected a folder, found the file " + OneLine.quoted(folder.toString()));
        }
        DataAccess access = places.access();
        Scope scope = new Scope(extent.size(), integer(seeds), held(access));
        Platform.preload();
        PrintWriter out = spec.commandLine().getOut();
        try (Interruption interruption = Interruption.watch();
                ReproductionProgress progress = ReproductionProgress.of(
                        terminal, interruption, out, spec.commandLine().getErr())) {
            Bench bench = new Bench(access, integer(threads), arithmetic, progress);
            Reproduction.Before before = fresh ? Reproduction.Before.FORGOTTEN : Reproduction.Before.KEPT;
            return ended(new Reproduction(folder, scope, bench).run(items, Items.ALL, before), out);
        }
    }

    private static OptionalInt integer(Optional<Integer> number) {
        return number.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private static Set<String> held(DataAccess access) {
        return Items.ALL.stream()
                .flatMap(item -> item.data().stream())
                .filter(access::holds)
                .collect(Collectors.toSet());
    }

    private int ended(Reproduction.End end, PrintWriter out) {
        return switch (end) {
            case COMPLETE -> ExitCode.OK;
            case FAILED -> ExitCode.SOFTWARE;
            case INTERRUPTED -> {
                out.println("Interrupted; the same command resumes");
                out.flush();
                yield Interruption.EXIT_CODE;
            }
        };
    }

    private int tell() {
        TextTable table = new TextTable(List.of("item", "what it shows", "from"), Set.of(0, 1, 2));
        Items.ALL.forEach(item -> table.add(List.of(item.name(), item.sentence(), item.paper())));
        PrintWriter out = spec.commandLine().getOut();
        table.lines().forEach(out::println);
        out.flush();
        return ExitCode.OK;
    }

    private List<Item> items() {
        String text = list.orElseThrow(() -> misuse("expected what to reproduce, as in "
                + Items.CATALOG.names().get(0) + ", or " + Names.ALL + "; --list tells what there is"));
        try {
            return Names.list("item", text, Map.of(Names.ALL, Items.CATALOG.names())).stream()
                    .map(ReproduceCommand::item)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
    }

    private static Item item(String name) {
        if (!Items.CATALOG.names().contains(name)) {
            List<String> valid = new ArrayList<>();
            new Names.SeveralItems().forEach(valid::add);
            throw new IllegalArgumentException(Words.unknown("item", name, valid));
        }
        return Items.named(name);
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
