package org.pcn4j.inference.dense;

import org.pcn4j.dense.DenseLoss;

/** The errors and the losses of outputs, row by row. */
final class Outputs<A> {
    private final Workspace<A> on;
    /** By time, by node and by sample; nothing where nothing was measured. */
    private double[][][] energies = new double[0][][];
    /** By node and by sample, of time 0. */
    private double[][] losses = new double[0][];

    Outputs(Workspace<A> on) {
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

    /** Returns the losses of time 0, by node and by sample, to be completed. */
    double[][] losses() {
        return losses;
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

    void error(DenseLoss loss, int mu, int target, int y, Patch patch) {
        if (loss.kind() == DenseLoss.Kind.SQUARED_ERROR) {
            on.kernels.subtract(on.array(target), on.array(mu), on.array(y), on.begin(y, patch), on.end(y, patch));
        } else {
            for (int row = patch.from(); row < patch.to(); row++) {
                int label = (int) on.carrier.at(on.array(target), on.at(target, row));
                on.kernels.softmaxError(on.array(mu), on.at(mu, row), on.width(mu), label, on.array(y), on.at(y, row));
            }
        }
        if (loss.weight() != 1) {
            on.kernels.scale(on.array(y), loss.weight(), on.array(y), on.begin(y, patch), on.end(y, patch));
        }
    }

    void measure(Op.MeasureLoss act, int time, int from, int to) {
        A predicted = on.array(act.mu());
        A wanted = on.array(act.target());
        int width = on.width(act.mu());
        for (int row = from; row < to; row++) {
            int mu = on.at(act.mu(), row);
            int target = on.at(act.target(), row);
            double sum = act.loss().kind() == DenseLoss.Kind.CROSS_ENTROPY
                    ? weightOf(act, row)
                            * on.kernels.crossEntropy(predicted, mu, width, (int) on.carrier.at(wanted, target))
                    : act.weights() == Program.NONE
                            ? on.kernels.squares(predicted, mu, wanted, target, width) / 2
                            : on.kernels.squares(predicted, mu, wanted, target, on.array(act.weights()), width) / 2;
            energies[time][act.node()][row] = sum * act.loss().weight();
            if (time == 0 && act.ofTarget()) {
                losses[act.node()][row] = energies[time][act.node()][row];
            }
        }
    }

    void measure(Op.MeasureError act, int time, int from, int to) {
        A error = on.array(act.error());
        for (int row = from; row < to; row++) {
            double sum = on.kernels.squares(error, on.at(act.error(), row), on.width(act.error()));
            energies[time][act.node()][row] = sum * act.precision() / 2;
        }
    }

    /** A label that does not count has no likelihood, whatever is predicted. */
    private double weightOf(Op.MeasureLoss act, int row) {
        return act.weights() == Program.NONE ? 1 : on.carrier.at(on.array(act.weights()), on.at(act.weights(), row));
    }
}
