package org.pcn4j.train;

import org.pcn4j.tensor.Tensor;

/** The outputs of a batch for each class, with the right classes. As for libtorch, NaN is the largest number. */
final class Scores {
    // [rows, classes], row-major.
    private final double[] numbers;
    private final long[] labels;
    private final int classes;

    private Scores(double[] numbers, long[] labels, int classes) {
        this.numbers = numbers;
        this.labels = labels;
        this.classes = classes;
    }

    /**
     * Reads what a network said.
     *
     * @param outputs [B, classes] or [B, T, classes]; borrowed
     * @param labels int64 [B] or [B, T]; borrowed
     */
    static Scores of(Tensor outputs, Tensor labels) {
        int classes = Math.toIntExact(outputs.size(outputs.rank() - 1));
        return new Scores(outputs.toDoubles(), labels.toLongs(), classes);
    }

    int rows() {
        return labels.length;
    }

    int classes() {
        return classes;
    }

    int label(int row) {
        return Math.toIntExact(labels[row]);
    }

    /** Returns how many classes have a larger output than the right one, or as large a one and come first. */
    int ahead(int row) {
        int label = label(row);
        double own = numbers[row * classes + label];
        int ahead = 0;
        for (int i = 0; i < classes; i++) {
            double other = numbers[row * classes + i];
            ahead += isLarger(other, own) || (i < label && !isLarger(own, other)) ? 1 : 0;
        }
        return ahead;
    }

    /** Returns the class of the largest output, the first of several. */
    int found(int row) {
        int found = 0;
        for (int i = 1; i < classes; i++) {
            found = isLarger(numbers[row * classes + i], numbers[row * classes + found]) ? i : found;
        }
        return found;
    }

    private static boolean isLarger(double one, double other) {
        return one > other || (Double.isNaN(one) && !Double.isNaN(other));
    }
}
