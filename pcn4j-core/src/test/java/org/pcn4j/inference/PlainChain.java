package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pcn4j.inference.PlainLayer.Squash;

/**
 * A chain of layers with the values of its nodes, as arithmetic: layer l predicts x_l from x_{l−1}, from x_0, the input, up to
 * x_L, the target. Energies are ½ Σ π ε², summed over the samples; what a library divides is divided by who plays its part.
 */
final class PlainChain {
    private final List<PlainLayer> layers;
    private final double[] precisions;
    private final boolean isOfClasses;

    private PlainChain(List<PlainLayer> layers, double[] precisions, boolean isOfClasses) {
        this.layers = new ArrayList<>(layers);
        this.precisions = precisions;
        this.isOfClasses = isOfClasses;
    }

    static PlainChain of(PlainLayer... layers) {
        double[] ones = new double[layers.length + 1];
        Arrays.fill(ones, 1);
        return new PlainChain(List.of(layers), ones, false);
    }

    /** Net B of the figures computed beforehand. */
    static PlainChain netB() {
        return of(
                new PlainLayer(Matrix.ofW(1, 5, 4), Squash.OUTPUT),
                new PlainLayer(Matrix.ofW(2, 4, 5), Squash.OUTPUT),
                new PlainLayer(Matrix.ofW(3, 3, 4), Squash.NONE));
    }

    /** The same with a precision of one layer's value. */
    PlainChain withPrecision(int layer, double precision) {
        double[] all = precisions.clone();
        all[layer] = precision;
        return new PlainChain(layers, all, isOfClasses);
    }

    /** The same with the cross-entropy of a softmax as the energy of the target. */
    PlainChain withClasses() {
        return new PlainChain(layers, precisions, true);
    }

    /** L. */
    int length() {
        return layers.size();
    }

    PlainLayer layer(int l) {
        return layers.get(l - 1);
    }

    /** The values of a forward pass, the last of them the prediction of the target. */
    Matrix[] forward(Matrix input) {
        Matrix[] values = new Matrix[length() + 1];
        values[0] = input;
        for (int l = 1; l <= length(); l++) {
            values[l] = layer(l).predict(values[l - 1]);
        }
        return values;
    }

    /** The values of a forward pass and the target. */
    Matrix[] clamped(Matrix input, Matrix target) {
        Matrix[] values = forward(input);
        values[length()] = target;
        return values;
    }

    /** e_l = −∂E/∂μ_l. */
    Matrix[] errors(Matrix[] values) {
        Matrix[] errors = new Matrix[length() + 1];
        for (int l = 1; l <= length(); l++) {
            Matrix prediction = layer(l).predict(values[l - 1]);
            boolean isSoftmax = isOfClasses && l == length();
            errors[l] = values[l]
                    .minus(isSoftmax ? softmax(prediction) : prediction)
                    .times(precisions[l]);
        }
        return errors;
    }

    /** −∂E/∂x_l of the hidden layers. */
    Matrix[] forces(Matrix[] values) {
        Matrix[] errors = errors(values);
        Matrix[] forces = new Matrix[length()];
        for (int l = 1; l < length(); l++) {
            forces[l] = layer(l + 1).back(values[l], errors[l + 1]).minus(errors[l]);
        }
        return forces;
    }

    /** −∂E/∂W_l. */
    Matrix[] changes(Matrix[] values) {
        return changes(values, errors(values));
    }

    /** (∂μ_l/∂W_l)ᵀ e_l at these values. */
    Matrix[] changes(Matrix[] values, Matrix[] errors) {
        Matrix[] changes = new Matrix[length() + 1];
        for (int l = 1; l <= length(); l++) {
            changes[l] = layer(l).learn(values[l - 1], errors[l]);
        }
        return changes;
    }

    void move(Matrix[] changes, double rate) {
        for (int l = 1; l <= length(); l++) {
            layers.set(l - 1, layer(l).moved(changes[l].times(rate)));
        }
    }

    /** Adds to the values of the hidden layers. */
    static void move(Matrix[] values, Matrix[] forces, double rate) {
        for (int l = 1; l < forces.length; l++) {
            values[l] = values[l].plus(forces[l].times(rate));
        }
    }

    private static Matrix softmax(Matrix x) {
        return Matrix.of(x.height(), x.width(), (i, j) -> {
            double sum = 0;
            for (int k = 0; k < x.height(); k++) {
                sum += Math.exp(x.at(k, j));
            }
            return Math.exp(x.at(i, j)) / sum;
        });
    }
}
