package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.pcn4j.RankThreads;

class ProcessGroupTest {
    private static final Duration SHORT = Duration.ofSeconds(2);

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

    @Test
    void sumsAreTheSameOnAllRanks() throws Exception {
        List<double[]> all = RankThreads.run(2, group -> {
            try (TensorScope scope = new TensorScope()) {
                Tensor sum = Tensor.of(Shape.of(2), new float[] {group.rank() + 1, 10});
                group.allReduce(sum);
                group.barrier();
                return sum.toDoubles();
            }
        });
        assertThat(all).hasSize(2).allMatch(each -> Arrays.equals(each, new double[] {3, 20}));
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
                .containsOnly("the batch size differs: rank 0 has 10, rank 1 has 11; expected the same on all ranks");
    }

    private static CompletableFuture<String> joining(Rendezvous place) {
        return CompletableFuture.supplyAsync(() -> {
            try (ProcessGroup group = ProcessGroup.join(place)) {
                group.barrier();
                return "joined";
            } catch (RankException e) {
                return String.valueOf(e.getMessage());
            }
        });
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

    @Test
    void aRankThatFailsIsToldByTheOthersInItsWords() throws Exception {
        int port = Rendezvous.freePort();
        CompletableFuture<String> zero = joining(place(0, 2, port));
        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> {
            ProcessGroup group = ProcessGroup.join(place(1, 2, port));
            group.fail("No space left on device");
            group.close();
        });
        one.get(30, TimeUnit.SECONDS);
        assertThat(zero.get(30, TimeUnit.SECONDS)).isEqualTo("rank 1 failed: No space left on device");
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

    /** The library says that an operation has timed out, and when it is asked, it is done: no rank is lost then. */
    @Test
    void whatIsDoneAMomentAfterAWaitWasGivenUpIsNoFailure() {
        AtomicInteger waits = new AtomicInteger();
        assertThat(ProcessGroup.isDone(
                        () -> {
                            if (waits.incrementAndGet() == 1) {
                                throw new IllegalStateException("Operation timed out!");
                            }
                        },
                        () -> true))
                .isTrue();
        assertThat(waits).hasValue(2);
    }

    @Test
    void whatTakesLongerIsWaitedForAgainAndWhatHasFailedIsTold() {
        Runnable failing = () -> {
            throw new IllegalStateException("connection closed");
        };
        assertThat(ProcessGroup.isDone(failing, () -> false)).isFalse();
        assertThatThrownBy(() -> ProcessGroup.isDone(failing, () -> true)).hasMessage("connection closed");
    }
}
