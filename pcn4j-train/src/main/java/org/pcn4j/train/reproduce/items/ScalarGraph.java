package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.ForwardOnly;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Operator;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.reproduce.Gradient;
import org.pcn4j.train.reproduce.Numbers;

/**
 * The graph of scalars of Millidge et al. 2020: out = tan √(θ v₀) + sin v₀² at v₀ = 5, θ = 2, with target 1. The gradient
 * by v₀ comes along a path of two edges and one of four.
 */
final class ScalarGraph {
    static final List<Integer> STEPS = List.of(1, 2, 3, 4, 5, 8, 10, 15, 20, 30, 50, 75, 100);
    static final double GAMMA = 0.2;
    private static final double START = 5;
    private static final double THETA = 2;

    private ScalarGraph() {}

    /** Functions of ATen one after the other, each by its name. */
    private record Called(List<String> operators) implements ForwardOnly {
        @Override
        public Shape shape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public Tensor forward(List<Tensor> inputs, List<Tensor> parameters) {
            Tensor result = inputs.get(0);
            for (String operator : operators) {
                result = Operator.named("aten::" + operator, "").call(result);
            }
            return result;
        }
    }

    private static Linear times(double factor) {
        return new Linear(1, 1).withoutBias().withWeights(Initializer.constant(factor));
    }

    /** Returns how far the gradient by v₀ is from backpropagation's after each number of steps, and from the law at most. */
    static Numbers measured() {
        Network network = Network.builder()
                .input("one", Shape.of(1))
                .node("v0", times(START), "one")
                .node("v1", times(THETA), "v0")
                .node("v2", new Called(List.of("sqrt")), "v1")
                .node("v3", new Called(List.of("tan")), "v2")
                .node("v4", new Called(List.of("square", "sin")), "v0")
                .output("out", Sum.ofInputs(2), new SquaredError(), "v3", "v4")
                .build();
        double v2 = Math.sqrt(THETA * START);
        double error = 1 - Math.tan(v2) - Math.sin(START * START);
        double along = error / (Math.cos(v2) * Math.cos(v2)) / (2 * v2) * THETA;
        double shortcut = error * Math.cos(START * START) * 2 * START;
        List<Double> errors = new ArrayList<>();
        double worst = 0;
        try (Parameters parameters = network.initialize(new Seed(1), DType.FLOAT64);
                TensorScope scope = new TensorScope()) {
            Tensor one = Tensor.of(DType.FLOAT64, Shape.of(1, 1), 1);
            Clamps clamps = Clamps.of(network, one, one);
            Gradient expected = gradient(new Rule.Backprop(), network, parameters, clamps);
            for (int steps : STEPS) {
                Gradient found = gradient(
                        new Rule.Scheduled(FixedPrediction.schedule(steps, GAMMA)), network, parameters, clamps);
                errors.add(found.relative(expected));
                double law = shortcut * Binomial.atLeast(steps, GAMMA, 2) + along * Binomial.atLeast(steps, GAMMA, 4);
                worst = Math.max(worst, Math.abs(found.ratio(expected) - law / (along + shortcut)));
            }
        }
        return Numbers.none().with("relative", errors).with("law", worst);
    }

    private static Gradient gradient(Rule rule, Network network, Parameters parameters, Clamps clamps) {
        return Gradient.of(rule, network, parameters, clamps, new Seed(1)).ofNode("v0");
    }
}
