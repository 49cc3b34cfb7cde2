package org.pcn4j.train.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Device;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hands a checkpoint from rank 0 to all, of any size: its texts first, then its tensors one after the other, each from memory to memory.
 * Nothing of it passes through a file, nor, but for the texts, through Java's heap.
 */
public final class CheckpointBroadcast {
    private static final JsonMapper JSON = JsonMapper.shared();

    private CheckpointBroadcast() {}

    /**
     * What goes first.
     *
     * @param tensors in the order in which they follow
     */
    private record Head(long update, Map<String, String> texts, List<Entry> tensors) {}

    /** A tensor that follows. */
    private record Entry(String name, DType dtype, List<Long> shape) {}

    /**
     * Hands one on. For rank 0.
     *
     * @param checkpoint borrowed
     * @throws org.pcn4j.tensor.RankException if a rank is lost
     */
    public static void send(ProcessGroup group, Checkpoint checkpoint) {
        List<Entry> entries = new ArrayList<>();
        checkpoint
                .tensors()
                .forEach((name, tensor) -> entries.add(new Entry(
                        name,
                        tensor.dtype(),
                        Arrays.stream(tensor.shape().toArray()).boxed().toList())));
        Head head = new Head(checkpoint.update(), checkpoint.texts(), entries);
        group.broadcast(JSON.writeValueAsString(head).getBytes(StandardCharsets.UTF_8));
        for (Tensor tensor : checkpoint.tensors().values()) {
            try (Tensor near = tensor.to(Device.CPU)) {
                group.broadcast(near);
            }
        }
    }

    /**
     * Takes the one that rank 0 sends.
     *
     * @return the checkpoint, which the caller closes
     * @throws org.pcn4j.tensor.RankException if a rank is lost
     */
    public static Checkpoint receive(ProcessGroup group) {
        Head head = JSON.readValue(new String(group.broadcast(new byte[0]), StandardCharsets.UTF_8), Head.class);
        Map<String, Tensor> tensors = new TreeMap<>();
        try {
            for (Entry entry : head.tensors()) {
                Tensor tensor = Tensor.full(
                                entry.dtype(),
                                Shape.of(entry.shape().stream()
                                        .mapToLong(Long::longValue)
                                        .toArray()),
                                0)
                        .keep();
                tensors.put(entry.name(), tensor);
                group.broadcast(tensor);
            }
            return Checkpoint.of(head.update(), tensors, head.texts());
        } catch (Throwable e) {
            tensors.values().forEach(Tensor::close);
            throw e;
        }
    }
}
