package org.pcn4j.train.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.pcn4j.train.file.Reason;

/** One file on its way from any of its mirrors into one part. For one thread; owns neither client nor part. */
final class Transfer {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int BEYOND_THE_END = 416;
    private static final Set<Integer> FOR_A_WHILE = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final HttpClient client;
    private final Patience patience;
    private final FetchListener listener;
    private final RemoteFile file;
    private final PartFile part;

    Transfer(HttpClient client, Patience patience, FetchListener listener, RemoteFile file, PartFile part) {
        this.client = client;
        this.patience = patience;
        this.listener = listener;
        this.file = file;
        this.part = part;
    }

    /**
     * Asks a mirror for what the part lacks, and checks the whole. What turns out to be wrong is dropped from the part.
     *
     * @throws FetchException if the part cannot be written
     * @throws InterruptedException if the thread is interrupted; what has arrived stays in the part
     */
    Attempt from(URI mirror) throws InterruptedException {
        boolean others = part.length() > 0;
        Attempt attempt = checked(mirror);
        // Where the first bytes came from elsewhere, the fault may be theirs and not this mirror's.
        return others && attempt instanceof Attempt.Refused && part.length() == 0 ? checked(mirror) : attempt;
    }

    private Attempt checked(URI mirror) throws InterruptedException {
        try {
            Attempt attempt = receive(mirror);
            if (!(attempt instanceof Attempt.Whole)) {
                return attempt;
            }
            Checksum found = part.checksum();
            if (found.equals(file.checksum())) {
                return attempt;
            }
            part.restart();
            return new Attempt.Refused(String.format(Locale.ROOT, "expected %s, found %s", file.checksum(), found));
        } catch (IOException e) {
            return new Attempt.Hindered(reason(e));
        }
    }

    private Attempt receive(URI mirror) throws IOException, InterruptedException {
        if (file.size().isPresent()) {
            if (part.length() > file.size().getAsLong()) {
                part.restart();
            } else if (part.length() > 0 && file.mayHave(part.length())) {
                return new Attempt.Whole();
            }
        }
        long from = part.length();
        HttpResponse<Arrivals> response = send(mirror, from);
        try (Arrivals body = response.body()) {
            int status = response.statusCode();
            if (status == OK) {
                OptionalLong total = response.headers().firstValueAsLong("Content-Length");
                if (!mayBe(total)) {
                    return otherSize(total);
                }
                part.restart();
                return store(body, total);
            }
            if (status == PARTIAL || status == BEYOND_THE_END) {
                ContentRange range = ContentRange.of(response.headers());
                if (status == PARTIAL && from > 0 && range.first().equals(OptionalLong.of(from))) {
                    return mayBe(range.total()) ? store(body, range.total()) : otherSize(range.total());
                }
                if (status == BEYOND_THE_END && from > 0 && range.total().equals(OptionalLong.of(from))) {
                    return new Attempt.Whole();
                }
            }
            if ((status != PARTIAL && status != BEYOND_THE_END) || from == 0) {
                return answered(status, RetryAfter.of(response.headers(), Instant.now()));
            }
        }
        // It does not go on from where the part ends, so it is asked for the whole.
        part.restart();
        return receive(mirror);
    }

    private static Attempt answered(int status, Optional<Duration> asked) {
        String why = String.format(Locale.ROOT, "answered %d", status);
        if (!FOR_A_WHILE.contains(status)) {
            return new Attempt.Refused(why);
        }
        if (asked.isPresent() && asked.get().compareTo(Patience.LONGEST_ASKED) > 0) {
            return new Attempt.Refused(String.format(
                    Locale.ROOT,
                    "%s and asks for a pause of %d s, expected at most %d s",
                    why,
                    asked.get().toSeconds(),
                    Patience.LONGEST_ASKED.toSeconds()));
        }
        return new Attempt.Hindered(why, asked);
    }

    private HttpResponse<Arrivals> send(URI mirror, long from) throws IOException, InterruptedException {
        // The bytes as they are published: some servers unpack or pack what they send unless told not to.
        HttpRequest.Builder request = HttpRequest.newBuilder(mirror).header("Accept-Encoding", "identity");
        if (from > 0) {
            request.header("Range", String.format(Locale.ROOT, "bytes=%d-", from));
        }
        // The request's own timeout would, in some releases of Java, limit the whole download.
        CompletableFuture<HttpResponse<Arrivals>> sent = client.sendAsync(request.build(), info -> new Arrivals());
        Duration most = patience.connect().plus(patience.stall());
        try {
            return sent.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            abandon(sent);
            throw new HttpTimeoutException(String.format(Locale.ROOT, "no answer within %d ms", most.toMillis()));
        } catch (InterruptedException e) {
            abandon(sent);
            throw e;
        }
    }

    /** Drops the connection, also if the answer has come at the last moment. */
    private static void abandon(CompletableFuture<HttpResponse<Arrivals>> sent) {
        if (!sent.cancel(true) && !sent.isCompletedExceptionally()) {
            sent.join().body().close();
        }
    }

    private boolean mayBe(OptionalLong total) {
        return total.isEmpty() || file.mayHave(total.getAsLong());
    }

    private Attempt otherSize(OptionalLong total) {
        return new Attempt.Refused(String.format(
                Locale.ROOT, "expected %d bytes, found %d", file.size().getAsLong(), total.getAsLong()));
    }

    /** Writes what arrives, up to the promised end. */
    private Attempt store(Arrivals body, OptionalLong total) throws InterruptedException {
        OptionalLong expected = file.size().isPresent() ? file.size() : total;
        try {
            Optional<List<ByteBuffer>> next = body.next(patience.stall());
            while (next.isPresent()) {
                part.append(next.orElseThrow());
                if (expected.isPresent() && part.length() > expected.getAsLong()) {
                    part.restart();
                    return new Attempt.Refused(
                            String.format(Locale.ROOT, "expected %d bytes, found more", expected.getAsLong()));
                }
                listener.progress(file, part.length(), expected);
                next = body.next(patience.stall());
            }
        } catch (HttpTimeoutException e) {
            return new Attempt.Hindered(String.format(
                    Locale.ROOT,
                    "%s, then nothing for %d ms",
                    arrived(expected),
                    patience.stall().toMillis()));
        } catch (IOException e) {
            return new Attempt.Hindered(
                    String.format(Locale.ROOT, "%s, then the connection was lost", arrived(expected)));
        }
        return expected.isPresent() && part.length() < expected.getAsLong()
                ? new Attempt.Hindered(String.format(Locale.ROOT, "%s, then the end", arrived(expected)))
                : new Attempt.Whole();
    }

    private String arrived(OptionalLong expected) {
        return expected.isPresent()
                ? String.format(Locale.ROOT, "%d of %d bytes", part.length(), expected.getAsLong())
                : String.format(Locale.ROOT, "%d bytes", part.length());
    }

    private String reason(IOException e) {
        if (e instanceof HttpConnectTimeoutException) {
            return String.format(
                    Locale.ROOT,
                    "no connection within %d ms",
                    patience.connect().toMillis());
        }
        if (e instanceof ConnectException) {
            return isUnknown(e) ? "host not found" : "no connection";
        }
        String message = e.getMessage();
        return message == null ? "the connection was lost" : Reason.of(e);
    }

    private static boolean isUnknown(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }
}
