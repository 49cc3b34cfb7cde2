package org.pcn4j.inference.dense;

import org.pcn4j.dense.DenseLoss;

/** The errors and the losses of outputs, row by row. */
final class Outputs {
    private final Workspace on;
    private double[][] losses = new double[0][];

    Outputs(Workspace on) {
        this.on = on;
    }

    /** Makes room for the losses of the nodes of a network. */
    void prepare(int nodes, int rows) {
        if (losses.length != nodes || (nodes > 0 && losses[0].length < rows)) {
            losses = new double[nodes][rows];
        }
    }

    /** Returns the loss of a node, summed over the samples in their order. */
    double loss(int node, int rows) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += losses[node][row];
        }
        return sum;
    }

    void error(DenseLoss loss, int mu, int target, int y, int from, int to) {
        if (loss.kind() == DenseLoss.Kind.SQUARED_ERROR) {
            on.kernels.subtract(on.array(target), on.array(mu), on.array(y), on.at(y, from), on.at(y, to));
        } else {
            for (int row = from; row < to; row++) {
                ofSoftmax(on.array(mu), on.at(mu, row), (int) on.array(target)[on.at(target, row)], on.array(y), on.width(mu));
            }
        }
        if (loss.weight() != 1) {
            on.kernels.scale(on.array(y), loss.weight(), on.array(y), on.at(y, from), on.at(y, to));
        }
    }

    private static void ofSoftmax(float[] mu, int at, int label, float[] y, int classes) {
        float greatest = greatest(mu, at, classes);
        float sum = 0;
        for (int i = at; i < at + classes; i++) {
            y[i] = (float) StrictMath.exp(mu[i] - greatest);
            sum += y[i];
        }
        for (int i = at; i < at + classes; i++) {
            y[i] = (i - at == label ? 1 : 0) - y[i] / sum;
        }
    }

    private static float greatest(float[] x, int at, int count) {
        float greatest = x[at];
        for (int i = at + 1; i < at + count; i++) {
            greatest = Math.max(greatest, x[i]);
        }
        return greatest;
    }

    void measure(DenseLoss loss, int node, int mu, int target, int from, int to) {
        float[] predicted = on.array(mu);
        float[] wanted = on.array(target);
        int width = on.width(mu);
        for (int row = from; row < to; row++) {
            double sum = loss.kind() == DenseLoss.Kind.SQUARED_ERROR
                    ? squares(predicted, on.at(mu, row), wanted, on.at(target, row), width) / 2
                    : logLikelihood(predicted, on.at(mu, row), (int) wanted[on.at(target, row)], width);
            losses[node][row] = sum * loss.weight();
        }
    }

    private static double squares(float[] a, int atA, float[] b, int atB, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double difference = b[atB + i] - a[atA + i];
            sum += difference * difference;
        }
        return sum;
    }

    private static double logLikelihood(float[] mu, int at, int label, int classes) {
        double greatest = greatest(mu, at, classes);
        double sum = 0;
        for (int i = at; i < at + classes; i++) {
            sum += StrictMath.exp(mu[i] - greatest);
        }
        return StrictMath.log(sum) + greatest - mu[at + label];
    }
}
