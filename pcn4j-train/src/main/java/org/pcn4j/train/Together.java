package org.pcn4j.train;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.pcn4j.dense.Kernels;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.RankException;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.checkpoint.Checkpoint;
import org.pcn4j.train.checkpoint.CheckpointBroadcast;
import org.pcn4j.train.checkpoint.Circumstances;
import org.pcn4j.train.file.CodeDigest;
import org.pcn4j.train.file.Reason;

/**
 * A training by ranks: all make sure that they run the same on the same, begin where rank 0 begins, and end together, the good way or the
 * other.
 */
final class Together {
    /** What may differ from rank to rank without a difference in bits. */
    private static final Set<String> FREE = Set.of("Java", "platform");

    private final ProcessGroup group;
    private final Snapshots snapshots;
    private final Supplier<SortedMap<String, String>> data;

    /**
     * Prepares.
     *
     * @param group borrowed
     * @param snapshots of this rank's parameters and optimizer
     * @param data what this rank learns from and is evaluated by, in words that differ where a number does, by its name
     */
    Together(ProcessGroup group, Snapshots snapshots, Supplier<SortedMap<String, String>> data) {
        this.group = group;
        this.snapshots = snapshots;
        this.data = data;
    }

    /** Of which build the kernels are that networks of dense layers run by; they are in a jar of their own. */
    private static String vectorKernels() {
        return Kernels.here()
                .kernels()
                .map(kernels -> CodeDigest.of(List.of(kernels.floats().getClass())))
                .orElse("none");
    }

    /** Tells whether this is the rank that the others follow. */
    boolean leads() {
        return group.rank() == 0;
    }

    /**
     * Trains; what ends this rank ends all.
     *
     * @throws TrainingException if another rank is lost or has failed, or runs something else
     */
    Training run(Supplier<Training> training) {
        try {
            SortedMap<String, String> facts =
                    new TreeMap<>(Circumstances.current().facts());
            facts.keySet().removeAll(FREE);
            facts.put("code", CodeDigest.of(List.of(Tensor.class, Together.class)));
            facts.put("vector kernels", vectorKernels());
            facts.forEach(group::requireSame);
            data.get().forEach(group::requireSame);
            return training.get();
        } catch (RankException e) {
            throw new TrainingException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | Error e) {
            group.fail(Reason.of(e));
            throw e;
        }
    }

    /** Brings all ranks to where rank 0 is, which hands on its numbers as a checkpoint; returns where training begins. */
    Position from(Position own) {
        if (leads()) {
            try (Checkpoint checkpoint = snapshots.take(own)) {
                CheckpointBroadcast.send(group, checkpoint);
            }
            return own;
        }
        try (Checkpoint checkpoint = CheckpointBroadcast.receive(group)) {
            return snapshots.restore(checkpoint);
        } catch (IllegalArgumentException e) {
            throw new TrainingException(
                    "rank " + group.rank() + " does not train what rank 0 does: " + e.getMessage(), e);
        }
    }
}
