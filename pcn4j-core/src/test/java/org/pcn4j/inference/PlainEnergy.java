package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pcn4j.function.Energy;
import org.pcn4j.function.LearnedPrecision;
import org.pcn4j.function.Precision;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Autograd;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * The energy of a whole network, Σ E(x, f(x of the parents; θ)), built anew and differentiated by autograd. A sink's value is
 * its target, unless it is free. Everything that is made here belongs to the scope of whoever calls.
 */
final class PlainEnergy {
    private final Network network;
    private final List<Mode> modes;
    private final Parameters parameters;
    private final Passes passes;
    private final List<Optional<Tensor>> weights;

    /**
     * What stands at one time.
     *
     * @param energies of the nodes
     * @param predictions of the nodes, none of roots
     * @param forces −∂E/∂x of the nodes that move, none of the others
     * @param deltas −∂E/∂θ, node by node
     */
    record Slopes(
            List<Double> energies,
            List<Optional<Tensor>> predictions,
            List<Optional<Tensor>> forces,
            List<List<Tensor>> deltas) {}

    /**
     * The energy of a network in one update.
     *
     * @param modes of the nodes
     * @param weights of the elements of masked sinks' energies, none of other nodes
     */
    PlainEnergy(
            Network network, List<Mode> modes, Parameters parameters, Passes passes, List<Optional<Tensor>> weights) {
        this.network = network;
        this.modes = modes;
        this.parameters = parameters;
        this.passes = passes;
        this.weights = weights;
    }

    /** Tells whether inference moves the node's value, or some of its elements. */
    static boolean moves(Node node, Mode mode) {
        return mode instanceof Mode.Free || (mode instanceof Mode.Masked && !node.isOutput());
    }

    private boolean moves(Node node) {
        return moves(node, modes.get(node.index()));
    }

    /** Predicts a node from what its parents read as. */
    Tensor predict(Node node, List<Tensor> parents) {
        return node.function().predict(parents, theta(node), passes.of(node)).value();
    }

    /** All slopes where predictions follow the values. */
    Slopes live(List<Tensor> values) {
        return live(values, ones());
    }

    /** Weights by which every energy is what it is. */
    double[] ones() {
        double[] ones = new double[network.nodes().size()];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * All slopes where predictions follow the values.
     *
     * @param weights what nodes' energies are multiplied by; those that are returned are not
     */
    Slopes live(List<Tensor> values, double[] weights) {
        Leaves leaves = new Leaves(values);
        try (leaves.autograd) {
            List<Double> energies = new ArrayList<>();
            List<Optional<Tensor>> predictions = new ArrayList<>();
            Tensor total = leaves.nothing();
            for (Node node : network.nodes()) {
                if (node.isRoot()) {
                    energies.add(0.0);
                    predictions.add(Optional.empty());
                    continue;
                }
                Tensor prediction = leaves.predict(node);
                Tensor energy = energy(node, prediction, leaves.value(node.index()), leaves.theta(node));
                energies.add(energy.item());
                predictions.add(Optional.of(prediction));
                total = total.add(energy, weights[node.index()]);
            }
            List<Tensor> slopes = leaves.slopes(total, -1);
            return new Slopes(energies, predictions, leaves.ofValues(slopes), leaves.ofParameters(slopes));
        }
    }

    /**
     * All slopes where predictions and Jacobians stay those of the forward pass: e = −∂E/∂μ is held, and Σ e · f(x; θ)
     * differentiated at what the parents read as then.
     *
     * @param read the nodes' values in the forward pass
     * @param predictions the nodes' predictions in the forward pass, none of roots
     * @param weights what nodes' energies are multiplied by; those that are returned are not
     */
    Slopes fixed(List<Tensor> read, List<Optional<Tensor>> predictions, List<Tensor> values, double[] weights) {
        Leaves leaves = new Leaves(read);
        try (leaves.autograd) {
            List<Double> energies = new ArrayList<>();
            List<Optional<Tensor>> own = new ArrayList<>();
            Tensor total = leaves.nothing();
            for (Node node : network.nodes()) {
                own.add(Optional.empty());
                if (node.isRoot()) {
                    energies.add(0.0);
                    continue;
                }
                Tensor prediction = predictions.get(node.index()).orElseThrow();
                boolean moves = moves(node);
                Tensor value = values.get(node.index());
                try (Autograd local = new Autograd(moves ? List.of(prediction, value) : List.of(prediction))) {
                    Tensor energy = energy(
                            node, local.leaves().get(0), moves ? local.leaves().get(1) : value, theta(node));
                    energies.add(energy.item());
                    List<Tensor> slopes = local.gradients(energy, number(-weights[node.index()]));
                    total = total.add(leaves.predict(node).mul(slopes.get(0)).sum());
                    if (node.energy() instanceof LearnedPrecision) {
                        // What the energy's own parameter is pulled by, at the prediction as it stands.
                        total = total.add(energy(node, prediction, value, leaves.theta(node)), -1);
                    }
                    if (moves) {
                        own.set(node.index(), Optional.of(slopes.get(1)));
                    }
                }
            }
            List<Tensor> slopes = leaves.slopes(total, 1);
            List<Optional<Tensor>> forces = leaves.ofValues(slopes);
            for (int i = 0; i < forces.size(); i++) {
                Optional<Tensor> pull = own.get(i);
                forces.set(
                        i, forces.get(i).map(feedback -> pull.map(feedback::add).orElse(feedback)));
            }
            return new Slopes(energies, predictions, forces, leaves.ofParameters(slopes));
        }
    }

    /** Values that follow from errors, x = f(x of the parents) + ε, node by node; those of roots and of what is held are given. */
    List<Tensor> composed(List<Tensor> errors) {
        List<Tensor> values = new ArrayList<>();
        for (Node node : network.nodes()) {
            Tensor error = errors.get(node.index());
            values.add(
                    node.isRoot() || !moves(node)
                            ? error
                            : predict(node, of(values, node)).add(error));
        }
        return values;
    }

    private static List<Tensor> of(List<Tensor> values, Node node) {
        return node.parents().stream().map(values::get).toList();
    }

    /**
     * −dE/dε of the nodes that move, of roots −dE/dx: the energy of the whole network as a function of its errors, which
     * autograd differentiates through all values that follow from them.
     *
     * @param errors of the nodes that move; of roots, and of what is held, the value
     * @param weights what nodes' energies are multiplied by
     */
    List<Optional<Tensor>> forcesOnErrors(List<Tensor> errors, double[] weights) {
        Leaves leaves = new Leaves(errors);
        try (leaves.autograd) {
            Tensor total = leaves.nothing();
            List<Tensor> values = new ArrayList<>();
            for (Node node : network.nodes()) {
                Tensor given = leaves.value(node.index());
                if (node.isRoot()) {
                    values.add(given);
                    continue;
                }
                Tensor prediction = leaves.predict(node, of(values, node));
                values.add(moves(node) ? prediction.add(given) : given);
                total = total.add(
                        energy(node, prediction, values.get(node.index()), leaves.theta(node)), weights[node.index()]);
            }
            return leaves.ofValues(leaves.slopes(total, -1));
        }
    }

    /**
     * The same slopes by errors that are not those of the energy: Σ e · (f(x; θ) − x), differentiated by x, if it moves, and
     * by θ.
     *
     * @param errors of all nodes, none of roots
     */
    Slopes byErrors(Slopes slopes, List<Tensor> values, List<Optional<Tensor>> errors) {
        Leaves leaves = new Leaves(values);
        try (leaves.autograd) {
            Tensor total = leaves.nothing();
            for (Node node : network.nodes()) {
                Optional<Tensor> error = errors.get(node.index());
                if (error.isPresent()) {
                    total = total.add(leaves.predict(node).mul(error.get()).sum());
                    if (moves(node)) {
                        total = total.add(
                                leaves.value(node.index()).mul(error.get()).sum(), -1);
                    }
                }
            }
            List<Tensor> all = leaves.slopes(total, 1);
            return new Slopes(slopes.energies(), slopes.predictions(), leaves.ofValues(all), leaves.ofParameters(all));
        }
    }

    /**
     * The slopes of Σ e · f(x; θ), whatever the errors e are.
     *
     * @param errors of the nodes; of roots they are not asked for
     */
    Slopes pulled(List<Tensor> values, List<double[]> errors) {
        Leaves leaves = new Leaves(values);
        try (leaves.autograd) {
            Tensor total = leaves.nothing();
            for (Node node : network.nodes()) {
                if (!node.isRoot()) {
                    Tensor prediction = leaves.predict(node);
                    Tensor error = Tensor.of(parameters.dtype(), prediction.shape(), errors.get(node.index()));
                    total = total.add(prediction.mul(error).sum());
                }
            }
            List<Tensor> slopes = leaves.slopes(total, 1);
            return new Slopes(List.of(), List.of(), leaves.ofValues(slopes), leaves.ofParameters(slopes));
        }
    }

    /** Returns e = −∂E/∂μ of a node; where the precision is learned, ε. */
    Tensor error(Node node, Tensor prediction, Tensor value) {
        if (node.energy() instanceof LearnedPrecision) {
            return value.sub(prediction);
        }
        try (Autograd local = new Autograd(List.of(prediction))) {
            return local.gradients(energy(node, local.leaves().get(0), value, theta(node)), number(-1))
                    .get(0);
        }
    }

    /** E of one node, a single number: ½ Σ wπ(x − μ)², with −ln π where π is learned, or another loss. */
    Tensor energy(Node node, Tensor prediction, Tensor value) {
        return energy(node, prediction, value, theta(node));
    }

    private List<Tensor> theta(Node node) {
        return node.parameters().stream()
                .map(parameter -> parameters.tensors().get(parameter))
                .toList();
    }

    private Tensor energy(Node node, Tensor prediction, Tensor value, List<Tensor> theta) {
        Energy energy = node.energy();
        if (energy instanceof LearnedPrecision) {
            Tensor logarithm = theta.get(theta.size() - 1);
            Tensor error = value.sub(prediction);
            Tensor squares = error.mul(error).mul(PointwiseKernels.exp(logarithm));
            return squares.sum()
                    .add(logarithm.sum(), (double) -prediction.size(0))
                    .mul(0.5);
        }
        Optional<Tensor> weight = weights.get(node.index());
        if (energy.precision().isPresent()) {
            Tensor error = value.sub(prediction);
            Tensor squares =
                    error.mul(error).mul(precisions(node, energy.precision().get()));
            return weight.map(squares::mul).orElse(squares).sum().mul(0.5);
        }
        return weight.map(w -> energy.elements(prediction, value).mul(w).sum())
                .orElseGet(() -> energy.total(prediction, value));
    }

    private Tensor precisions(Node node, Precision precision) {
        double[] units =
                precision.units().stream().mapToDouble(Double::doubleValue).toArray();
        return units.length == 1
                ? number(units[0])
                : Tensor.of(parameters.dtype(), node.shape().batched(1), units);
    }

    private Tensor number(double number) {
        return Tensor.full(parameters.dtype(), Shape.of(), number);
    }

    /** Everything that is differentiated by: the values that move, and each node's own copy of its parameters. */
    private final class Leaves {
        private final int[] valueAt = new int[network.nodes().size()];
        private final int[] parametersAt = new int[network.nodes().size()];
        private final List<Tensor> values;
        private final Autograd autograd;

        Leaves(List<Tensor> values) {
            this.values = values;
            List<Tensor> tensors = new ArrayList<>();
            for (Node node : network.nodes()) {
                valueAt[node.index()] = tensors.size();
                if (moves(node)) {
                    tensors.add(values.get(node.index()));
                }
                parametersAt[node.index()] = tensors.size();
                node.parameters().forEach(i -> tensors.add(parameters.tensors().get(i)));
            }
            this.autograd = new Autograd(tensors);
        }

        Tensor value(int node) {
            return moves(network.node(node)) ? autograd.leaves().get(valueAt[node]) : values.get(node);
        }

        Tensor predict(Node node) {
            return predict(node, node.parents().stream().map(this::value).toList());
        }

        Tensor predict(Node node, List<Tensor> parents) {
            return node.function()
                    .predict(parents, theta(node), passes.of(node))
                    .value();
        }

        List<Tensor> theta(Node node) {
            int from = parametersAt[node.index()];
            return autograd.leaves().subList(from, from + node.parameters().size());
        }

        /** 0, which follows from every leaf, for autograd knows no derivative by what is used nowhere. */
        Tensor nothing() {
            Tensor sum = number(0);
            for (Tensor leaf : autograd.leaves()) {
                sum = sum.add(leaf.sum(), 0);
            }
            return sum;
        }

        List<Tensor> slopes(Tensor scalar, double sign) {
            return autograd.gradients(scalar, number(sign));
        }

        List<Optional<Tensor>> ofValues(List<Tensor> slopes) {
            List<Optional<Tensor>> all = new ArrayList<>();
            for (Node node : network.nodes()) {
                all.add(moves(node) ? Optional.of(slopes.get(valueAt[node.index()])) : Optional.empty());
            }
            return all;
        }

        List<List<Tensor>> ofParameters(List<Tensor> slopes) {
            List<List<Tensor>> all = new ArrayList<>();
            for (Node node : network.nodes()) {
                int from = parametersAt[node.index()];
                all.add(slopes.subList(from, from + node.parameters().size()));
            }
            return all;
        }
    }
}
