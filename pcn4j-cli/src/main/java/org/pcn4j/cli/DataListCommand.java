package org.pcn4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.fetch.RemoteSet;
import org.pcn4j.train.fetch.RemoteSets;
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
    private final DataSets sets;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private DataPlaces places;

    /**
     * All sets.
     *
     * @param dataFolder the user's own folder; null if there is none
     * @param cache where fetched sets are
     */
    private record All(List<One> sets, Optional<String> dataFolder, String cache) {}

    /**
     * A set.
     *
     * @param bytes that are fetched; null where that is not known or nothing is
     * @param where in words, as in the table
     * @param path the folder of its files; null where it is generated or not here
     */
    private record One(String name, String holds, OptionalLong bytes, String where, Optional<String> path) {}

    DataListCommand(DataSets sets) {
        this.sets = sets;
        this.places = new DataPlaces(sets);
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            Json.print(all(), out);
            return ExitCode.OK;
        }
        TextTable table = new TextTable(List.of("set", "holds", "size", "where"), Set.of(0, 1, 3));
        for (One set : all().sets()) {
            String size = set.bytes().isPresent() ? ByteCount.of(set.bytes().getAsLong()) : "–";
            table.add(List.of(set.name(), set.holds(), size, set.where()));
        }
        table.lines().forEach(out::println);
        out.println();
        out.println("data folder  " + places.folder().map(Path::toString).orElse("none: PCN4J_DATA names one"));
        out.println("cache        " + places.cache().folder());
        return ExitCode.OK;
    }

    private Optional<Path> own(String name) {
        return places.folder().map(all -> all.resolve(name)).filter(Files::isDirectory);
    }

    private All all() {
        List<One> all = new ArrayList<>();
        for (String name : sets.generated()) {
            all.add(new One(name, holds(name), OptionalLong.empty(), "generated", Optional.empty()));
        }
        for (RemoteSet set : sets.published()) {
            DataPlaces.Whereabouts found = places.find(set);
            all.add(new One(set.name(), set.holds(), set.size(), found.label(), path(set, found)));
        }
        for (String name : readOnly()) {
            Optional<Path> own = own(name);
            String where = own.isPresent() ? "data folder" : "not here";
            all.add(new One(name, holds(name), OptionalLong.empty(), where, own.map(Path::toString)));
        }
        return new All(
                all,
                places.folder().map(Path::toString),
                places.cache().folder().toString());
    }

    private Optional<String> path(RemoteSet set, DataPlaces.Whereabouts found) {
        if (found instanceof DataPlaces.Whereabouts.Own own) {
            return Optional.of(own.path().toString());
        }
        return found instanceof DataPlaces.Whereabouts.Cached
                ? Optional.of(places.cache().folder(set).toString())
                : Optional.empty();
    }

    /** Returns the names of the sets that are read and not fetched. */
    private List<String> readOnly() {
        Set<String> others = new HashSet<>(sets.generated());
        RemoteSets.all().forEach(set -> others.add(set.name()));
        return DataSpec.sets().stream()
                .filter(name -> !others.contains(name))
                .sorted()
                .toList();
    }

    /** Says what the catalog says, as a part of a line. */
    private static String holds(String name) {
        String sentence = DataSpec.KIND.item(name).sentence();
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT)
                + sentence.substring(1).replaceFirst("\\.$", "");
    }
}
