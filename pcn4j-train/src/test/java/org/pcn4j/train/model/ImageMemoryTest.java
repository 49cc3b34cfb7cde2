package org.pcn4j.train.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.systems.memory.AssociativeMemory;
import org.pcn4j.systems.memory.MemorySettings;
import org.pcn4j.systems.memory.Recall;
import org.pcn4j.systems.memory.Stored;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;

class ImageMemoryTest {
    private static final Shape IMAGE = Shape.of(1, 3, 4);

    @TempDir
    Path folder;

    private Path saved(Tensor images) throws IOException {
        Path file = folder.resolve("memory.safetensors");
        MemorySettings settings = MemorySettings.DEFAULT
                .withHidden(6, 5)
                .withActivation(Activation.TANH.function())
                .withEpochs(3);
        AssociativeMemory memory = AssociativeMemory.of(IMAGE, settings, new Seed(1));
        Stored stored = memory.store(images);
        try (ImageMemory image = ImageMemory.of(memory, Activation.TANH, 2, stored.energy())) {
            image.save(file);
        }
        return file;
    }

    @Test
    void aSavedMemoryRecallsToTheBitAsItDidBefore() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            Tensor images = new Seed(2).uniform(DType.FLOAT32, IMAGE.batched(2), 0, 1);
            Path file = saved(images);
            MemorySettings settings = MemorySettings.DEFAULT
                    .withHidden(6, 5)
                    .withActivation(Activation.TANH.function())
                    .withEpochs(3);
            try (ImageMemory loaded = ImageMemory.load(file);
                    AssociativeMemory same = AssociativeMemory.of(IMAGE, settings, new Seed(1))) {
                same.store(images);
                assertThat(loaded.image()).isEqualTo(IMAGE);
                assertThat(loaded.card().rule()).isEqualTo("ipc");
                assertThat(loaded.card().images()).isEqualTo(2);
                try (Recall first = same.denoise(images);
                        Recall second = loaded.memory().denoise(images)) {
                    assertThat(first.recalled().isEqualTo(second.recalled())).isTrue();
                }
            }
        }
    }

    @Test
    void anotherArchitectureAndDamagedNumbersAreRefusedInALine() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            Path file = saved(new Seed(2).uniform(DType.FLOAT32, IMAGE.batched(2), 0, 1));
            Map<String, Tensor> tensors;
            String card;
            Map<String, String> metadata;
            try (SafeTensors saved = SafeTensors.open(file)) {
                tensors = new HashMap<>(saved.readAll());
                metadata = new HashMap<>(saved.metadata());
                card = metadata.getOrDefault(ImageMemory.METADATA, "");
            }
            assertRefused(tensors, Map.of(ImageMemory.METADATA, card.replace("[6,5]", "[6,7]")), "has the shape");
            assertRefused(tensors, Map.of(ImageMemory.METADATA, card.replace("[6,5]", "[6]")), "it has 'hidden-1.");
            assertRefused(tensors, Map.of(ImageMemory.METADATA, card.replace("[6,5]", "[]")), "at least one layer");
            assertRefused(tensors, Map.of(ImageMemory.METADATA, card.replace("[1,3,4]", "[3,4]")), "[3, 4]");
            assertRefused(tensors, Map.of(ImageMemory.METADATA, "{"), "cannot be read");
            assertRefused(
                    tensors, Map.of(ImageMemory.METADATA, card.replace("\"format\":1", "\"format\":2")), "format 2");
            assertRefused(tensors, Map.of(), "pcn4j remember");
            tensors.put("cause.bias", Tensor.full(DType.FLOAT32, Shape.of(6), 3));
            assertRefused(tensors, metadata, "it is damaged");
        }
    }

    private void assertRefused(Map<String, Tensor> tensors, Map<String, String> metadata, String words)
            throws IOException {
        Path file = folder.resolve("other.safetensors");
        Files.deleteIfExists(file);
        SafeTensors.write(file, tensors, metadata);
        assertThatThrownBy(() -> ImageMemory.load(file))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("\n");
    }
}
