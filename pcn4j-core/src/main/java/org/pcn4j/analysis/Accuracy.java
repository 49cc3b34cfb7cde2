package org.pcn4j.analysis;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** How many samples a classifier gets right: those whose class has the largest output. */
public final class Accuracy {
    private Accuracy() {}

    /**
     * Returns the share of samples that the network classifies rightly, by plain forward passes, batch by batch.
     *
     * @param network has one output, of the shape [classes] or [T, classes]; of the latter every label counts
     * @param parameters borrowed
     * @return from 0 to 1; NaN where there are no samples
     * @throws IllegalArgumentException if the network has not exactly one output
     * @throws org.pcn4j.function.ShapeException if a batch does not fit the network, or a token or a label is out of range
     */
    public static double of(Network network, Parameters parameters, List<TestBatch> batches) {
        return of(network, parameters, batches, () -> false);
    }

    /** The same; NaN if {@code cancelled} becomes true before the last batch is done. */
    static double of(Network network, Parameters parameters, List<TestBatch> batches, BooleanSupplier cancelled) {
        List<Node> outputs = network.outputs();
        if (outputs.size() != 1) {
            throw new IllegalArgumentException("accuracy needs a network with one output, not " + outputs);
        }
        long right = 0;
        long all = 0;
        try (Lease lease = parameters.lease()) {
            for (TestBatch batch : batches) {
                if (cancelled.getAsBoolean()) {
                    return Double.NaN;
                }
                right += right(network, outputs.get(0), parameters, batch);
                all += batch.labels().elements();
            }
        }
        return (double) right / all;
    }

    private static long right(Network network, Node output, Parameters parameters, TestBatch batch) {
        Clamps.of(network, batch.inputs(), List.of(batch.labels())).requireLabeled(network, parameters.dtype());
        try (TensorScope scope = new TensorScope();
                Passes passes = Passes.evaluating(parameters)) {
            Tensor scores = network.forward(parameters.tensors(), batch.inputs(), passes)
                    .get(output.index())
                    .value();
            return right(scores, batch.labels());
        }
    }

    /**
     * Returns how many predictions are right: those whose class has the largest output.
     *
     * @param scores [B, classes] or [B, T, classes]; borrowed
     * @param labels int64 [B] or [B, T]; borrowed
     */
    public static long right(Tensor scores, Tensor labels) {
        try (Tensor largest = scores.argmax(scores.rank() - 1)) {
            long[] found = largest.toLongs();
            long[] expected = labels.toLongs();
            long right = 0;
            for (int i = 0; i < expected.length; i++) {
                right += found[i] == expected[i] ? 1 : 0;
            }
            return right;
        }
    }
}
