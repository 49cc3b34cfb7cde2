package org.pcn4j.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Linear;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.systems.temporal.InvariantNetwork;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;

class CheckpointTest {
    private static final Map<String, String> TEXTS = Map.of("a", "one\ntwo", "b", "grün");

    @TempDir
    private Path dir;

    private static Network network(long width) {
        return new SequentialBuilder(Shape.of(4))
                .layer("fc1", new Linear(4, width), new BatchNorm(width))
                .output("fc2", new CrossEntropy(), new Linear(width, 3));
    }

    private static Parameters parameters(long seed) {
        return network(3).initialize(new Seed(seed), DType.FLOAT32);
    }

    private static Optimizer moved(Parameters parameters) {
        Optimizer adam = new Adam(0.01);
        try (TensorScope scope = new TensorScope()) {
            parameters
                    .specs()
                    .forEach(spec -> adam.update(
                            spec.name(),
                            parameters.get(spec.name()),
                            new Seed(1).normal(DType.FLOAT32, spec.shape(), 0, 1)));
        }
        return adam;
    }

    private Path written() throws IOException {
        Path file = dir.resolve("c.safetensors");
        try (Parameters parameters = parameters(1);
                Optimizer adam = moved(parameters);
                Checkpoint checkpoint = Checkpoint.of(12, parameters, adam, TEXTS)) {
            parameters.buffers().get(0).mulInPlace(3);
            checkpoint.write(file);
        }
        return file;
    }

    /** A filter that is killed goes on from the frame it had seen: potentials and velocities are part of where it stands. */
    @Test
    void aStateThatIsCarriedComesBackWithItsBits() throws IOException {
        Path file = dir.resolve("c.safetensors");
        try (TensorScope scope = new TensorScope();
                InvariantNetwork network = new InvariantNetwork(List.of(6, 4, 3), DType.FLOAT32, new Seed(1));
                Sgd sgd = new Sgd(0.1)) {
            Tensor frame = new Seed(2).uniform(DType.FLOAT32, Shape.of(2, 6), 0, 1);
            network.show(frame, 2);
            try (Checkpoint checkpoint =
                    Checkpoint.of(2, network.parameters(), sgd, TEXTS).withState(network.state())) {
                checkpoint.write(file);
            }
            network.show(frame, 3);
            try (InvariantNetwork other = new InvariantNetwork(List.of(6, 4, 3), DType.FLOAT32, new Seed(9));
                    Checkpoint read = Checkpoint.read(file)) {
                assertThat(read.update()).isEqualTo(2);
                read.restore(other.parameters());
                other.restore(read.state());
                other.show(frame, 3);
                Tensor top = network.state().value(network.top()).orElseThrow();
                assertThat(other.state().value(other.top()).orElseThrow().isEqualTo(top))
                        .isTrue();
                for (int i = 0; i < 2; i++) {
                    assertThat(other.parameters().tensors().get(i))
                            .matches(network.parameters().tensors().get(i)::isEqualTo);
                }
            }
        }
    }

    @Test
    void everythingComesBackWithItsBits() throws IOException {
        Path file = dir.resolve("c.safetensors");
        try (Parameters parameters = parameters(1);
                Optimizer adam = moved(parameters);
                Parameters other = parameters(2);
                Optimizer fresh = new Adam(0.01)) {
            try (TensorScope scope = new TensorScope()) {
                parameters.buffers().get(0).copyInPlace(Tensor.of(Shape.of(3), new float[] {-0.0f, 1e-42f, 7}));
            }
            try (Checkpoint checkpoint = Checkpoint.of(12, parameters, adam, TEXTS)) {
                checkpoint.write(file);
            }
            try (Checkpoint read = Checkpoint.read(file)) {
                assertThat(read.update()).isEqualTo(12);
                assertThat(read.texts()).isEqualTo(TEXTS);
                read.restore(other, fresh);
            }
            assertThat(Divergence.between(parameters, other).all().bitwiseEqual())
                    .isTrue();
            assertThat(other.buffers().get(0).toFloats()).containsExactly(-0.0f, 1e-42f, 7);
            try (Checkpoint again = Checkpoint.of(12, other, fresh, TEXTS)) {
                again.write(dir.resolve("again.safetensors"));
            }
            assertThat(dir.resolve("again.safetensors")).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void otherProgramsFindParametersAndStateByName() throws IOException {
        try (SafeTensors open = SafeTensors.open(written())) {
            assertThat(open.names())
                    .contains(
                            "network/fc1.0.weight",
                            "network/fc1.1.running_mean",
                            "network/fc2.bias",
                            "optimizer/fc1.0.weight/exp_avg",
                            "optimizer/fc1.0.weight/exp_avg_sq",
                            "optimizer/fc1.0.weight/steps");
            assertThat(open.metadata()).containsEntry("pcn4j-checkpoint", "1").containsEntry("update", "12");
        }
    }

    /** 0.1.0 called Adam's means by other names: its file loads, and is written by the names of today. */
    @Test
    void aCheckpointByFormerNamesLoadsToTheSameBits() throws IOException {
        Path former = dir.resolve("former.safetensors");
        try (Parameters parameters = parameters(1);
                Optimizer adam = moved(parameters);
                Parameters other = parameters(2);
                Optimizer fresh = new Adam(0.01)) {
            try (Checkpoint checkpoint = Checkpoint.of(12, parameters, adam, TEXTS)) {
                checkpoint.write(dir.resolve("today.safetensors"));
                Map<String, Tensor> renamed = new TreeMap<>();
                checkpoint
                        .optimizer()
                        .forEach((name, tensor) -> renamed.put(
                                name.replace("/exp_avg_sq", "/square").replace("/exp_avg", "/mean"), tensor));
                new Checkpoint(12, checkpoint.network(), renamed, TEXTS).write(former);
            }
            try (SafeTensors open = SafeTensors.open(former)) {
                assertThat(open.names())
                        .contains("optimizer/fc1.0.weight/mean", "optimizer/fc1.0.weight/square")
                        .doesNotContain("optimizer/fc1.0.weight/exp_avg");
            }
            try (Checkpoint read = Checkpoint.read(former)) {
                read.restore(other, fresh);
            }
            try (Checkpoint again = Checkpoint.of(12, other, fresh, TEXTS)) {
                again.write(dir.resolve("again.safetensors"));
            }
            assertThat(dir.resolve("again.safetensors")).hasSameBinaryContentAs(dir.resolve("today.safetensors"));
        }
    }

    /** Every byte counts: header, texts, numbers. */
    @Test
    void aBitThatHasChangedAnywhereIsFound() throws IOException {
        Path file = written();
        byte[] good = Files.readAllBytes(file);
        // All of the header, and of the numbers every fifth byte.
        for (int i = 0; i < good.length; i += i < 1000 ? 1 : 5) {
            byte[] bad = good.clone();
            bad[i] ^= 4;
            Path damaged = Files.write(dir.resolve("damaged.safetensors"), bad);
            assertThatThrownBy(() -> Checkpoint.read(damaged).close())
                    .as("byte %d", i)
                    .isInstanceOf(FileFormatException.class)
                    .hasMessageStartingWith(damaged + ": ")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aFileThatEndsTooEarlyIsFound() throws IOException {
        Path file = written();
        byte[] good = Files.readAllBytes(file);
        for (int length = 0; length < good.length; length += 13) {
            Path damaged = Files.write(dir.resolve("damaged.safetensors"), Arrays.copyOf(good, length));
            assertThatThrownBy(() -> Checkpoint.read(damaged).close()).isInstanceOf(FileFormatException.class);
        }
    }

    @Test
    void weightsThatAreNoCheckpointAreRefused() throws IOException {
        Path file = dir.resolve("weights.safetensors");
        try (TensorScope scope = new TensorScope()) {
            SafeTensors.write(file, Map.of("w", Tensor.full(DType.FLOAT32, Shape.of(2), 1)), Map.of());
            assertThatThrownBy(() -> Checkpoint.read(file).close())
                    .hasMessage(file + ": it says pcn4j-checkpoint nowhere; expected a checkpoint of version 1");
        }
    }

    @Test
    void aCheckpointOutlivesTheParametersItWasMadeOfAndIsRefusedOnceItIsClosed() throws IOException {
        Path file = dir.resolve("c.safetensors");
        Parameters parameters = parameters(1);
        Optimizer adam = moved(parameters);
        Checkpoint checkpoint = Checkpoint.of(12, parameters, adam, TEXTS);
        parameters.close();
        adam.close();
        checkpoint.write(file);
        try (Checkpoint read = Checkpoint.read(file);
                Parameters other = parameters(2)) {
            read.restore(other);
            checkpoint.close();
            checkpoint.close();
            assertThatThrownBy(() -> checkpoint.restore(other)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> checkpoint.write(dir.resolve("again")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
        assertThat(dir.resolve("again")).doesNotExist();
    }

    @Test
    void anotherNetworkOrOptimizerIsRefusedAndLeftAlone() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.read(written());
                Parameters wider = network(5).initialize(new Seed(1), DType.FLOAT32);
                Parameters doubles = network(3).initialize(new Seed(1), DType.FLOAT64);
                Parameters before = wider.copy();
                Parameters same = parameters(3);
                Optimizer sgd = new Sgd(0.1, 0.9, 0)) {
            assertThatThrownBy(() -> checkpoint.restore(wider))
                    .hasMessageMatching("its '[a-z0-9._]+' is float32 \\[.*\\], but the network's is float32 \\[.*\\]");
            assertThat(Divergence.between(before, wider).all().bitwiseEqual()).isTrue();
            assertThatThrownBy(() -> checkpoint.restore(doubles))
                    .hasMessageMatching("its '[a-z0-9._]+' is float32 \\[.*\\], but the network's is float64 \\[.*\\]");
            assertThatThrownBy(() -> checkpoint.restore(same, sgd))
                    .hasMessageContaining("expected [momentum], as sgd(lr 0.1, momentum 0.9) keeps");
        }
    }

    @Test
    void theNewestGoodOneStaysWhateverIsDeleted() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(dir.resolve("run"));
                Parameters parameters = parameters(1);
                Optimizer adam = moved(parameters)) {
            for (long update : List.of(3, 7, 10, 200)) {
                try (Checkpoint checkpoint = Checkpoint.of(update, parameters, adam, TEXTS)) {
                    folder.write(checkpoint);
                }
            }
            // As if 200 were damaged, and 10 the last that was written.
            folder.prune(10, 1, OptionalLong.of(3));
            assertThat(names(folder)).containsExactly("200", "10", "3");
            folder.prune(10, 1, OptionalLong.empty());
            assertThat(names(folder)).containsExactly("200", "10");
            folder.prune(200, 5, OptionalLong.of(77));
            assertThat(names(folder)).containsExactly("200", "10");
        }
    }

    private static List<String> names(CheckpointFolder folder) throws IOException {
        return folder.list().stream()
                .map(file -> file.getFileName().toString().replaceAll("checkpoint-0*|\\.safetensors", ""))
                .toList();
    }

    @Test
    void whatATrainingRunsOnIsComparedFactByFact() {
        Circumstances now = Circumstances.current();
        assertThat(now.facts())
                .containsKeys("pcn4j", "libtorch", "OpenBLAS", "oneDNN", "instructions", "platform", "Java", "threads");
        assertThat(now.facts().get("pcn4j")).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(now.differences(now)).isEmpty();
        Map<String, String> then = new TreeMap<>(now.facts());
        then.put("libtorch", "1.0");
        then.remove("Java");
        assertThat(new Circumstances(new TreeMap<>(then)).differences(now))
                .containsExactly(
                        "Java was 'unknown' and is '" + now.facts().get("Java") + "'",
                        "libtorch was '1.0' and is '" + now.facts().get("libtorch") + "'");
    }
}
