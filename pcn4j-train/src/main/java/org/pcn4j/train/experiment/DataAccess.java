package org.pcn4j.train.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.pcn4j.data.DataException;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.Catalogue;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.fetch.RemoteSet;

/**
 * Where published data sets are found. Immutable.
 *
 * @param folder holds a folder for each set, as {@code mnist/}; comes first, if there is one
 * @param cache where sets are that were fetched
 * @param access whether what is missing may be fetched
 */
public record DataAccess(Optional<Path> folder, DataCache cache, Access access) {
    /** The variable that names the folder. */
    public static final String VARIABLE = "PCN4J_DATA";

    private static final String ZIPPED = "names";

    /**
     * Returns where the user who runs this process keeps data: in the folder that PCN4J_DATA names, then in the cache.
     *
     * @throws org.pcn4j.train.fetch.FetchException if a variable that names the cache does not hold a path
     */
    public static DataAccess ofUser(Access access) {
        return new DataAccess(folderByEnvironment(), DataCache.ofUser(), access);
    }

    /** Returns the folder that the environment names, if it does. */
    public static Optional<Path> folderByEnvironment() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(named -> !named.isBlank())
                .map(Path::of);
    }

    /**
     * Returns the folder that holds the files of a set, after it was fetched and unpacked where that was needed.
     *
     * @param set as the catalogue calls it
     * @throws org.pcn4j.train.fetch.FetchException if it is nowhere and may not be fetched or cannot be
     * @throws org.pcn4j.data.DataException if what was fetched cannot be unpacked
     * @throws InterruptedException if the thread is interrupted
     */
    Path folderOf(String set) throws InterruptedException {
        Optional<Path> own = folder.map(all -> all.resolve(set)).filter(Files::isDirectory);
        if (own.isPresent()) {
            return own.get();
        }
        RemoteSet remote = Catalogue.find(set)
                .orElseThrow(() -> new DataException(set + " not found: it is not fetched; say path: the folder of its"
                        + " files, or put them into " + set + "/ in the folder that --data-dir or " + VARIABLE
                        + " names"));
        Path fetched = cache.require(remote, access);
        if (set.equals(ZIPPED)) {
            new NamesArchive(cache.path(remote, remote.files().get(0))).unpackInto(fetched);
        }
        return fetched;
    }
}
