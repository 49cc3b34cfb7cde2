package org.pcn4j.train.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.pcn4j.data.FileFailure;

/**
 * A file that is published, the same in several places. Immutable; safe for use by several threads.
 *
 * @param name what it is called in the cache: letters, digits, dots, hyphens and underscores, no dot at the start
 * @param size how many bytes it has, if that is known; at least 0
 * @param checksum what its bytes come to
 * @param mirrors where it is published, the preferred place first; at least one, each an absolute http or https URI
 */
public record RemoteFile(String name, OptionalLong size, Checksum checksum, List<URI> mirrors) {
    private static final String NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]*";

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public RemoteFile {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "name of a file: expected letters, digits, '.', '-' and '_', no '.' first, found '%s'",
                    name));
        }
        if (size.isPresent() && size.getAsLong() < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "size of %s: expected at least 0 bytes, found %d", name, size.getAsLong()));
        }
        mirrors = List.copyOf(mirrors);
        if (mirrors.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "mirrors of %s: expected at least one, found none", name));
        }
        for (URI mirror : mirrors) {
            if (!isWeb(mirror)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "mirror of %s: expected an absolute http or https URI, found %s", name, mirror));
            }
        }
    }

    private static boolean isWeb(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null) {
            return false;
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https");
    }

    /** Tells whether a file of so many bytes could be this one, by its size alone. */
    boolean mayHave(long bytes) {
        return size.isEmpty() || size.getAsLong() == bytes;
    }

    /**
     * Compares what lies somewhere with this file, by its size and then by its checksum.
     *
     * @param path where the file lies or should lie
     * @throws FetchException if something is there and cannot be read
     * @throws InterruptedException if the thread is interrupted
     */
    public FileState at(Path path) throws InterruptedException {
        if (!Files.exists(path)) {
            return new FileState.Missing(this, path);
        }
        if (!Files.isRegularFile(path)) {
            return new FileState.Damaged(this, path, "a file", "something else");
        }
        try {
            long found = Files.size(path);
            if (!mayHave(found)) {
                return new FileState.Damaged(this, path, size.getAsLong() + " bytes", found + " bytes");
            }
            Checksum sum = Checksum.of(checksum.algorithm(), path);
            return sum.equals(checksum)
                    ? new FileState.Fine(this, path)
                    : new FileState.Damaged(this, path, checksum.toString(), sum.toString());
        } catch (ClosedByInterruptException e) {
            throw Interruption.of(e);
        } catch (IOException e) {
            throw new FetchException(String.format(Locale.ROOT, "cannot read %s: %s", path, FileFailure.reason(e)), e);
        }
    }
}
