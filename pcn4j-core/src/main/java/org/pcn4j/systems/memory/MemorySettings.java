package org.pcn4j.systems.memory;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.pcn4j.function.Function;
import org.pcn4j.function.Relu;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.IncrementalPredictiveCoding;

/**
 * What an associative memory is made of and how it stores and recalls. Immutable.
 *
 * @param hidden the widths of its layers from the top, which is the cause, to the one above the patterns: at least one
 * @param activation f of μ = W f(x): keeps shapes and has no parameters
 * @param storing the rule that stores: {@code ipc} or {@code il}
 * @param step whether the step guard may lower the rule's γ
 * @param rate of Adam: finite, greater than 0; over the second half of the epochs it falls to 0
 * @param epochs how often all patterns are learned: at least 0
 * @param batch how many patterns are learned at once: at least 1
 * @param recalling how it recalls
 */
public record MemorySettings(
        List<Long> hidden,
        Function activation,
        Schedule storing,
        StepChoice step,
        double rate,
        int epochs,
        int batch,
        RecallSettings recalling) {
    /** Layers of 256 and 256, ReLU, {@code ipc} of 20 steps of γ = 0.1 unless the guard lowers it, Adam 0.001, 100 epochs of 50. */
    public static final MemorySettings DEFAULT = new MemorySettings(
            List.of(256L, 256L),
            new Relu(),
            IncrementalPredictiveCoding.schedule(20, 0.1),
            StepChoice.GUARDED,
            0.001,
            100,
            50,
            RecallSettings.DEFAULT);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public MemorySettings {
        Objects.requireNonNull(activation, "activation");
        hidden = List.copyOf(hidden);
        if (hidden.isEmpty() || hidden.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException(
                    "a memory has at least one layer of at least 1 unit above its patterns, not " + hidden);
        }
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("the learning rate must be finite and greater than 0, not " + rate);
        }
        if (epochs < 0 || batch < 1) {
            throw new IllegalArgumentException(
                    "expected at least 0 epochs of batches of at least 1, not " + epochs + " of " + batch);
        }
    }

    /** Returns these settings with other layers, the top one first. */
    public MemorySettings withHidden(int... widths) {
        List<Long> all = IntStream.of(widths).mapToObj(Long::valueOf).toList();
        return new MemorySettings(all, activation, storing, step, rate, epochs, batch, recalling);
    }

    /** Returns these settings with another activation. */
    public MemorySettings withActivation(Function other) {
        return new MemorySettings(hidden, other, storing, step, rate, epochs, batch, recalling);
    }

    /** Returns these settings with another rule to store by, whose γ the step guard may lower. */
    public MemorySettings withStoring(Schedule rule) {
        return new MemorySettings(hidden, activation, rule, step, rate, epochs, batch, recalling);
    }

    /** Returns these settings with the guard of the rule's γ as it is said. */
    public MemorySettings withStep(StepChoice choice) {
        return new MemorySettings(hidden, activation, storing, choice, rate, epochs, batch, recalling);
    }

    /** Returns these settings with another learning rate. */
    public MemorySettings withRate(double other) {
        return new MemorySettings(hidden, activation, storing, step, other, epochs, batch, recalling);
    }

    /** Returns these settings with another number of epochs. */
    public MemorySettings withEpochs(int count) {
        return new MemorySettings(hidden, activation, storing, step, rate, count, batch, recalling);
    }

    /** Returns these settings with another number of patterns that are learned at once. */
    public MemorySettings withBatch(int size) {
        return new MemorySettings(hidden, activation, storing, step, rate, epochs, size, recalling);
    }

    /** Returns these settings with another way to recall. */
    public MemorySettings withRecalling(RecallSettings other) {
        return new MemorySettings(hidden, activation, storing, step, rate, epochs, batch, other);
    }
}
