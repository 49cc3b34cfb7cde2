package org.pcn4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PatientThreadsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private static Runnable sleeping(CountDownLatch begun, CompletableFuture<String> end) {
        return () -> {
            begun.countDown();
            try {
                TimeUnit.MINUTES.sleep(1);
                end.complete("slept");
            } catch (InterruptedException e) {
                end.complete("interrupted");
            }
        };
    }

    @Test
    void aReaderThatNeverReadsDoesNotHoldItsThreadForever() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        try (PatientThreads threads = new PatientThreads("test", 2, Duration.ofMillis(200));
                ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel reader = SocketChannel.open(server.getLocalAddress());
                SocketChannel writer = server.accept()) {
            threads.execute(() -> {
                try {
                    while (reader.isOpen()) {
                        writer.write(ByteBuffer.allocate(1 << 20));
                    }
                } catch (IOException e) {
                    end.complete(e);
                }
            });
            assertThat(end.get(20, TimeUnit.SECONDS)).isInstanceOf(ClosedByInterruptException.class);
        }
    }

    @Test
    void theOneThatBeganFirstMakesRoomWhereThereIsNone() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        CompletableFuture<String> third = new CompletableFuture<>();
        try (PatientThreads threads = new PatientThreads("test", 2, LONG)) {
            CountDownLatch one = new CountDownLatch(1);
            threads.execute(sleeping(one, first));
            assertThat(one.await(20, TimeUnit.SECONDS)).isTrue();
            begun.countDown();
            threads.execute(sleeping(begun, second));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            threads.execute(
                    () -> third.complete("done, " + Thread.currentThread().isInterrupted()));
            assertThat(third.get(20, TimeUnit.SECONDS)).isEqualTo("done, false");
            assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("interrupted");
            assertThat(second).isNotDone();
        }
        assertThat(second.get(20, TimeUnit.SECONDS)).as("closed").isEqualTo("interrupted");
    }
}
