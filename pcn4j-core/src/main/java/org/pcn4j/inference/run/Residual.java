package org.pcn4j.inference.run;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.pcn4j.tensor.Tensor;

/** Whether values rest: how large the force is on any sample, beside how large it was at first. Owns a tensor between times. */
final class Residual implements AutoCloseable {
    private static final double NONE = -1;

    private final double tolerance;
    private @Nullable Tensor squares;
    private double first = NONE;
    private double last = NONE;

    Residual(double tolerance) {
        this.tolerance = tolerance;
    }

    /** Adds the squared forces on a node, sample by sample. */
    void add(Relaxing relaxing) {
        Tensor more = relaxing.squaredForce();
        if (squares == null) {
            squares = more;
        } else {
            try (more) {
                squares.addInPlace(more);
            }
        }
    }

    /** Ends a time. */
    void end() {
        double largest =
                squares == null ? 0 : Arrays.stream(squares.toDoubles()).max().orElse(0);
        close();
        last = Math.sqrt(largest);
        first = first == NONE && last > 0 ? last : first;
    }

    boolean rests() {
        return last <= tolerance * Math.max(first, 0);
    }

    @Override
    public void close() {
        if (squares != null) {
            squares.close();
            squares = null;
        }
    }
}
