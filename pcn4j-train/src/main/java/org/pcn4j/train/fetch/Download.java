package org.pcn4j.train.fetch;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.train.file.FolderLock;
import org.pcn4j.train.file.Reason;

/**
 * Fetches published files by HTTP. A file comes to its name whole, checked and at once, or not at all; until then it is
 * NAME.part next to it, from which a later attempt goes on. Mirrors are tried in turn. Those that are busy or silent
 * are tried again after a pause, by Retry-After if they answer that and a minute at most, if no other had the file; those
 * that do not have it, or have something else, are not.
 *
 * <p>Safe for use by several threads, and by several processes on one folder: they wait for each other. Holds
 * connections for as long as it is reachable.
 */
public final class Download {
    private static final String PART_SUFFIX = ".part";

    private final Patience patience;
    private final FetchListener listener;
    private final Proxies proxies;
    private final HttpClient client;

    /**
     * Prepares to fetch through the proxies that the environment names, if it names any; nothing is asked for yet.
     *
     * @param patience how long to wait
     * @param listener is told how it goes, by the threads that call {@link #fetch}
     */
    public Download(Patience patience, FetchListener listener) {
        this(patience, listener, Proxies.of(System.getenv()));
    }

    /**
     * Prepares to fetch; nothing is asked for yet.
     *
     * @param patience how long to wait
     * @param listener is told how it goes, by the threads that call {@link #fetch}
     * @param proxies through which mirrors are asked
     */
    public Download(Patience patience, FetchListener listener, Proxies proxies) {
        this.patience = patience;
        this.listener = listener;
        this.proxies = proxies;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience.connect())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .proxy(proxies.selector());
        proxies.authenticator().ifPresent(builder::authenticator);
        this.client = builder.build();
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
            throw new FetchException(String.format(Locale.ROOT, "cannot write into %s: %s", folder, Reason.of(e)), e);
        }
    }

    /** Returns where a file is while it is not whole. */
    static Path part(Path target) {
        return target.resolveSibling(target.getFileName() + PART_SUFFIX);
    }

    private void fetchTo(RemoteFile file, Path target) throws InterruptedException {
        try (PartFile part = PartFile.open(part(target), file.checksum().algorithm())) {
            fetchInto(file, part);
            part.moveTo(target);
        }
    }

    private void fetchInto(RemoteFile file, PartFile part) throws InterruptedException {
        Transfer transfer = new Transfer(client, patience, listener, file, part);
        Turns turns = new Turns(file.mirrors(), patience);
        long furthest = part.length();
        while (!turns.isOver()) {
            Turns.Turn turn = turns.next();
            Optional<String> complaint = proxies.complaint(turn.mirror());
            Attempt attempt =
                    complaint.isPresent() ? new Attempt.Refused(complaint.get()) : transfer.from(turn.mirror());
            if (attempt instanceof Attempt.Refused refused) {
                turns.refused(turn, refused.why());
                listener.failed(file, turn.mirror(), refused.why());
            } else if (attempt instanceof Attempt.Hindered hindered) {
                // Getting further than ever is worth another attempt, however often the connection breaks.
                if (part.length() > furthest) {
                    turns.progressed(turn, hindered);
                } else {
                    turns.idled(turn, hindered);
                }
                listener.failed(file, turn.mirror(), hindered.why());
            } else {
                return;
            }
            furthest = Math.max(furthest, part.length());
        }
        throw new FetchException(String.format(Locale.ROOT, "cannot fetch %s: %s", file.name(), turns.failures()));
    }
}
