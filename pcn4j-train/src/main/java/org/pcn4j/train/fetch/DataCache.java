package org.pcn4j.train.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.pcn4j.data.FileFailure;

/**
 * The folder that holds the data sets that were fetched, each in a folder of its name, so that it can be read as the
 * folder that <code>PCN4J_DATA</code> names. Immutable; safe for use by several threads and processes at once.
 *
 * @param folder the folder, which need not exist
 */
public record DataCache(Path folder) {
    /** The variable that names the folder, whatever the system. */
    public static final String VARIABLE = "PCN4J_CACHE";

    private static final String NAME = "pcn4j";

    /**
     * Returns the cache of the user who runs this process.
     *
     * @throws FetchException if a variable that names it does not hold a path
     */
    public static DataCache ofUser() {
        return locate(
                System.getenv(),
                OperatingSystem.named(System.getProperty("os.name", "")),
                Path.of(System.getProperty("user.home", "")));
    }

    /**
     * Returns a user's cache: the folder that PCN4J_CACHE names; without it the folder pcn4j in XDG_CACHE_HOME, if that
     * is an absolute path, or in .cache; on macOS in Library/Caches; on Windows in LOCALAPPDATA or in AppData/Local. A
     * variable that is empty or blank counts as not set. Nothing is made on disk.
     *
     * @param environment the variables of the environment
     * @param system the system
     * @param home the user's home folder
     * @throws FetchException if a variable that names it does not hold a path
     */
    public static DataCache locate(Map<String, String> environment, OperatingSystem system, Path home) {
        Optional<Path> named = path(environment, VARIABLE);
        if (named.isPresent()) {
            return new DataCache(named.orElseThrow().toAbsolutePath());
        }
        Path caches = switch (system) {
            case LINUX ->
                path(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute).orElse(home.resolve(".cache"));
            case MACOS -> home.resolve("Library").resolve("Caches");
            case WINDOWS ->
                path(environment, "LOCALAPPDATA").orElse(home.resolve("AppData").resolve("Local"));
        };
        return new DataCache(caches.resolve(NAME));
    }

    private static Optional<Path> path(Map<String, String> environment, String variable) {
        String value = environment.getOrDefault(variable, "");
        if (value.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(value));
        } catch (InvalidPathException e) {
            throw new FetchException(
                    String.format(
                            Locale.ROOT,
                            "%s: expected the path of a folder, found '%s'",
                            variable,
                            value.replaceAll("\\s+", " ")),
                    e);
        }
    }

    /** Returns the folder of a set, which need not exist. */
    public Path folder(RemoteSet set) {
        return folder.resolve(set.name());
    }

    /** Returns where a file of a set lies or should lie. */
    public Path path(RemoteSet set, RemoteFile file) {
        return folder(set).resolve(file.name());
    }

    /**
     * Sees to it that all files of a set are in the cache. A file that has the published size counts as being there:
     * files come into the cache by their checksum only, and {@link #verify} looks at it again.
     *
     * @param set the set
     * @param access what to do about a file that is missing or has another size
     * @return the folder that holds the files
     * @throws FetchException if one is missing and may not be fetched or cannot be
     * @throws InterruptedException if the thread is interrupted; what has arrived is kept, and the next call goes on
     *     from there
     */
    public Path require(RemoteSet set, Access access) throws InterruptedException {
        List<RemoteFile> absent =
                set.files().stream().filter(file -> !isThere(set, file)).toList();
        if (!absent.isEmpty()) {
            if (access instanceof Access.Online online) {
                for (RemoteFile file : absent) {
                    online.download().fetch(file, folder(set));
                }
            } else {
                throw new FetchException(offline(set, absent));
            }
        }
        return folder(set);
    }

    /**
     * Tells whether all files of a set are in the cache, by their sizes alone, as {@link #require} does.
     *
     * @throws FetchException if the cache cannot be read
     */
    public boolean holds(RemoteSet set) {
        return set.files().stream().allMatch(file -> isThere(set, file));
    }

    /**
     * Returns how many bytes of a set have arrived, those of files that are not whole yet included.
     *
     * @throws FetchException if the cache cannot be read
     */
    public long arrived(RemoteSet set) {
        long bytes = 0;
        for (RemoteFile file : set.files()) {
            Path path = path(set, file);
            OptionalLong whole = size(path);
            bytes += whole.isPresent()
                    ? whole.getAsLong()
                    : size(Download.part(path)).orElse(0);
        }
        return bytes;
    }

    private boolean isThere(RemoteSet set, RemoteFile file) {
        OptionalLong size = size(path(set, file));
        return size.isPresent() && file.mayHave(size.getAsLong());
    }

    private static OptionalLong size(Path path) {
        try {
            return Files.isRegularFile(path) ? OptionalLong.of(Files.size(path)) : OptionalLong.empty();
        } catch (IOException e) {
            throw new FetchException(String.format(Locale.ROOT, "cannot read %s: %s", path, FileFailure.reason(e)), e);
        }
    }

    private String offline(RemoteSet set, List<RemoteFile> absent) {
        return String.format(
                Locale.ROOT,
                "%s is not in the cache: %s lacks %s, and nothing may be fetched offline; ask for it once online, or get %s and put %s there",
                set.name(),
                folder(set),
                absent.stream().map(file -> lack(set, file)).collect(Collectors.joining(", ")),
                absent.stream().map(file -> file.mirrors().get(0).toString()).collect(Collectors.joining(", ")),
                absent.size() == 1 ? "it" : "them");
    }

    private String lack(RemoteSet set, RemoteFile file) {
        OptionalLong size = size(path(set, file));
        return size.isPresent() && file.size().isPresent()
                ? String.format(
                        Locale.ROOT,
                        "%s (expected %d bytes, found %d)",
                        file.name(),
                        file.size().getAsLong(),
                        size.getAsLong())
                : file.name();
    }

    /**
     * Reads all files of a set and compares their sizes and checksums with the published ones.
     *
     * @return for each file of the set, in its order, what was found
     * @throws FetchException if a file is there and cannot be read
     * @throws InterruptedException if the thread is interrupted
     */
    public List<FileState> verify(RemoteSet set) throws InterruptedException {
        List<FileState> states = new ArrayList<>();
        for (RemoteFile file : set.files()) {
            states.add(file.at(path(set, file)));
        }
        return states;
    }
}
