package org.pcn4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.fetch.RemoteSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists all data sets and where each is. */
@Command(
        name = "list",
        description = "List all data sets: those that are generated, and those that are published, with their sizes and"
                + " where they are.",
        footer = {"", "Example: what is in another cache", "  pcn4j data list --cache /data/cache"})
final class DataListCommand implements Callable<Integer> {
    private static final Map<String, String> GENERATED = Map.of(
            "digits", "images of digits",
            "shapes", "images of shapes",
            "words", "words of invented languages",
            "reber", "strings of a grammar",
            "markov", "text of known entropy");

    /** Those that are read and not fetched. */
    private static final Map<String, String> OWN =
            new TreeMap<>(Map.of("emnist", "letters and digits", "qmnist", "digits, more to judge by"));

    private final DataSets sets;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataPlaces places;

    DataListCommand(DataSets sets) {
        this.sets = sets;
        this.places = new DataPlaces(sets);
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        TextTable table = new TextTable(List.of("set", "holds", "size", "where"), Set.of(0, 1, 3));
        for (String name : sets.generated()) {
            table.add(List.of(name, holds(name), "–", "generated"));
        }
        for (RemoteSet set : sets.published()) {
            table.add(List.of(
                    set.name(),
                    set.holds(),
                    set.size().isPresent() ? ByteCount.of(set.size().getAsLong()) : "–",
                    places.find(set).label()));
        }
        OWN.forEach((name, holds) -> table.add(List.of(name, holds, "–", ownPlace(name))));
        table.lines().forEach(out::println);
        out.println();
        out.println("data folder  " + places.folder().map(Path::toString).orElse("none: PCN4J_DATA names one"));
        out.println("cache        " + places.cache().folder());
        return ExitCode.OK;
    }

    private String ownPlace(String name) {
        return places.folder()
                        .map(all -> all.resolve(name))
                        .filter(Files::isDirectory)
                        .isPresent()
                ? "data folder"
                : "not here";
    }

    private static String holds(String generated) {
        return GENERATED.getOrDefault(
                generated, DataSpec.usual(generated).example().kind());
    }
}
