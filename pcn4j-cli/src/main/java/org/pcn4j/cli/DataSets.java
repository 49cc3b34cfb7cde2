package org.pcn4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.fetch.OperatingSystem;
import org.pcn4j.train.fetch.Patience;
import org.pcn4j.train.fetch.RemoteSet;
import org.pcn4j.train.fetch.RemoteSets;
import org.pcn4j.train.settings.Words;

/**
 * The data sets there are, and what decides where they are found and how they are fetched.
 *
 * @param environment the variables of this process
 * @param published those that can be fetched
 * @param patience how long to wait for them
 */
record DataSets(Map<String, String> environment, List<RemoteSet> published, Patience patience) {
    /** Copies the collections. */
    DataSets {
        environment = Map.copyOf(environment);
        published = List.copyOf(published);
    }

    /** Returns those of the world, for the user who runs this process. */
    static DataSets ofUser() {
        return new DataSets(System.getenv(), RemoteSets.all(), Patience.DEFAULT);
    }

    /** Returns the names of the sets that are generated. */
    List<String> generated() {
        return DataSpec.sets().stream()
                .filter(name -> DataSpec.byDefault(name).isGenerated())
                .toList();
    }

    /** Returns the names of the sets that can be fetched. */
    List<String> names() {
        return published.stream().map(RemoteSet::name).toList();
    }

    /** Returns a set that can be fetched, if there is one of this name. */
    Optional<RemoteSet> find(String name) {
        return published.stream().filter(set -> set.name().equals(name)).findFirst();
    }

    /**
     * Returns a set that can be fetched.
     *
     * @throws IllegalArgumentException if there is none of this name: which there are
     */
    RemoteSet require(String name) {
        if (generated().contains(name)) {
            throw new IllegalArgumentException("'" + name + "' is generated: there is nothing to fetch or to verify");
        }
        return find(name).orElseThrow(() -> new IllegalArgumentException(Words.unknown("data set", name, names())));
    }

    /**
     * Returns where fetched sets are.
     *
     * @param named the folder, if the user names one
     * @throws org.pcn4j.train.fetch.FetchException if a variable that names it does not hold a path
     */
    DataCache cache(Optional<Path> named) {
        return named.map(folder -> new DataCache(folder.toAbsolutePath()))
                .orElseGet(() -> DataCache.locate(
                        environment,
                        OperatingSystem.named(System.getProperty("os.name", "")),
                        Path.of(System.getProperty("user.home", ""))));
    }
}
