package org.pcn4j.train.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.memory.AssociativeMemory;
import org.pcn4j.systems.memory.MemorySettings;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * An associative memory of images, as a file holds it: its form and how well it stored, in a line of JSON, and its numbers in
 * the safetensors format. Owns its memory; close it.
 */
public final class ImageMemory implements AutoCloseable {
    /** Under which key of a file the form of a memory stands. */
    public static final String METADATA = "pcn4j-memory";

    private static final int FORMAT = 1;

    private final Card card;
    private final AssociativeMemory memory;

    /**
     * What a file says of its memory.
     *
     * @param format of the file: 1
     * @param image the shape of an image: [channels, height, width]
     * @param hidden the widths of the layers, from the top
     * @param activation the function between them
     * @param rule the rule that stored
     * @param images how many were stored
     * @param energy that was left of each
     */
    public record Card(
            int format,
            List<Long> image,
            List<Long> hidden,
            Activation activation,
            String rule,
            int images,
            double energy) {
        /** Copies the lists. */
        public Card {
            image = List.copyOf(image);
            hidden = List.copyOf(hidden);
        }

        private Shape shape() {
            return Shape.of(image.stream().mapToLong(Long::longValue).toArray());
        }

        private MemorySettings settings() {
            return MemorySettings.DEFAULT
                    .withHidden(hidden.stream().mapToInt(Math::toIntExact).toArray())
                    .withActivation(activation.function());
        }
    }

    private ImageMemory(Card card, AssociativeMemory memory) {
        this.card = card;
        this.memory = memory;
    }

    /**
     * Makes a memory that can be saved.
     *
     * @param memory of images, [1 or 3, height, width]; belongs to the result
     * @param activation its function
     * @param images how many it has stored
     * @param energy that was left of each
     */
    public static ImageMemory of(AssociativeMemory memory, Activation activation, int images, double energy) {
        List<Long> image = Arrays.stream(memory.pattern().toArray()).boxed().toList();
        MemorySettings settings = memory.settings();
        String rule = settings.storing().name();
        return new ImageMemory(new Card(FORMAT, image, settings.hidden(), activation, rule, images, energy), memory);
    }

    /**
     * Reads a memory that was saved.
     *
     * @throws FileFormatException if the file is damaged, is of no memory, or holds other numbers than the memory that it
     *     describes
     * @throws IOException if it cannot be read
     */
    public static ImageMemory load(Path file) throws IOException {
        try (SafeTensors tensors = SafeTensors.open(file)) {
            String text = tensors.metadata().get(METADATA);
            if (text == null) {
                throw new FileFormatException(
                        file,
                        SavedKind.complaint(tensors.metadata(), METADATA, "which memory its tensors belong to"),
                        "a file that pcn4j remember wrote");
            }
            Card card = card(file, text);
            Parameters parameters = new WeightsFile(file, tensors, network(file, card), METADATA).read();
            return new ImageMemory(card, AssociativeMemory.of(card.shape(), card.settings(), parameters));
        }
    }

    private static Card card(Path file, String text) throws FileFormatException {
        try {
            Card card = JsonMapper.shared().readValue(text, Card.class);
            if (card.format() == FORMAT) {
                return card;
            }
            throw new FileFormatException(file, "it is a memory of format " + card.format(), "format " + FORMAT);
        } catch (JacksonException | NullPointerException e) {
            throw new FileFormatException(
                    file, "its metadata '" + METADATA + "' cannot be read", "the form of a memory", e);
        }
    }

    private static Network network(Path file, Card card) throws FileFormatException {
        try {
            Shape shape = card.shape();
            if (shape.rank() != 3 || shape.elements() == 0) {
                throw new IllegalArgumentException("its images have the shape " + shape);
            }
            return AssociativeMemory.network(shape.elements(), card.settings());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FileFormatException(file, String.valueOf(e.getMessage()), "a memory whose sizes fit", e);
        }
    }

    /**
     * Writes the memory to a file, whole or not at all.
     *
     * @throws IOException if it cannot be written; what was there before is then as it was
     */
    public void save(Path file) throws IOException {
        try (Lease lease = memory.parameters().lease()) {
            Map<String, Tensor> tensors = WeightsFile.byName(memory.parameters());
            String text = JsonMapper.shared().writeValueAsString(card);
            SafeTensors.write(
                    file, tensors, Map.of(METADATA, text, WeightsFile.CHECKSUM, WeightsFile.checksum(text, tensors)));
        }
    }

    /** Returns what its file says of it. */
    public Card card() {
        return card;
    }

    /** Returns the shape of an image, [channels, height, width]. */
    public Shape image() {
        return card.shape();
    }

    /** Returns the memory; borrowed. */
    public AssociativeMemory memory() {
        return memory;
    }

    @Override
    public void close() {
        memory.close();
    }
}
