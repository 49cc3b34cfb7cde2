package org.pcn4j.train.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.data.DataException;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.fetch.FetchException;
import org.pcn4j.train.fetch.RemoteSet;
import org.pcn4j.train.fetch.RemoteSets;
import org.pcn4j.train.file.OneLine;

/**
 * Where published data sets are found. Immutable.
 *
 * @param folder holds a folder for each set, as {@code mnist/}; comes first, if there is one
 * @param cache where sets are that were fetched
 * @param access whether what is missing may be fetched
 * @param published the sets that can be
 */
public record DataAccess(Optional<Path> folder, DataCache cache, Access access, List<RemoteSet> published) {
    /** The variable that names the folder. */
    public static final String VARIABLE = "PCN4J_DATA";

    private static final String ZIPPED = "names";

    /**
     * Makes sure that the folder is there: a name that was mistyped would be passed over unsaid.
     *
     * @throws DataException if it is not
     */
    public DataAccess {
        published = List.copyOf(published);
        folder.filter(named -> !Files.isDirectory(named)).ifPresent(named -> {
            throw new DataException(
                    "the folder of data sets is not there: expected one at " + OneLine.quoted(named.toString()));
        });
    }

    /** Creates access to the sets of the {@link RemoteSets}. */
    public DataAccess(Optional<Path> folder, DataCache cache, Access access) {
        this(folder, cache, access, RemoteSets.all());
    }

    /**
     * Returns where the user who runs this process keeps data: in the folder that PCN4J_DATA names, then in the cache.
     *
     * @throws DataException if there is no folder of that name
     * @throws FetchException if a variable that names the cache does not hold a path
     */
    public static DataAccess ofUser(Access access) {
        return new DataAccess(folderByEnvironment(), DataCache.ofUser(), access);
    }

    private static Optional<Path> folderByEnvironment() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(named -> !named.isBlank())
                .map(Path::of);
    }

    /**
     * Returns the folder that holds the files of a set, after it was fetched and unpacked where that was needed.
     *
     * @param set as the catalog calls it
     * @throws FetchException if it is nowhere and may not be fetched or cannot be
     * @throws DataException if what was fetched cannot be unpacked
     * @throws InterruptedException if the thread is interrupted
     */
    Path folderOf(String set) throws InterruptedException {
        Optional<Path> own = ownFolderOf(set);
        if (own.isPresent()) {
            return own.get();
        }
        RemoteSet remote = published.stream()
                .filter(each -> each.name().equals(set))
                .findFirst()
                .orElseThrow(() -> new DataException(set + " not found: it is not fetched; say path: the folder of its"
                        + " files, or put them into " + set + "/ in the folder that --data-dir or " + VARIABLE
                        + " names"));
        Path fetched = fetched(remote);
        if (set.equals(ZIPPED)) {
            new NamesArchive(cache.path(remote, remote.files().get(0))).unpackInto(fetched);
        }
        return fetched;
    }

    private Path fetched(RemoteSet remote) throws InterruptedException {
        try {
            return cache.require(remote, access);
        } catch (FetchException e) {
            String looked = folder.map(all ->
                            String.format(Locale.ROOT, "the data folder %s has no folder %s, and ", all, remote.name()))
                    .orElse("");
            throw new FetchException(looked + e.getMessage(), e);
        }
    }

    /** Tells whether a published set is there, in either place, so that it is read without fetching. */
    public boolean holds(String set) {
        return ownFolderOf(set).isPresent()
                || published.stream().anyMatch(remote -> remote.name().equals(set) && cache.holds(remote));
    }

    /** Returns the folder of a set in the user's own folder, if there is one. */
    private Optional<Path> ownFolderOf(String set) {
        return folder.map(all -> all.resolve(set)).filter(Files::isDirectory);
    }

    /** Says where else a set is looked for, if it was found in the user's own folder. */
    String elsewhere(String set) {
        return ownFolderOf(set)
                .map(own -> String.format(
                        Locale.ROOT,
                        " (without %s, the cache %s is read: pcn4j data fetch %s)",
                        own,
                        cache.folder().resolve(set),
                        set))
                .orElse("");
    }
}
