package org.pcn4j.analysis;

import java.util.List;
import org.pcn4j.tensor.Tensor;

/**
 * Samples to evaluate a network by.
 *
 * @param inputs one tensor an input, in the network's order, each [B, …]; borrowed
 * @param labels the classes, int64 [B], or [B, T] where every place of a sequence has one; borrowed
 */
public record TestBatch(List<Tensor> inputs, Tensor labels) {
    /** Copies the list. */
    public TestBatch {
        inputs = List.copyOf(inputs);
    }

    /** Samples for a network with one input. */
    public static TestBatch of(Tensor input, Tensor labels) {
        return new TestBatch(List.of(input), labels);
    }
}
