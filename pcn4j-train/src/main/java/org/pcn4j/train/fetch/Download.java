package org.pcn4j.train.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Fetches published files by HTTP. A file comes to its name whole, checked and at once, or not at all; until then it is
 * NAME.part next to it, from which a later attempt goes on. Mirrors are tried in turn. Those that are busy or silent
 * are tried again after a pause if no other had the file; those that do not have it, or have something else, are not.
 *
 * <p>Safe for use by several threads, and by several processes on one folder: they wait for each other. Holds
 * connections for as long as it is reachable.
 */
public final class Download {
    private static final String PART_SUFFIX = ".part";

    private final Patience patience;
    private final FetchListener listener;
    private final HttpClient client;

    /**
     * Prepares to fetch; nothing is asked for yet.
     *
     * @param patience how long to wait
     * @param listener is told how it goes, by the threads that call {@link #fetch}
     */
    public Download(Patience patience, FetchListener listener) {
        this.patience = patience;
        this.listener = listener;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience.connect())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /**
     * Fetches a file into a folder, unless it is there already with the right checksum. What bears its name and has
     * another checksum is replaced.
     *
     * @param file the file
     * @param folder the folder, made if it does not exist
     * @return where the file lies
     * @throws FetchException if no mirror gave it, naming for each what went wrong, or if it cannot be written
     * @throws InterruptedException if the thread is interrupted; what has arrived is kept
     */
    public Path fetch(RemoteFile file, Path folder) throws InterruptedException {
        Path target = folder.resolve(file.name());
        try {
            Files.createDirectories(folder);
            try (FolderLock lock = FolderLock.take(folder, () -> listener.waiting(file, folder))) {
                // Looked at under the lock: another process may just have fetched it.
                if (!(file.at(target) instanceof FileState.Fine)) {
                    fetchTo(file, target);
                }
                return target;
            }
        } catch (ClosedByInterruptException e) {
            throw Interruption.of(e);
        } catch (IOException e) {
            throw new FetchException("cannot write into %s: %s".formatted(folder, e), e);
        }
    }

    private void fetchTo(RemoteFile file, Path target) throws InterruptedException {
        Path path = target.resolveSibling(file.name() + PART_SUFFIX);
        try (PartFile part = PartFile.open(path, file.checksum().algorithm())) {
            fetchInto(file, part);
            part.moveTo(target);
        }
    }

    private void fetchInto(RemoteFile file, PartFile part) throws InterruptedException {
        Transfer transfer = new Transfer(client, patience, listener, file, part);
        List<URI> mirrors = new ArrayList<>(file.mirrors());
        Map<URI, String> failures = new LinkedHashMap<>();
        long furthest = part.length();
        int idle = 0;
        while (true) {
            for (URI mirror : List.copyOf(mirrors)) {
                Attempt attempt = transfer.from(mirror);
                if (attempt instanceof Attempt.Hindered hindered) {
                    failures.put(mirror, hindered.why());
                    listener.failed(file, mirror, hindered.why());
                } else if (attempt instanceof Attempt.Refused refused) {
                    mirrors.remove(mirror);
                    failures.put(mirror, refused.why());
                    listener.failed(file, mirror, refused.why());
                } else {
                    return;
                }
            }
            // A round that got further than any before is worth another, however often the connection breaks.
            idle = part.length() > furthest ? 0 : idle + 1;
            furthest = Math.max(furthest, part.length());
            if (mirrors.isEmpty() || idle >= patience.rounds()) {
                throw new FetchException("cannot fetch %s: %s"
                        .formatted(
                                file.name(),
                                failures.entrySet().stream()
                                        .map(failure -> "%s: %s".formatted(failure.getKey(), failure.getValue()))
                                        .collect(Collectors.joining("; "))));
            }
            Thread.sleep(patience.pauseAfter(Math.max(1, idle)).toMillis());
        }
    }
}
