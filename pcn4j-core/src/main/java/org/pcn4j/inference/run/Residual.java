package org.pcn4j.inference.run;

import java.util.Arrays;

/** Whether values rest: how large the force is on any sample, beside how large it was at first. */
final class Residual {
    private static final double NONE = -1;

    private final double tolerance;
    private final double[] squares;
    private double first = NONE;
    private double last = NONE;

    Residual(double tolerance, long batch) {
        this.tolerance = tolerance;
        this.squares = new double[Math.toIntExact(batch)];
    }

    /** Begins a time. */
    void begin() {
        Arrays.fill(squares, 0);
    }

    void add(Relaxing relaxing) {
        relaxing.addResidual(squares);
    }

    /** Ends a time. */
    void end() {
        last = Math.sqrt(Arrays.stream(squares).max().orElse(0));
        first = first == NONE && last > 0 ? last : first;
    }

    boolean rests() {
        return last <= tolerance * Math.max(first, 0);
    }
}
