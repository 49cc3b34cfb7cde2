package org.pcn4j.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/**
 * What an update takes, counted: a change that makes updates slower shows here on any machine. Where one makes them
 * smaller, the numbers are to be lowered.
 */
class UpdateSizeTest {
    private static final Seed SEED = new Seed(91);
    private static final Schedule ZIL = ZeroDivergence.schedule();
    private static final Schedule IL = InferenceLearning.schedule(8, 0.1);

    /**
     * An update of a model.
     *
     * @param instructions that are run, repetitions included
     * @param tensors that are made once the pool is filled, views included
     */
    record Size(String model, Schedule schedule, long instructions, long tensors) {
        @Override
        public String toString() {
            return model + (schedule.equals(ZIL) ? " by Z-IL: " : " by IL: ") + instructions + " instructions, "
                    + tensors + " tensors";
        }
    }

    static Stream<Size> sizes() {
        return Stream.of(
                new Size("mlp", ZIL, 21, 6),
                new Size("mlp", IL, 112, 54),
                new Size("cnn", ZIL, 21, 27),
                new Size("cnn", IL, 112, 155),
                new Size("rnn", ZIL, 45, 20),
                new Size("rnn", IL, 184, 118),
                new Size("residual", ZIL, 31, 15),
                new Size("resnet18", ZIL, 117, 259),
                new Size("lstm", ZIL, 205, 331),
                new Size("transformer", ZIL, 75, 195));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void anUpdateTakesNoMoreThanItDid(Size size) throws InterruptedException {
        Network network = Fixtures.GRAPHS.contains(size.model())
                ? Fixtures.graph(size.model(), new CrossEntropy())
                : Fixtures.small(size.model(), new CrossEntropy());
        Plan plan = new Planner(ZeroUpdates.APPLY).plan(network, size.schedule(), Set.of(new Observation.Loss()));
        long instructions = plan.blocks().stream()
                .mapToLong(step -> (long) step.repeats() * step.instructions().size())
                .sum();
        // The pool of a thread of its own: what tests before this one left in theirs counts for nothing.
        AtomicLong made = new AtomicLong();
        Thread thread = new Thread(() -> made.set(tensors(size, network, plan)));
        thread.start();
        thread.join();
        assertThat(new Size(size.model(), size.schedule(), instructions, made.get()))
                .isEqualTo(size);
    }

    /** The tensors that the twenty-first update makes. */
    private static long tensors(Size size, Network network, Plan plan) {
        try (Fixtures.Restored threads = Fixtures.threads(size.model(), 1);
                TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                Optimizer optimizer = new Adam(1e-3)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 8);
            PredictiveCoding learner = new PredictiveCoding(parameters, optimizer, plan, SEED);
            for (int update = 0; update < 20; update++) {
                learner.update(clamps);
            }
            long made = NativeMemory.tensorsMade();
            learner.update(clamps);
            return NativeMemory.tensorsMade() - made;
        }
    }
}
