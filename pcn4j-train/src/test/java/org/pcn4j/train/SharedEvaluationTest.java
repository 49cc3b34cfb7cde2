package org.pcn4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pcn4j.RankThreads;
import org.pcn4j.RestoredThreads;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Energy;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.Threads;

/** Evaluations whose batches are divided among ranks. */
@ExtendWith(RestoredThreads.class)
class SharedEvaluationTest {
    private static final int SIZE = 47;
    private static final int BATCH = 5;

    @BeforeEach
    void useOneWorker() {
        Threads.forShards(1).use();
    }

    /** Drawn samples, which count of how many each batch was. */
    private record Drawn(boolean labeled, AtomicInteger asked) implements Samples {
        @Override
        public String name() {
            return "drawn";
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public String kind() {
            return "drawn rows of 6";
        }

        @Override
        public Batch batch(int[] indices, DType dtype) {
            asked.addAndGet(indices.length);
            double[] inputs = Arrays.stream(indices)
                    .boxed()
                    .flatMapToDouble(i -> numbers(i, "x", 6))
                    .toArray();
            Tensor targets = labeled
                    ? Tensor.of(
                            Shape.of(indices.length),
                            Arrays.stream(indices).mapToLong(i -> i % 3).toArray())
                    : Tensor.of(
                            dtype,
                            Shape.of(indices.length, 3),
                            Arrays.stream(indices)
                                    .boxed()
                                    .flatMapToDouble(i -> numbers(i, "y", 3))
                                    .toArray());
            return new Batch(Tensor.of(dtype, Shape.of(indices.length, 6), inputs), targets);
        }

        private static DoubleStream numbers(int sample, String what, int count) {
            try (Tensor drawn = new Seed(sample).derive(what).normal(DType.FLOAT64, Shape.of(count), 0, 1)) {
                return Arrays.stream(drawn.toDoubles());
            }
        }
    }

    private static void assertSharedAndTheSame(Energy loss, boolean labeled, Optional<Targets> targets)
            throws Exception {
        Network network = Models.mlp(Shape.of(6), List.of(8), new Tanh(), 3, loss);
        Evaluator plain = new Evaluator(network, BATCH);
        Evaluator evaluator = targets.map(plain::withTargets).orElse(plain);
        try (Parameters parameters = network.initialize(new Seed(1), DType.FLOAT32)) {
            Evaluation expected = evaluator.evaluate(parameters, new Drawn(labeled, new AtomicInteger()));
            assertThat(expected.accuracy().isPresent()).isEqualTo(labeled);
            assertThat(expected.numbers()).hasSize(targets.isPresent() ? 3 : 0);
            List<Integer> asked = RankThreads.run(3, group -> {
                Drawn own = new Drawn(labeled, new AtomicInteger());
                assertThat(evaluator.sharedBy(group).evaluate(parameters, own)).isEqualTo(expected);
                return own.asked().get();
            });
            assertThat(asked).containsExactly(3 * BATCH + SIZE % BATCH, 3 * BATCH, 3 * BATCH);
        }
    }

    @Test
    void eachRankAnswersSomeBatchesAndAllAreToldWhatOneProcessFinds() throws Exception {
        assertSharedAndTheSame(new CrossEntropy(), true, Optional.empty());
        assertSharedAndTheSame(
                new SquaredError(), false, Optional.of(new Targets(List.of("a", "b", "c"), Optional.empty())));
        assertSharedAndTheSame(new SquaredError(), false, Optional.empty());
    }

    @Test
    void moreRanksThanBatchesFindTheSame() throws Exception {
        Network network = Models.mlp(Shape.of(6), List.of(8), new Tanh(), 3, new CrossEntropy());
        Evaluator evaluator = new Evaluator(network, 30);
        try (Parameters parameters = network.initialize(new Seed(1), DType.FLOAT32)) {
            Evaluation expected = evaluator.evaluate(parameters, new Drawn(true, new AtomicInteger()));
            assertThat(RankThreads.run(
                            4,
                            group -> evaluator
                                    .sharedBy(group)
                                    .evaluate(parameters, new Drawn(true, new AtomicInteger()))))
                    .containsOnly(expected);
        }
    }
}
