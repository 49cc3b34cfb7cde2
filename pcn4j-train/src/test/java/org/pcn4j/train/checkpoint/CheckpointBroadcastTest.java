package org.pcn4j.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pcn4j.RankThreads;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Checkpoints that go from rank to rank. */
class CheckpointBroadcastTest {
    /** More than what is on its way at a time. */
    private static final Shape LARGE = Shape.of(5, 1 << 20);

    private static Checkpoint checkpoint() {
        return new Checkpoint(
                7,
                Map.of(
                        "large", new Seed(1).normal(DType.FLOAT32, LARGE, 0, 1).keep(),
                        "none", Tensor.full(DType.FLOAT32, Shape.of(0, 3), 0).keep()),
                Map.of(
                        "step",
                                Tensor.of(Shape.of(1), new long[] {Long.MAX_VALUE})
                                        .keep(),
                        "mean",
                                new Seed(2)
                                        .normal(DType.FLOAT64, Shape.of(3, 2), 0, 1)
                                        .keep()),
                Map.of("course", "{\"ü\": 1}"));
    }

    @Test
    void allRanksHaveItToTheBit() throws Exception {
        List<Boolean> same = RankThreads.run(3, group -> {
            try (TensorScope scope = new TensorScope();
                    Checkpoint own = checkpoint()) {
                if (group.rank() == 0) {
                    CheckpointBroadcast.send(group, own);
                    return true;
                }
                try (Checkpoint received = CheckpointBroadcast.receive(group)) {
                    assertThat(received.update()).isEqualTo(7);
                    assertThat(received.texts()).isEqualTo(own.texts());
                    assertThat(received.network()).containsOnlyKeys("large", "none");
                    assertThat(received.optimizer()).containsOnlyKeys("step", "mean");
                    List<Tensor> expected = List.copyOf(own.tensors().values());
                    List<Tensor> found = List.copyOf(received.tensors().values());
                    return IntStream.range(0, expected.size())
                            .allMatch(i -> found.get(i).isEqualTo(expected.get(i)));
                }
            }
        });
        assertThat(same).containsExactly(true, true, true);
    }
}
