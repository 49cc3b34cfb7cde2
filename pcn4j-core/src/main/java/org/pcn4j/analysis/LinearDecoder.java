package org.pcn4j.analysis;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.ShapeException;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * What a linear function can read from a representation: least squares to one-hot classes, and the class whose output
 * is largest. It measures representations; it is no part of a network. Owns its weights: close it.
 */
public final class LinearDecoder implements AutoCloseable {
    private final Tensor weights;

    private LinearDecoder(Tensor weights) {
        this.weights = weights;
    }

    /**
     * Fits a decoder with a constant beside the features.
     *
     * @param features [N, n]; borrowed
     * @param labels of each, from 0 to classes − 1
     * @throws ShapeException if there are not as many labels as features
     */
    public static LinearDecoder fit(Tensor features, int[] labels, int classes) {
        if (features.rank() != 2 || features.size(0) != labels.length || labels.length == 0) {
            throw new ShapeException("a decoder is fitted to features [N, n] with a label each, got " + features.shape()
                    + " and " + labels.length + " labels");
        }
        try (TensorScope scope = new TensorScope()) {
            double[] oneHot = new double[labels.length * classes];
            for (int i = 0; i < labels.length; i++) {
                oneHot[i * classes + labels[i]] = 1;
            }
            Tensor targets = Tensor.of(DType.FLOAT64, Shape.of(labels.length, classes), oneHot);
            return new LinearDecoder(DecompositionKernels.leastSquares(extended(features), targets)
                    .keep());
        }
    }

    /** Returns features in float64 with a column of ones more. */
    private static Tensor extended(Tensor features) {
        Tensor ones = Tensor.full(DType.FLOAT64, Shape.of(features.size(0), 1), 1);
        return ShapeKernels.concatenate(List.of(features.to(DType.FLOAT64), ones), 1);
    }

    /**
     * Returns the class of each sample: the one whose output is largest.
     *
     * @param features [N, n], as many numbers each as the decoder was fitted to; borrowed
     * @return N classes, from 0 to classes − 1
     */
    public int[] predict(Tensor features) {
        try (TensorScope scope = new TensorScope()) {
            long[] classes = extended(features).matmul(weights).argmax(1).toLongs();
            int[] all = new int[classes.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = Math.toIntExact(classes[i]);
            }
            return all;
        }
    }

    /**
     * Returns the accuracy, from 0 to 1, of a decoder on samples that it has not seen, over all folds. Each class is dealt
     * out to the folds in turns.
     *
     * @param features [N, n]; borrowed
     * @param labels of each, N, from 0 to classes − 1
     * @param folds at least 2
     * @throws IllegalArgumentException if there are fewer folds
     */
    public static double crossValidated(Tensor features, int[] labels, int classes, int folds) {
        if (folds < 2) {
            throw new IllegalArgumentException("a cross-validation needs at least 2 folds, not " + folds);
        }
        int[] fold = new int[labels.length];
        int[] seen = new int[classes];
        for (int i = 0; i < labels.length; i++) {
            fold[i] = seen[labels[i]]++ % folds;
        }
        int right = 0;
        for (int each = 0; each < folds; each++) {
            List<Integer> held = new ArrayList<>();
            List<Integer> others = new ArrayList<>();
            for (int i = 0; i < labels.length; i++) {
                (fold[i] == each ? held : others).add(i);
            }
            right += right(features, labels, classes, held, others);
        }
        return (double) right / labels.length;
    }

    private static int right(Tensor features, int[] labels, int classes, List<Integer> held, List<Integer> others) {
        if (held.isEmpty()) {
            return 0;
        }
        try (TensorScope scope = new TensorScope();
                LinearDecoder decoder = fit(rows(features, others), labels(labels, others), classes)) {
            int[] predicted = decoder.predict(rows(features, held));
            int[] truth = labels(labels, held);
            int right = 0;
            for (int i = 0; i < predicted.length; i++) {
                right += predicted[i] == truth[i] ? 1 : 0;
            }
            return right;
        }
    }

    private static Tensor rows(Tensor features, List<Integer> rows) {
        return ShapeKernels.concatenate(
                rows.stream().map(row -> features.narrow(0, row, 1)).toList(), 0);
    }

    private static int[] labels(int[] labels, List<Integer> rows) {
        return rows.stream().mapToInt(row -> labels[row]).toArray();
    }

    /** Closes the weights. Closing twice does nothing. */
    @Override
    public void close() {
        weights.close();
    }
}
