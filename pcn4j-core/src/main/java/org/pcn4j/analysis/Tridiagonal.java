package org.pcn4j.analysis;

import java.util.ArrayList;
import java.util.List;

/** A symmetric tridiagonal matrix that grows, as Lanczos's iteration makes one. */
final class Tridiagonal {
    private static final int BISECTIONS = 100;

    private final List<Double> diagonal = new ArrayList<>();
    private final List<Double> beside = new ArrayList<>();

    /** Adds a row: its element on the diagonal, and the one that joins it to the row before, whatever the first row has. */
    void add(double own, double before) {
        if (!diagonal.isEmpty()) {
            beside.add(before);
        }
        diagonal.add(own);
    }

    /** Returns the largest eigenvalue, by bisection between Gershgorin's bounds. */
    double largestEigenvalue() {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < diagonal.size(); i++) {
            double around = Math.abs(joined(i - 1)) + Math.abs(joined(i));
            low = Math.max(low, diagonal.get(i));
            high = Math.max(high, diagonal.get(i) + around);
        }
        for (int i = 0; i < BISECTIONS && low < high; i++) {
            double middle = low + (high - low) / 2;
            if (hasEigenvalueAbove(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low + (high - low) / 2;
    }

    private double joined(int row) {
        return row < 0 || row >= beside.size() ? 0 : beside.get(row);
    }

    /** By Sturm's sequence: whether a pivot of the elimination of T − x is positive. */
    private boolean hasEigenvalueAbove(double x) {
        double pivot = 1;
        for (int i = 0; i < diagonal.size(); i++) {
            double joined = joined(i - 1);
            pivot = diagonal.get(i) - x - (joined == 0 ? 0 : joined * joined / pivot);
            if (pivot > 0) {
                return true;
            }
            pivot = pivot == 0 ? -Double.MIN_NORMAL : pivot;
        }
        return false;
    }
}
