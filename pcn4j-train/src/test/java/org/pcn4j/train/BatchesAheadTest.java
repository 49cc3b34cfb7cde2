package org.pcn4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.data.DataException;
import org.pcn4j.data.Samples;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class BatchesAheadTest {
    private static final int UPDATES = 8;

    /** Digits that do something first each time a batch of them is made. */
    private static Samples doing(Runnable first) {
        return new Samples() {
            @Override
            public String name() {
                return Recipe.TRAIN.name();
            }

            @Override
            public int size() {
                return Recipe.TRAIN.size();
            }

            @Override
            public String kind() {
                return Recipe.TRAIN.kind();
            }

            @Override
            public Batch batch(int[] indices, DType dtype) {
                first.run();
                return Recipe.TRAIN.batch(indices, dtype);
            }
        };
    }

    private static Batches batches(Samples samples) {
        return new Batches(samples, DType.FLOAT64, 25, new Seed(1));
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(BatchesAhead.THREAD))
                .toList();
    }

    private static void assertNoThreads() throws InterruptedException {
        for (Thread thread : threads()) {
            thread.join(10_000);
        }
        assertThat(threads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 100})
    void batchesComeInTheirOrderAndAreTheSameHoweverManyAreAhead(int ahead) {
        try (BatchesAhead prepared = new BatchesAhead(batches(Recipe.TRAIN), 3, 11, ahead)) {
            Batches direct = batches(Recipe.TRAIN);
            for (long update = 3; update < 11; update++) {
                try (TensorScope scope = new TensorScope();
                        Batch batch = prepared.next()) {
                    Batch expected = direct.get(update);
                    assertThat(batch.inputs().isEqualTo(expected.inputs())).isTrue();
                    assertThat(batch.targets().isEqualTo(expected.targets())).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void closedBatchesAreNotAskedForAndThoseThatWereHandedOutStay(int ahead) {
        BatchesAhead prepared = new BatchesAhead(batches(Recipe.TRAIN), 0, 8, ahead);
        try (Batch first = prepared.next()) {
            prepared.close();
            prepared.close();
            assertThatThrownBy(prepared::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("batches are asked for after they were closed");
            assertThat(first.inputs().isFinite()).isTrue();
        }
    }

    @Test
    void noMoreAreAheadThanMayBe() throws InterruptedException {
        Semaphore made = new Semaphore(0);
        AtomicInteger count = new AtomicInteger();
        try (BatchesAhead prepared = new BatchesAhead(
                batches(doing(() -> {
                    count.incrementAndGet();
                    made.release();
                })),
                0,
                1000,
                2)) {
            prepared.next().close();
            made.acquire(3);
            prepared.next().close();
            made.acquire(1);
            // The one thread does things in order: had it more to do, it would do it before it hears of the next.
            prepared.next().close();
            made.acquire(1);
            assertThat(count).hasValue(5);
        }
        assertNoThreads();
    }

    @Test
    void whatGoesWrongComesOutAtTheUpdateThatNeedsTheBatch() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        Samples failing = doing(() -> {
            if (asked.incrementAndGet() == 5) {
                throw new DataException("the fifth cannot be read");
            }
        });
        List<Long> done = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void updated(Progress progress, double loss) {
                done.add(progress.updates());
            }
        };
        try (Parameters parameters = Recipe.PLAIN.network().initialize(new Seed(1), DType.FLOAT32);
                Optimizer sgd = new Sgd(0.1)) {
            assertThatThrownBy(() -> Recipe.PLAIN
                            .trainer()
                            .withBatchesAhead(4)
                            .withListener(listener)
                            .train(parameters, sgd, failing, 1))
                    .isInstanceOf(DataException.class)
                    .hasMessage("the fifth cannot be read");
        }
        assertThat(done).containsExactly(1L, 2L, 3L, 4L);
        assertNoThreads();
    }

    @Test
    void aBatchThatNobodyNeedsAnyMoreMayFail() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch failed = new CountDownLatch(1);
        Samples failing = doing(() -> {
            if (asked.incrementAndGet() == 2) {
                failed.countDown();
                throw new DataException("the second cannot be read");
            }
        });
        try (BatchesAhead prepared = new BatchesAhead(batches(failing), 0, UPDATES, 2)) {
            prepared.next().close();
            failed.await();
        }
        assertNoThreads();
    }

    @Test
    void anInterruptionIsLeftForWhoeverAsksForIt() {
        try (BatchesAhead prepared = new BatchesAhead(batches(Recipe.TRAIN), 0, UPDATES, 2)) {
            Thread.currentThread().interrupt();
            prepared.next().close();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void batchesThatWerePreparedInVainAreClosed() {
        List<Tensor> made = new ArrayList<>();
        Samples watched = new Samples() {
            @Override
            public String name() {
                return Recipe.TRAIN.name();
            }

            @Override
            public int size() {
                return Recipe.TRAIN.size();
            }

            @Override
            public String kind() {
                return Recipe.TRAIN.kind();
            }

            @Override
            public Batch batch(int[] indices, DType dtype) {
                Batch batch = Recipe.TRAIN.batch(indices, dtype);
                made.add(batch.inputs());
                made.add(batch.targets());
                return batch;
            }
        };
        try (BatchesAhead prepared = new BatchesAhead(batches(watched), 0, UPDATES, 3)) {
            prepared.next().close();
        }
        // At least the first; no more than may be ahead of it.
        assertThat(made)
                .hasSizeBetween(2, 8)
                .allMatch(tensor -> tensor.toString().equals("Tensor (closed)"));
    }

    @Test
    void afterTrainingThereIsNoThreadLeft() throws InterruptedException {
        List<Integer> meanwhile = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void updated(Progress progress, double loss) {
                meanwhile.add(threads().size());
            }
        };
        try (Parameters parameters = Recipe.PLAIN.network().initialize(new Seed(1), DType.FLOAT32);
                Optimizer sgd = new Sgd(0.1)) {
            Trainer trainer = Recipe.PLAIN.trainer().withListener(listener);
            trainer.train(parameters, sgd, Recipe.TRAIN, 1);
            assertThat(meanwhile).containsOnly(1);
            assertNoThreads();
            meanwhile.clear();
            trainer.withBatchesAhead(0).train(parameters, sgd, Recipe.TRAIN, 1);
            assertThat(meanwhile).containsOnly(0);
        }
        assertThatThrownBy(() -> Recipe.PLAIN.trainer().withBatchesAhead(-1))
                .hasMessage("at least 0 batches can be prepared ahead, not -1");
    }
}
