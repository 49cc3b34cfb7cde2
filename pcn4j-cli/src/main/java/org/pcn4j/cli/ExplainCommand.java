package org.pcn4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcn4j.train.catalog.Catalogs;
import org.pcn4j.train.settings.Catalog;
import org.pcn4j.train.settings.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what there is to name in an experiment, from the catalogs, with what jars on the class path add to them. */
@Command(
        name = "explain",
        description =
                "Explain what an experiment can name: list all of a kind, or tell what one is and which settings it"
                        + " has.",
        footer = {
            "",
            "Example: all learning rules, then the settings of one",
            "  pcn4j explain rules",
            "  pcn4j explain il",
            "  pcn4j explain rule il"
        })
final class ExplainCommand implements Callable<Integer> {
    /** A default that is longer is shown by its beginning. */
    private static final int LONGEST_DEFAULT = 40;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            index = "0..1",
            arity = "0..1",
            completionCandidates = Explained.class,
            description = "A kind, as in rules, or the name of one thing, or both (default: which kinds there are).")
    private List<String> words = List.of();

    @Mixin
    private JsonOption json = new JsonOption();

    /** Names that can be explained: kinds, and all things of all kinds. */
    static final class Explained extends Names.Of {
        Explained() {
            super(ExplainCommand::names);
        }
    }

    /** A thing, for other programs. */
    private record One(
            String kind,
            String name,
            String sentence,
            @Nullable String citation,
            List<Catalog.Setting> settings) {
        static One of(Catalog catalog, Catalog.Item item) {
            return new One(
                    catalog.what(),
                    item.name(),
                    item.sentence(),
                    item.citation().orElse(null),
                    item.settings());
        }
    }

    private static String kind(Catalog catalog) {
        return catalog.plural().replace(' ', '-');
    }

    private static List<String> kinds() {
        return Catalogs.all().stream().map(ExplainCommand::kind).toList();
    }

    private static List<String> names() {
        return Stream.concat(kinds().stream(), Catalogs.all().stream().flatMap(catalog -> catalog.names().stream()))
                .distinct()
                .toList();
    }

    @Override
    public Integer call() {
        List<One> found = found();
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            Json.print(found, out);
        } else if (words.isEmpty()) {
            TextTable table = new TextTable(List.of("kind", "names"), Set.of(0, 1));
            Catalogs.all().forEach(catalog -> table.add(List.of(kind(catalog), String.join(", ", catalog.names()))));
            table.lines().forEach(out::println);
        } else if (words.size() == 1 && catalog(words.get(0)).isPresent()) {
            TextTable table = new TextTable(List.of("name", "what it is"), Set.of(0, 1));
            found.forEach(one -> table.add(List.of(one.name(), one.sentence())));
            table.lines().forEach(out::println);
        } else {
            found.forEach(one -> tell(one, out));
        }
        return ExitCode.OK;
    }

    /** Returns the catalog of a kind, in the plural or not; a loss is the energy of an output. */
    private static Optional<Catalog> catalog(String kind) {
        String meant = kind.equals("losses") || kind.equals("loss") ? "energies" : kind;
        return Catalogs.all().stream()
                .filter(catalog -> meant.equals(kind(catalog))
                        || meant.equals(catalog.what().replace(' ', '-')))
                .findFirst();
    }

    /** Returns all things of a kind, those of a name, or all. */
    private List<One> found() {
        if (words.size() == 2) {
            Catalog catalog =
                    catalog(words.get(0)).orElseThrow(() -> misuse(Words.unknown("kind", words.get(0), kinds())));
            return List.of(One.of(catalog, item(catalog, words.get(1))));
        }
        Optional<Catalog> meant =
                words.stream().flatMap(word -> catalog(word).stream()).findFirst();
        List<One> found = new ArrayList<>();
        for (Catalog catalog : meant.map(List::of).orElseGet(Catalogs::all)) {
            catalog.items().stream()
                    .filter(item -> meant.isPresent() || words.isEmpty() || words.contains(item.name()))
                    .forEach(item -> found.add(One.of(catalog, item)));
        }
        if (found.isEmpty()) {
            throw misuse(Words.unknown("name", words.get(0), names(), "kinds", kinds()));
        }
        return found;
    }

    private Catalog.Item item(Catalog catalog, String name) {
        try {
            return catalog.item(name);
        } catch (IllegalArgumentException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static void tell(One one, PrintWriter out) {
        String citation = one.citation() == null ? "" : " (" + one.citation() + ")";
        out.println(one.kind() + " " + one.name() + ": " + one.sentence() + citation);
        if (!one.settings().isEmpty()) {
            TextTable table = new TextTable(List.of("setting", "default", "meaning"), Set.of(0, 1, 2));
            for (Catalog.Setting setting : one.settings()) {
                table.add(List.of(setting.key(), byDefault(setting), setting.meaning()));
            }
            table.lines().forEach(out::println);
        }
    }

    /**
     * Returns the default and the other words that may stand there; a name alone stands for its section. What is long is
     * whole in {@code --json}.
     */
    private static String byDefault(Catalog.Setting setting) {
        String whole = setting.byDefault().orElse("–").replaceFirst("^\\{name: ([^,}]*)}$", "$1");
        String written = whole.length() <= LONGEST_DEFAULT ? whole : whole.substring(0, LONGEST_DEFAULT) + "…";
        List<String> others =
                setting.words().stream().filter(word -> !word.equals(written)).toList();
        return others.isEmpty() ? written : written + ", or " + String.join(", ", others);
    }
}
