package org.pcn4j.learning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pcn4j.function.Prediction;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Levelling;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Autograd;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Predictive coding written down as its definition reads, without plan, facts or pullbacks: at every time the energy of
 * the whole network is built anew, autograd differentiates it by every value and every parameter, and all free values
 * move. Parameters are moved by plain gradient descent.
 */
final class PlainReference {
    private final Network network;
    private final Schedule schedule;
    private final double rate;
    private final Seed noise;
    private @Nullable Passes passes;

    PlainReference(Network network, Schedule schedule, double rate, Seed noise) {
        this.network = schedule.levelling() == Levelling.DELAYED ? network.levelled() : network;
        this.schedule = schedule;
        this.rate = rate;
        this.noise = noise;
    }

    void update(Parameters parameters, Clamps clamps, long number) {
        try (TensorScope scope = new TensorScope();
                Passes begun = Passes.learning(parameters, noise.derive(number))) {
            double scale = rate / clamps.count(network);
            passes = begun;
            List<Prediction> forward = network.forward(parameters.tensors(), clamps.inputs(network), begun);
            List<Tensor> values = new ArrayList<>();
            for (Node node : network.nodes()) {
                Tensor value = forward.get(node.index()).value();
                if (schedule.start().noise() > 0 && node.isInner() && !node.isDelay()) {
                    Seed seed = noise.derive(number).derive(node.name());
                    value = value.add(seed.normal(
                            value.dtype(), value.shape(), 0, schedule.start().noise()));
                }
                values.add(value);
            }
            List<Tensor> fixed = forward.stream().map(Prediction::value).toList();
            int end = schedule.until().times(network.depth());
            Map<Integer, Tensor> sums = new LinkedHashMap<>();
            for (int time = 0; time <= end; time++) {
                boolean live = schedule.predictions() == Predictions.LIVE;
                Slopes slopes = live
                        ? slopesOfEnergy(parameters, clamps, values)
                        : slopesAtForwardPass(parameters, clamps, fixed, values);
                for (Node node : network.nodes()) {
                    if (!learns(node, time, end)) {
                        continue;
                    }
                    for (int k = 0; k < node.parameters().size(); k++) {
                        Tensor delta = at(slopes.parameters, node.index()).get(k);
                        sums.merge(node.parameters().get(k), delta, Tensor::add);
                    }
                }
                if (time < end) {
                    for (Node node : network.nodes()) {
                        if (node.isInner()) {
                            Tensor moved = values.get(node.index())
                                    .add(at(slopes.values, node.index()), ((Descent) schedule.relaxation()).gamma());
                            values.set(node.index(), moved);
                        }
                    }
                }
                int now = time;
                sums.entrySet().removeIf(sum -> {
                    boolean complete = isComplete(sum.getKey(), now, end);
                    if (complete) {
                        parameters.tensors().get(sum.getKey()).addInPlace(sum.getValue(), scale);
                    }
                    return complete;
                });
            }
        }
    }

    private static <T> T at(Map<Integer, T> map, int key) {
        return Objects.requireNonNull(map.get(key));
    }

    /** Whether no node that uses the parameter learns later: then it is applied, and later predictions see it. */
    private boolean isComplete(int parameter, int time, int end) {
        if (schedule.learning() instanceof Learning.AtEveryStep) {
            return true;
        }
        return network.nodes().stream()
                .filter(node -> node.parameters().contains(parameter))
                .noneMatch(node -> IntStream.rangeClosed(time + 1, end).anyMatch(later -> learns(node, later, end)));
    }

    private boolean learns(Node node, int time, int end) {
        if (node.parameters().isEmpty()) {
            return false;
        } else if (schedule.learning() instanceof Learning.AtLevel) {
            return time == network.level(node.index());
        } else if (schedule.learning() instanceof Learning.AtDistance) {
            return time == network.distance(node.index());
        } else if (schedule.learning() instanceof Learning.At at) {
            return time == at.time();
        }
        return schedule.learning() instanceof Learning.AtEveryStep || time == end;
    }

    /** The directions in which values and, node by node, parameters fall. */
    private record Slopes(Map<Integer, Tensor> values, Map<Integer, List<Tensor>> parameters) {}

    /** −∂E/∂x and −∂E/∂θ of E = Σ ½‖x − f(x of the parents; θ)‖² + Σ ℓ. */
    private Slopes slopesOfEnergy(Parameters parameters, Clamps clamps, List<Tensor> values) {
        Leaves leaves = new Leaves(parameters, values);
        Tensor energy = Tensor.full(parameters.dtype(), Shape.of(), 0);
        int output = 0;
        for (Node node : network.nodes()) {
            if (node.isRoot()) {
                continue;
            }
            Tensor prediction = leaves.predict(node);
            if (node.isOutput()) {
                energy = energy.add(
                        node.energy().total(prediction, clamps.targets(network).get(output++)));
            } else {
                Tensor error = leaves.value(node.index()).sub(prediction);
                energy = energy.add(error.mul(error).sum().mul(0.5));
            }
        }
        return leaves.slopes(energy, -1);
    }

    /** The same with predictions and Jacobians of the forward pass: e is held, and Σ e · f(x; θ) differentiated there. */
    private Slopes slopesAtForwardPass(Parameters parameters, Clamps clamps, List<Tensor> fixed, List<Tensor> values) {
        Leaves leaves = new Leaves(parameters, fixed);
        Tensor product = Tensor.full(parameters.dtype(), Shape.of(), 0);
        Map<Integer, Tensor> errors = new LinkedHashMap<>();
        int output = 0;
        for (Node node : network.nodes()) {
            if (node.isRoot()) {
                continue;
            }
            Tensor prediction = fixed.get(node.index());
            Tensor error;
            if (node.isOutput()) {
                Autograd loss = new Autograd(List.of(prediction));
                Tensor total = node.energy()
                        .total(loss.leaves().get(0), clamps.targets(network).get(output++));
                error = loss.gradients(total, Tensor.full(parameters.dtype(), Shape.of(), -1))
                        .get(0);
            } else {
                error = values.get(node.index()).sub(prediction);
                errors.put(node.index(), error);
            }
            product = product.add(leaves.predict(node).mul(error).sum());
        }
        Slopes slopes = leaves.slopes(product, 1);
        slopes.values.replaceAll((node, feedback) -> feedback.sub(at(errors, node)));
        return slopes;
    }

    /** Everything that is differentiated by: the free values, and each node's own copy of its parameters. */
    private final class Leaves {
        private final List<Tensor> tensors = new ArrayList<>();
        private final Map<Integer, Integer> valueAt = new LinkedHashMap<>();
        private final Map<Integer, Integer> parametersAt = new LinkedHashMap<>();
        private final List<Tensor> values;
        private final Autograd autograd;

        Leaves(Parameters parameters, List<Tensor> values) {
            this.values = values;
            for (Node node : network.nodes()) {
                if (node.isInner()) {
                    valueAt.put(node.index(), tensors.size());
                    tensors.add(values.get(node.index()));
                }
                parametersAt.put(node.index(), tensors.size());
                node.parameters().forEach(i -> tensors.add(parameters.tensors().get(i)));
            }
            this.autograd = new Autograd(tensors);
        }

        Tensor value(int node) {
            return valueAt.containsKey(node) ? autograd.leaves().get(at(valueAt, node)) : values.get(node);
        }

        Tensor predict(Node node) {
            int from = at(parametersAt, node.index());
            List<Tensor> own =
                    autograd.leaves().subList(from, from + node.parameters().size());
            return node.function()
                    .predict(
                            node.parents().stream().map(this::value).toList(),
                            own,
                            Objects.requireNonNull(passes).of(node))
                    .value();
        }

        Slopes slopes(Tensor scalar, double sign) {
            List<Tensor> gradients = autograd.gradients(scalar, Tensor.full(scalar.dtype(), Shape.of(), sign));
            Map<Integer, Tensor> ofValues = new LinkedHashMap<>();
            valueAt.forEach((node, at) -> ofValues.put(node, gradients.get(at)));
            Map<Integer, List<Tensor>> ofParameters = new LinkedHashMap<>();
            parametersAt.forEach((node, at) -> ofParameters.put(
                    node,
                    gradients.subList(at, at + network.node(node).parameters().size())));
            return new Slopes(ofValues, ofParameters);
        }
    }
}
