package org.pcn4j.systems.memory;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Function;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.function.Pass;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.Pullback;
import org.pcn4j.function.Wanted;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A function whose error stays with it: its parameters learn, and its inputs are told nothing. Its pullback is no derivative, so
 * autograd, which backpropagation asks, knows another one. What is predicted through it has an energy that inference does not descend (Tang et al. 2023, PLoS
 * Computational Biology 19:e1010719: dendritic errors).
 *
 * @param inner predicts and learns
 */
record Detached(Function inner) implements Function {
    @Override
    public Shape shape(List<Shape> inputs) {
        return inner.shape(inputs);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return inner.parameters();
    }

    @Override
    public List<ParameterSpec> buffers() {
        return inner.buffers();
    }

    @Override
    public boolean isSamplewise() {
        return inner.isSamplewise();
    }

    @Override
    public boolean convolves() {
        return inner.convolves();
    }

    @Override
    public boolean pullsBackDerivatives() {
        return false;
    }

    @Override
    public List<Integer> uses(int inputs) {
        return inner.uses(inputs);
    }

    @Override
    public Elements elements(int input) {
        return inner.elements(input);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        return inner.predict(inputs, theta, pass);
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        List<Integer> uses = uses(prediction.inputs().size());
        List<Tensor> zeros = new ArrayList<>();
        for (int use = 0; use < wanted.inputs().size(); use++) {
            if (wanted.inputs().get(use)) {
                zeros.add(prediction.inputs().get(uses.get(use)).zerosLike());
            }
        }
        if (!wanted.parameters()) {
            return new Pullback(zeros, List.of());
        }
        Wanted learning =
                new Wanted(wanted.inputs().stream().map(unused -> false).toList(), true);
        return new Pullback(zeros, inner.pullback(prediction, error, learning).parameters());
    }

    @Override
    public String toString() {
        return "detached(" + inner + ")";
    }
}
