package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A chain of linear layers without biases and one sample for it, in float64, whose equilibrium has a closed form.
 *
 * @param weights W_1 … W_L, the first next to the input
 * @param input a column
 * @param target a column
 * @param precision of the hidden layers; that of the output is 1
 */
record LinearNet(List<Matrix> weights, Matrix input, Matrix target, double precision) {
    /** Copies the list. */
    LinearNet {
        weights = List.copyOf(weights);
    }

    /** Returns one of these sizes with Gaussian weights of variance gain² over the width below. */
    static LinearNet random(List<Integer> sizes, double gain, double precision, Seed seed) {
        SplittableRandom random = seed.generator();
        List<Matrix> weights = new ArrayList<>();
        for (int i = 1; i < sizes.size(); i++) {
            int below = sizes.get(i - 1);
            weights.add(Matrix.gaussian(sizes.get(i), below, gain / Math.sqrt(below), random));
        }
        return new LinearNet(
                weights,
                Matrix.gaussian(sizes.get(0), 1, 1, random),
                Matrix.gaussian(sizes.get(sizes.size() - 1), 1, 1, random),
                precision);
    }

    /** Net A of the project's checks: 3-4-4-2, weights sin(30 + l + 1.7 i + 2.3 j + 1.1 i j)/√n. */
    static LinearNet known() {
        int[] sizes = {3, 4, 4, 2};
        List<Matrix> weights = IntStream.rangeClosed(1, 3)
                .mapToObj(l -> new Matrix(
                        sizes[l],
                        sizes[l - 1],
                        (i, j) -> Math.sin(30 + l + 1.7 * i + 2.3 * j + 1.1 * i * j) / Math.sqrt(sizes[l - 1])))
                .toList();
        return new LinearNet(
                weights,
                Matrix.column(3, i -> Math.sin(40 + 1.7 * i)),
                Matrix.column(2, i -> Math.sin(41 + 1.7 * i)),
                1);
    }

    /** Returns the network: nodes {@code h1}, {@code h2}, … and {@code out}. */
    Network network() {
        NetworkBuilder builder = Network.builder().input("x", Shape.of(input.rows()));
        String below = "x";
        for (int i = 0; i < weights.size() - 1; i++) {
            String name = "h" + (i + 1);
            builder.node(name, linear(i), Gaussian.of(precision), below);
            below = name;
        }
        return builder.output("out", linear(weights.size() - 1), new SquaredError(), below)
                .build();
    }

    private Linear linear(int layer) {
        return new Linear(weights.get(layer).columns(), weights.get(layer).rows()).withoutBias();
    }

    /** Returns its weights as parameters, which the caller closes. */
    Parameters parameters(Network network) {
        Parameters parameters = network.initialize(new Seed(0), DType.FLOAT64);
        for (int i = 0; i < weights.size(); i++) {
            String name = i == weights.size() - 1 ? "out" : "h" + (i + 1);
            try (Tensor weight = weights.get(i).tensor()) {
                parameters.get(name + ".weight").copyInPlace(weight);
            }
        }
        return parameters;
    }

    /** Returns its sample, in tensors of the open scope. */
    Clamps clamps(Network network) {
        return Clamps.of(
                network, input.transposed().tensor(), target.transposed().tensor());
    }

    /** Returns y − μ_out of the forward pass. */
    Matrix residual() {
        Matrix value = input;
        for (Matrix weight : weights) {
            value = weight.times(value);
        }
        return target.minus(value);
    }

    /** Returns S = I + Σ P_l P_lᵀ/π over the hidden layers, where P_l leads from layer l to the output. */
    Matrix metric() {
        Matrix last = weights.get(weights.size() - 1);
        Matrix metric = Matrix.identity(last.rows());
        Matrix path = last;
        for (int i = weights.size() - 2; i >= 0; i--) {
            metric = metric.plus(path.times(path.transposed()).times(1 / precision));
            path = path.times(weights.get(i));
        }
        return metric;
    }

    /** Returns the energy of the equilibrium, ½ rᵀS⁻¹r. */
    double equilibrium() {
        Matrix residual = residual();
        return 0.5 * residual.dot(metric().solve(residual));
    }

    /** Returns the energy's second derivative by the values of all hidden layers. */
    Matrix hessian() {
        int hidden = weights.size() - 1;
        int[] first = new int[hidden + 1];
        for (int i = 0; i < hidden; i++) {
            first[i + 1] = first[i] + weights.get(i).rows();
        }
        double[][] hessian = new double[first[hidden]][first[hidden]];
        for (int layer = 0; layer < hidden; layer++) {
            Matrix up = weights.get(layer + 1);
            double above = layer + 1 < hidden ? precision : 1;
            Matrix own = Matrix.identity(up.columns())
                    .times(precision)
                    .plus(up.transposed().times(up).times(above));
            for (int i = 0; i < own.rows(); i++) {
                for (int j = 0; j < own.columns(); j++) {
                    hessian[first[layer] + i][first[layer] + j] = own.at(i, j);
                }
            }
            for (int i = 0; layer + 1 < hidden && i < up.rows(); i++) {
                for (int j = 0; j < up.columns(); j++) {
                    hessian[first[layer + 1] + i][first[layer] + j] = -precision * up.at(i, j);
                    hessian[first[layer] + j][first[layer + 1] + i] = -precision * up.at(i, j);
                }
            }
        }
        return new Matrix(hessian.length, hessian.length, (i, j) -> hessian[i][j]);
    }
}
