package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.tensor.Autograd;
import org.pcn4j.tensor.Tensor;

/**
 * A function that gives only its shape and its forward pass: libtorch's autograd, inside this function alone, finds the
 * pullback. The forward pass is run again for each pullback, so a function with a pullback of its own is faster.
 *
 * <p>The forward pass works on views of its inputs, so that autograd sums what comes back to an input within the function,
 * however often the function uses it, before anything else that comes back to the input's node; backpropagation's bits and
 * those of this pullback are the same. An implementation leaves {@link #uses}, {@link #predict} and {@link #pullback} as
 * they are.
 */
public interface ForwardOnly extends Function {
    /**
     * Returns μ, a new tensor or handle; closes the intermediate tensors of its own, which autograd keeps as long as it
     * needs them. It must consist of recordable operations, must give the same result every time, and must depend on all
     * parameters and on all inputs but tokens.
     *
     * @param inputs the parents' values, each of the shape [B, …]; borrowed
     * @param parameters as {@link #parameters} lists them; borrowed
     */
    Tensor forward(List<Tensor> inputs, List<Tensor> parameters);

    @Override
    default Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        List<Tensor> views = inputs.stream().map(Tensor::alias).toList();
        Prediction prediction = Prediction.of(inputs, parameters, forward(views, parameters));
        views.forEach(Tensor::close);
        return prediction;
    }

    /**
     * Pulls an error back through a forward pass that is recorded for it.
     *
     * @throws org.pcn4j.tensor.TensorException if the forward pass does not use one of its inputs or parameters
     */
    @Override
    default Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        List<Tensor> inputs = new ArrayList<>(prediction.inputs());
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (wanted.inputs().get(i) && !(elements(i) instanceof Elements.Tokens)) {
                chosen.add(i);
            }
        }
        List<Tensor> parameters = wanted.parameters() ? prediction.parameters() : List.of();
        if (chosen.isEmpty() && parameters.isEmpty()) {
            return Pullback.none();
        }
        List<Tensor> differentiated = new ArrayList<>();
        chosen.forEach(i -> differentiated.add(inputs.get(i)));
        differentiated.addAll(parameters);
        try (Autograd autograd = new Autograd(differentiated)) {
            List<Tensor> leaves = autograd.leaves();
            int count = chosen.size();
            for (int leaf = 0; leaf < count; leaf++) {
                inputs.set(chosen.get(leaf), leaves.get(leaf));
            }
            List<Tensor> theta = wanted.parameters() ? leaves.subList(count, leaves.size()) : prediction.parameters();
            try (Tensor value = forward(inputs, theta)) {
                List<Tensor> gradients = autograd.gradients(value, error);
                return new Pullback(gradients.subList(0, count), unshared(gradients.subList(count, gradients.size())));
            }
        }
    }

    /** Autograd may hand out one tensor several times, even the error itself. Closes what it copies. */
    private static List<Tensor> unshared(List<Tensor> gradients) {
        List<Tensor> copies = gradients.stream().map(Tensor::copy).toList();
        gradients.forEach(Tensor::close);
        return copies;
    }
}
