package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.RankThreads;

class ProcessGroupTest {
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** Ranks wait for each other: since JDK 25 the common pool of two processors runs them one after the other. */
    private static final Executor THREADS = task -> {
        Thread thread = new Thread(task, "rank");
        thread.setDaemon(true);
        thread.start();
    };

    @Test
    void whatAllHaveIsGatheredInTheOrderOfTheRanks() throws Exception {
        List<double[]> all = RankThreads.run(3, group -> {
            try (TensorScope scope = new TensorScope()) {
                Tensor gathered = Tensor.full(DType.FLOAT32, Shape.of(3, 2), 0);
                group.allGather(Tensor.of(Shape.of(2), new float[] {group.rank(), 0.1f}), gathered);
                return gathered.toDoubles();
            }
        });
        assertThat(all).hasSize(3).allMatch(each -> Arrays.equals(each, new double[] {0, 0.1f, 1, 0.1f, 2, 0.1f}));
    }

    /** What three ranks with two rows each read, of more numbers than a piece holds. */
    private static List<double[]> exchanged(ProcessGroup group, long numbers) {
        List<double[]> read = new ArrayList<>();
        group.exchange(
                DType.FLOAT64,
                2,
                numbers,
                (row, from, into) -> into.copyInPlace(
                        Tensor.full(DType.FLOAT64, into.shape(), 100 * group.rank() + 10 * row + from / 1e6)),
                (from, rows) -> {
                    assertThat(rows).hasSize(2 * group.size());
                    for (Tensor row : rows) {
                        read.add(new double[] {from, row.elements(), row.sum().item() / row.elements()});
                    }
                });
        return read;
    }

    @Test
    void rowsTravelInPiecesThroughMemoryAsOverTheNetwork() throws Exception {
        long numbers = Exchange.each(DType.FLOAT64, 2) * 2 + 5;
        RankThreads.Work<List<double[]>> work = group -> {
            try (TensorScope scope = new TensorScope()) {
                assertThat(exchanged(group, 0)).isEmpty();
                exchanged(group, 7);
                return exchanged(group, numbers);
            }
        };
        List<List<double[]>> all = new ArrayList<>(RankThreads.run(3, work));
        all.addAll(RankThreads.runByNetwork(3, work));
        List<double[]> expected = new ArrayList<>();
        for (long from = 0; from < numbers; from += Exchange.each(DType.FLOAT64, 2)) {
            for (int row = 0; row < 6; row++) {
                long count = Math.min(Exchange.each(DType.FLOAT64, 2), numbers - from);
                expected.add(new double[] {from, count, 100 * (row / 2) + 10 * (row % 2) + from / 1e6});
            }
        }
        for (List<double[]> each : all) {
            assertThat(each).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(each.get(i)).containsExactly(expected.get(i), within(1e-9));
            }
        }
    }

    @Test
    void ranksOfOneMachineHaveMemoryInCommonUnlessOneDoesWithout() throws Exception {
        assertThat(RankThreads.run(2, ProcessGroup::isByNetwork)).containsOnly(false);
        assertThat(RankThreads.runByNetwork(2, ProcessGroup::isByNetwork)).containsOnly(true);
        AtomicInteger come = new AtomicInteger();
        assertThat(RankThreads.run(
                        2,
                        place -> come.getAndIncrement() == 0
                                ? ProcessGroup.join(place)
                                : ProcessGroup.joinByNetwork(place),
                        ProcessGroup::isByNetwork))
                .containsOnly(true);
    }

    @Test
    void sumsAreTheSameOnAllRanks() throws Exception {
        RankThreads.Work<double[]> work = group -> {
            float[] sum = new float[2];
            group.exchangeSums(
                    DType.FLOAT32,
                    2,
                    (row, from, into) -> into.write(new float[] {group.rank() + 1, 10}, 0),
                    (from, rows) -> rows.get(0).copyRows(0, 2, sum, 0, 1));
            group.barrier();
            return new double[] {sum[0], sum[1]};
        };
        assertThat(RankThreads.run(2, work)).hasSize(2).allMatch(each -> Arrays.equals(each, new double[] {3, 20}));
        assertThat(RankThreads.runByNetwork(2, work)).allMatch(each -> Arrays.equals(each, new double[] {3, 20}));
    }

    /** What ends just when the time to look at the others is up has not failed. */
    @Test
    void whoeverWaitsLongerThanItLooksAtTheOthersGoesOn() throws Exception {
        Random random = new Random(1);
        List<Integer> all = RankThreads.runByNetwork(2, group -> {
            group.lookEvery(1);
            int met = 0;
            for (int i = 0; i < 400; i++) {
                if (group.rank() == 1) {
                    LockSupport.parkNanos(500_000 + random.nextInt(1_000_000));
                }
                group.barrier();
                met++;
            }
            return met;
        });
        assertThat(all).containsExactly(400, 400);
    }

    @Test
    void whatDiffersIsToldOnEveryRank() throws Exception {
        List<String> all = RankThreads.run(2, group -> {
            group.requireSame("the seed", "1");
            try {
                group.requireSame("the batch size", Integer.toString(10 + group.rank()));
                return "no difference";
            } catch (RankException e) {
                return String.valueOf(e.getMessage());
            }
        });
        assertThat(all)
                .containsOnly(
                        "the ranks differ in the batch size: rank 0 has 10, rank 1 has 11; expected the same on all ranks");
    }

    private static CompletableFuture<String> joining(Rendezvous place) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (ProcessGroup group = ProcessGroup.join(place)) {
                        group.barrier();
                        return "joined";
                    } catch (RankException e) {
                        return String.valueOf(e.getMessage());
                    }
                },
                THREADS);
    }

    private static Rendezvous place(int rank, int size, int port) {
        return Rendezvous.here(rank, size, port).withTimes(SHORT, SHORT);
    }

    @Test
    void anotherNumberOfRanksIsToldByAll() throws Exception {
        int port = Rendezvous.freePort();
        CompletableFuture<String> zero = joining(place(0, 2, port));
        CompletableFuture<String> one = joining(place(1, 3, port));
        assertThat(zero.get(30, TimeUnit.SECONDS))
                .isEqualTo("rank 0 was told of 2 ranks and rank 1 of 3: expected the same WORLD_SIZE everywhere");
        assertThat(one.get(30, TimeUnit.SECONDS))
                .isEqualTo("rank 1 was told of 3 ranks and rank 0 of 2: expected the same WORLD_SIZE everywhere");
    }

    @Test
    void aRankThatDoesNotComeIsNamed() throws Exception {
        int port = Rendezvous.freePort();
        assertThat(joining(place(0, 2, port)).get(30, TimeUnit.SECONDS))
                .isEqualTo("rank 1 did not come within 2 s: expected 2 ranks at 127.0.0.1:" + port);
    }

    @Test
    void whereNobodyListensThePlaceIsNamed() throws Exception {
        int port = Rendezvous.freePort();
        assertThat(joining(place(1, 2, port)).get(60, TimeUnit.SECONDS))
                .startsWith("rank 1 was not answered at 127.0.0.1:" + port + " within 2 s");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            assertThat(joining(place(0, 2, taken.getLocalPort())).get(30, TimeUnit.SECONDS))
                    .startsWith("rank 0 cannot listen on port " + taken.getLocalPort() + ": ");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rank 0 cannot listen there, and the others are not to wait for one that does not come. */
    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 400 Bad Request"})
    void aPortThatAnotherProgramHoldsIsNamedByAllRanks(String answer) throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> answerAll(other, answer), THREADS);
            String place = "127.0.0.1:" + other.getLocalPort();
            Duration second = Duration.ofSeconds(1);
            assertThat(joining(place(1, 2, other.getLocalPort()).withTimes(second, second))
                            .get(20, TimeUnit.SECONDS))
                    .isEqualTo("rank 1 was not answered at " + place
                            + " within 1 s (another program listens there): expected rank 0 to listen there");
            other.close();
            served.get(20, TimeUnit.SECONDS);
        }
    }

    /** Answers whoever comes, or says nothing, until the socket is closed. */
    private static void answerAll(ServerSocket socket, String answer) {
        List<Socket> all = new ArrayList<>();
        try {
            while (true) {
                Socket one = socket.accept();
                all.add(one);
                one.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            all.forEach(ProcessGroupTest::close);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRankThatFailsIsToldByTheOthersInItsWords() throws Exception {
        int port = Rendezvous.freePort();
        CompletableFuture<String> zero = joining(place(0, 2, port));
        CompletableFuture<Void> one = CompletableFuture.runAsync(
                () -> {
                    ProcessGroup group = ProcessGroup.join(place(1, 2, port));
                    group.fail("No space left on device");
                    group.close();
                },
                THREADS);
        one.get(30, TimeUnit.SECONDS);
        assertThat(zero.get(30, TimeUnit.SECONDS)).isEqualTo("rank 1 failed: No space left on device");
    }

    /** A garbage collector that takes a group which was not left in order lets the process crash. */
    @Test
    void theGarbageCollectorTakesOnlyGroupsThatWereLeftInOrder() throws Exception {
        List<WeakReference<ProcessGroup>> left = RankThreads.run(2, WeakReference::new);
        List<WeakReference<ProcessGroup>> failed = RankThreads.run(2, group -> {
            if (group.rank() == 1) {
                group.fail("no more");
            } else {
                assertThatThrownBy(group::barrier).isInstanceOf(RankException.class);
            }
            return new WeakReference<>(group);
        });
        for (int i = 0; i < 100 && left.stream().anyMatch(each -> !each.refersTo(null)); i++) {
            System.gc();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(left).allMatch(each -> each.refersTo(null));
        assertThat(failed).noneMatch(each -> each.refersTo(null));
    }

    @Test
    void anEnvironmentSaysAllOrNothing() {
        assertThat(Rendezvous.of(Map.of("MASTER_PORT", "1"))).isEmpty();
        assertThat(Rendezvous.of(
                        Map.of("RANK", "1", "WORLD_SIZE", "2", "MASTER_ADDR", "node0", "MASTER_PORT", "29500")))
                .contains(new Rendezvous(1, 2, "node0", 29_500));
        assertThatThrownBy(() -> Rendezvous.of(Map.of("WORLD_SIZE", "2", "MASTER_PORT", "1")))
                .hasMessage("WORLD_SIZE and MASTER_PORT are set and RANK and MASTER_ADDR are not: expected all of RANK,"
                        + " WORLD_SIZE, MASTER_ADDR and MASTER_PORT, as torchrun sets them, or none");
        assertThatThrownBy(() ->
                        Rendezvous.of(Map.of("RANK", "2", "WORLD_SIZE", "2", "MASTER_ADDR", "h", "MASTER_PORT", "1")))
                .hasMessage("RANK is 2 and WORLD_SIZE 2: expected a rank of 0 to 1");
        assertThatThrownBy(() ->
                        Rendezvous.of(Map.of("RANK", "x", "WORLD_SIZE", "2", "MASTER_ADDR", "h", "MASTER_PORT", "1")))
                .hasMessage("RANK is 'x': expected a whole number");
        assertThatThrownBy(() -> new Rendezvous(0, 1, "h", 70_000))
                .hasMessage("MASTER_PORT is 70000: expected a port of 1 to 65535");
    }
}
