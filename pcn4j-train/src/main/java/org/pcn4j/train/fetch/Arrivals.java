package org.pcn4j.train.fetch;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response as it arrives, piece by piece, with a limit to how long each may be awaited, which the
 * client's own streams do not have. The client's threads put pieces in, one other thread takes them out; the next piece
 * is asked for when one is taken, so that no more than two are in memory.
 */
final class Arrivals implements HttpResponse.BodySubscriber<Arrivals>, AutoCloseable {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    private sealed interface Event {}

    private record Piece(List<ByteBuffer> buffers) implements Event {}

    private record End() implements Event {}

    private record Failure(Throwable cause) implements Event {}

    @Override
    public CompletionStage<Arrivals> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (subscription.complete(given)) {
            given.request(1);
        } else {
            given.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Piece(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        events.add(new Failure(cause));
    }

    @Override
    public void onComplete() {
        events.add(new End());
    }

    /**
     * Waits for the next piece.
     *
     * @param stall how long at most
     * @return its bytes, or nothing after the last piece
     * @throws HttpTimeoutException if none came
     * @throws IOException if the connection was lost, or ended before all that was promised had come
     */
    Optional<List<ByteBuffer>> next(Duration stall) throws IOException, InterruptedException {
        Event event = events.poll(stall.toNanos(), TimeUnit.NANOSECONDS);
        if (event == null) {
            throw new HttpTimeoutException("nothing arrived");
        }
        if (event instanceof Failure failure) {
            throw new IOException(failure.cause().getMessage(), failure.cause());
        }
        if (event instanceof Piece piece) {
            subscription.join().request(1);
            return Optional.of(piece.buffers());
        }
        return Optional.empty();
    }

    /** Takes no more; the connection is dropped unless all has arrived. */
    @Override
    public void close() {
        var unused = subscription.thenAccept(Flow.Subscription::cancel);
    }
}
