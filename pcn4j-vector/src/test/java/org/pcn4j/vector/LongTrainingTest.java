package org.pcn4j.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/** Ten thousand updates by dense kernels, as a user's learner makes them. */
@Tag("slow")
class LongTrainingTest {
    private static final int UPDATES = 10_000;
    /** What an update leaves to Java's collector: records and lists of some words, no array of a value's or a weight's size. */
    private static final long LEFT = 12_000;

    private static final long MEBIBYTE = 1 << 20;

    @Test
    void memoryIsFlatAndAnUpdateLeavesAFewSmallObjects() {
        var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Threads before = Threads.current();
        Threads.forMatrices(1).use();
        Seed seed = new Seed(1);
        Network network = Models.mlp(Shape.of(784), List.of(128, 128, 128), new Gelu(), 10, new SquaredError());
        try (Parameters parameters = network.initialize(seed, DType.FLOAT32);
                Optimizer optimizer = new Adam(1e-3).fused();
                TensorScope scope = new TensorScope()) {
            Learner learner = new Rule.Scheduled(InferenceLearning.schedule(8, 0.1))
                    .learner(network, parameters, optimizer, seed);
            Tensor labels = Tensor.of(Shape.of(2), new long[] {3, 7});
            Clamps clamps = Clamps.ofSamples(
                    network, seed.uniform(DType.FLOAT32, Shape.of(2, 784), 0, 1), labels, DType.FLOAT32);
            // Until the vectors of all kernels are in registers.
            learn(learner, clamps);
            long thread = Thread.currentThread().getId();
            long allocated = memory.getThreadAllocatedBytes(thread);
            long objects = NativeMemory.liveObjects();
            long resident = NativeMemory.residentBytes();
            learn(learner, clamps);
            assertThat(memory.getThreadAllocatedBytes(thread) - allocated).isLessThan(UPDATES * LEFT);
            assertThat(NativeMemory.liveObjects()).isEqualTo(objects);
            assertThat(NativeMemory.residentBytes() - resident).isLessThan(32 * MEBIBYTE);
        } finally {
            before.use();
        }
    }

    private static void learn(Learner learner, Clamps clamps) {
        for (int i = 0; i < UPDATES; i++) {
            assertThat(learner.update(clamps)).isFinite();
        }
    }
}
