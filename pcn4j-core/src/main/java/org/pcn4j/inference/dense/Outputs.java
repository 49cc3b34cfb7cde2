package org.pcn4j.inference.dense;

import org.pcn4j.dense.DenseLoss;
import org.pcn4j.dense.Softmax;

/** The errors and the losses of outputs, row by row. */
final class Outputs {
    private final Workspace on;
    /** By time, by node and by sample; nothing where nothing was measured. */
    private double[][][] energies = new double[0][][];
    /** By node and by sample, of time 0. */
    private double[][] losses = new double[0][];

    Outputs(Workspace on) {
        this.on = on;
    }

    /** Makes room for what is measured. */
    void prepare(int times, int nodes, int rows) {
        if (energies.length != times || (times > 0 && nodes > 0 && energies[0][0].length < rows)) {
            energies = new double[times][nodes][rows];
            losses = new double[nodes][rows];
        }
    }

    /** Returns the losses of time 0 of each node, summed over the samples in their order. */
    double[] losses(int rows) {
        return sums(losses, rows);
    }

    private static double[] sums(double[][] all, int rows) {
        double[] sums = new double[all.length];
        for (int node = 0; node < sums.length; node++) {
            for (int row = 0; row < rows; row++) {
                sums[node] += all[node][row];
            }
        }
        return sums;
    }

    /** Returns what was measured at a time of each node, summed over the samples in their order. */
    double[] energies(int time, int rows) {
        return sums(energies[time], rows);
    }

    void error(DenseLoss loss, int mu, int target, int y, int from, int to) {
        if (loss.kind() == DenseLoss.Kind.SQUARED_ERROR) {
            on.kernels.subtract(on.array(target), on.array(mu), on.array(y), on.at(y, from), on.at(y, to));
        } else {
            for (int row = from; row < to; row++) {
                int label = (int) on.array(target)[on.at(target, row)];
                Softmax.error(on.array(mu), on.at(mu, row), on.width(mu), label, on.array(y), on.at(y, row));
            }
        }
        if (loss.weight() != 1) {
            on.kernels.scale(on.array(y), loss.weight(), on.array(y), on.at(y, from), on.at(y, to));
        }
    }

    void measure(Op.MeasureLoss act, int time, int from, int to) {
        float[] predicted = on.array(act.mu());
        float[] wanted = on.array(act.target());
        int width = on.width(act.mu());
        for (int row = from; row < to; row++) {
            int mu = on.at(act.mu(), row);
            int target = on.at(act.target(), row);
            double sum = act.loss().kind() == DenseLoss.Kind.CROSS_ENTROPY
                    ? weightOf(act, row) * Softmax.loss(predicted, mu, width, (int) wanted[target])
                    : act.weights() == Program.NONE
                            ? squares(predicted, mu, wanted, target, width) / 2
                            : squares(predicted, mu, wanted, target, on.array(act.weights()), width) / 2;
            energies[time][act.node()][row] = sum * act.loss().weight();
            if (time == 0 && act.ofTarget()) {
                losses[act.node()][row] = energies[time][act.node()][row];
            }
        }
    }

    void measure(Op.MeasureError act, int time, int from, int to) {
        float[] error = on.array(act.error());
        for (int row = from; row < to; row++) {
            double sum = 0;
            int at = on.at(act.error(), row);
            for (int i = at; i < at + on.width(act.error()); i++) {
                sum += (double) error[i] * error[i];
            }
            energies[time][act.node()][row] = sum * act.precision() / 2;
        }
    }

    /** A label that does not count has no likelihood, whatever is predicted. */
    private double weightOf(Op.MeasureLoss act, int row) {
        return act.weights() == Program.NONE ? 1 : on.array(act.weights())[on.at(act.weights(), row)];
    }

    private static double squares(float[] a, int atA, float[] b, int atB, float[] weights, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double difference = b[atB + i] - a[atA + i];
            sum += weights[atB + i] == 0 ? 0 : weights[atB + i] * difference * difference;
        }
        return sum;
    }

    private static double squares(float[] a, int atA, float[] b, int atB, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double difference = b[atB + i] - a[atA + i];
            sum += difference * difference;
        }
        return sum;
    }
}
