package org.pcn4j.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.fetch.RemoteSet;
import org.pcn4j.train.file.OneLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where published data sets are looked for, in this order. */
final class DataPlaces {
    private static final String OPTION = "--data-dir";

    private final DataSets sets;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = OPTION,
            paramLabel = "DIR",
            description =
                    "The folder that holds a folder for each set, as mnist/, any of them; what it lacks is looked for"
                            + " in the cache (default: " + DataAccess.VARIABLE + ").")
    private Optional<Path> folder = Optional.empty();

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description =
                    "Where fetched sets are (default: " + DataCache.VARIABLE + ", or the system's folder for caches).")
    private Optional<Path> cache = Optional.empty();

    DataPlaces(DataSets sets) {
        this.sets = sets;
    }

    /** Where a published set is. */
    sealed interface Whereabouts {
        /** Says it in a few words. */
        String label();

        /** In the user's own folder, as whatever files. */
        record Own(Path path) implements Whereabouts {
            @Override
            public String label() {
                return "data folder";
            }
        }

        /** In the cache, whole. */
        record Cached() implements Whereabouts {
            @Override
            public String label() {
                return "cache";
            }
        }

        /**
         * In the cache, in part.
         *
         * @param bytes that have arrived
         */
        record Partly(long bytes) implements Whereabouts {
            @Override
            public String label() {
                return "not whole: " + ByteCount.of(bytes);
            }
        }

        /** Nowhere. */
        record Nowhere() implements Whereabouts {
            @Override
            public String label() {
                return "not fetched";
            }
        }
    }

    /** Finds a set. */
    Whereabouts find(RemoteSet set) {
        Optional<Path> own = folder().map(all -> all.resolve(set.name())).filter(Files::isDirectory);
        if (own.isPresent()) {
            return new Whereabouts.Own(own.get());
        }
        if (cache().holds(set)) {
            return new Whereabouts.Cached();
        }
        long arrived = cache().arrived(set);
        return arrived > 0 ? new Whereabouts.Partly(arrived) : new Whereabouts.Nowhere();
    }

    /**
     * Returns the user's own folder, if there is one.
     *
     * @throws ParameterException if what is named is no folder
     */
    Optional<Path> folder() {
        return folder.map(named -> required(OPTION, named))
                .or(() -> Optional.ofNullable(sets.environment().get(DataAccess.VARIABLE))
                        .filter(named -> !named.isBlank())
                        .map(named -> required(DataAccess.VARIABLE, path(named))));
    }

    private Path path(String named) {
        try {
            return Path.of(named);
        } catch (InvalidPathException e) {
            throw new ParameterException(
                    spec.commandLine(), DataAccess.VARIABLE + ": " + OneLine.quoted(named) + " is no path", e);
        }
    }

    private Path required(String by, Path named) {
        if (!Files.isDirectory(named)) {
            throw new ParameterException(
                    spec.commandLine(), by + ": there is no folder " + OneLine.quoted(named.toString()));
        }
        return named;
    }

    /**
     * Returns where fetched sets are.
     *
     * @throws org.pcn4j.train.fetch.FetchException if a variable that names it does not hold a path
     */
    DataCache cache() {
        return sets.cache(cache);
    }

    /** Returns both places, for reading only. */
    DataAccess access() {
        return access(new Access.Offline());
    }

    /** Returns both places. */
    DataAccess access(Access access) {
        return new DataAccess(folder(), cache(), access, sets.published());
    }
}
