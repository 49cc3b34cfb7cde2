package org.pcn4j.tensor;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.TensorVector;

/** libtorch's own optimizers on one parameter, for ours to be held against. Stands here because it needs the binding. */
public final class LibtorchOptimizer {
    private final Tensor parameter;
    private final Optimizer optimizer;

    private LibtorchOptimizer(Tensor parameter, Optimizer optimizer) {
        this.parameter = parameter;
        this.optimizer = optimizer;
    }

    public static LibtorchOptimizer sgd(Tensor parameter, double rate, double momentum, double decay) {
        SGDOptions options = new SGDOptions(rate);
        options.momentum().put(momentum);
        options.weight_decay().put(decay);
        return new LibtorchOptimizer(parameter, new org.bytedeco.pytorch.SGD(vector(parameter), options));
    }

    public static LibtorchOptimizer adam(
            Tensor parameter, double rate, double beta1, double beta2, double epsilon, double decay) {
        AdamOptions options = new AdamOptions(rate);
        set(options.betas(), beta1, beta2);
        options.eps().put(epsilon);
        options.weight_decay().put(decay);
        return new LibtorchOptimizer(parameter, new org.bytedeco.pytorch.Adam(vector(parameter), options));
    }

    public static LibtorchOptimizer adamW(Tensor parameter, double rate, double decay) {
        AdamWOptions options = new AdamWOptions(rate);
        options.weight_decay().put(decay);
        return new LibtorchOptimizer(parameter, new org.bytedeco.pytorch.AdamW(vector(parameter), options));
    }

    /** Moves the parameter against the gradient. */
    public void step(Tensor gradient) {
        parameter.raw().set_requires_grad(true);
        parameter.raw().mutable_grad().put(gradient.raw());
        optimizer.step();
        parameter.raw().set_requires_grad(false);
    }

    // A C++ tuple lies in memory forwards or backwards, depending on the library: its defaults tell.
    private static void set(DoublePointer betas, double beta1, double beta2) {
        int first = betas.get(0) == 0.9 ? 0 : 1;
        betas.put(first, beta1);
        betas.put(1 - first, beta2);
    }

    private static TensorVector vector(Tensor tensor) {
        return new TensorVector(tensor.raw());
    }
}
