package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlockTest {
    private static final int THREADS = 2;
    private static final int ROUNDS = 1000;
    /** Large enough to be cut into pieces. */
    private static final long[] SIZES = {300, 200};

    /** What a thread finds that is the first to ask, or one of the first. */
    private record Found(Layout layout, org.bytedeco.pytorch.Tensor transposed, List<Block> pieces) {
        static Found in(Block block) {
            return new Found(Objects.requireNonNull(block.layout()), block.transposed(), block.pieces());
        }
    }

    @Test
    void threadsThatReadAMatrixForTheFirstTimeTogetherFindOneLayoutOneViewAndTheSamePieces() throws Exception {
        long before = NativeMemory.liveObjects();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Block block = new Block(new Layout(DType.FLOAT32, SIZES).empty());
                List<Found> found = together(threads, block);
                Found first = found.get(0);
                assertThat(first.layout()).isEqualTo(new Layout(DType.FLOAT32, SIZES));
                assertThat(first.pieces()).hasSize(2);
                for (Found each : found) {
                    assertThat(each.layout()).isEqualTo(first.layout());
                    assertThat(each.transposed()).as("one view of the matrix").isSameAs(first.transposed());
                    assertThat(each.pieces()).isSameAs(first.pieces());
                }
                block.giveUp();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(NativeMemory.liveObjects())
                .as("nothing was made twice, or it would be left over")
                .isLessThanOrEqualTo(before);
    }

    @Test
    void piecesGoWithTheirTensorThoughAScopeIsOpen() {
        Tensor whole = Tensor.full(DType.FLOAT32, Shape.of(SIZES), 1);
        try (TensorScope scope = new TensorScope()) {
            long before = NativeMemory.liveObjects();
            assertThat(whole.pieces()).hasSize(2);
            assertThat(NativeMemory.liveObjects()).isEqualTo(before + 2);
            whole.close();
            assertThat(NativeMemory.liveObjects()).isEqualTo(before - 1);
        }
    }

    private static List<Found> together(ExecutorService threads, Block block) throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        List<Future<Found>> pending = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            pending.add(threads.submit(() -> {
                arrived.incrementAndGet();
                while (arrived.get() < THREADS) { // awake, so that all begin within nanoseconds
                    Thread.onSpinWait();
                }
                return Found.in(block);
            }));
        }
        List<Found> found = new ArrayList<>();
        for (Future<Found> each : pending) {
            found.add(each.get());
        }
        return found;
    }

    @Test
    void aMatrixWhoseElementsLieOtherwiseHasNoLayoutHoweverOftenItIsAsked() {
        try (TensorScope scope = new TensorScope()) {
            Tensor turned = Tensor.full(DType.FLOAT32, Shape.of(3, 2), 1).transpose();
            assertThat(turned.layout()).isNull();
            assertThat(turned.layout()).isNull();
        }
    }
}
