package org.pcn4j.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch's automatic differentiation, used as the independent reference that the learning rules are held against, and where a
 * derivative is to be differentiated. For one thread, which also closes it.
 *
 * <p>Operations on the {@linkplain #leaves leaves}, and on what follows from them, are recorded; {@link #gradients}
 * plays the record back. Tensors made elsewhere are never recorded.
 */
public final class Autograd implements AutoCloseable {
    private final List<Tensor> leaves = new ArrayList<>();
    private final Pool pool = Pool.ofThread();
    private boolean closed;

    /**
     * Makes a leaf of each tensor: a handle on the same elements whose further use is recorded. When the tensor's
     * elements change later, so do the leaf's.
     *
     * @param tensors of floating point; not taken over, and not recorded themselves
     */
    public Autograd(List<Tensor> tensors) {
        pool.pause();
        for (Tensor tensor : tensors) {
            Tensor leaf = Tensor.wrap("detach", () -> tensor.raw().detach());
            leaf.raw().set_requires_grad(true);
            leaves.add(leaf);
        }
    }

    /** Returns the leaves, in the order of the tensors; borrowed: they are closed with this object. */
    public List<Tensor> leaves() {
        return List.copyOf(leaves);
    }

    /**
     * Returns Σ seed · ∂output/∂leaf for every leaf, and forgets the record.
     *
     * @param output follows from every leaf
     * @param seed of the output's shape
     * @return one new tensor a leaf, in their order, which the caller owns
     * @throws TensorException if the output does not follow from a leaf
     * @throws IllegalStateException if this is closed
     */
    public List<Tensor> gradients(Tensor output, Tensor seed) {
        return gradients(output, seed, leaves, false, false);
    }

    /**
     * Returns the same, with zeros for a leaf that the output does not follow from, and forgets the record.
     *
     * @param output follows from some leaf
     * @param seed of the output's shape
     * @return one new tensor a leaf, in their order, which the caller owns
     * @throws IllegalStateException if this is closed
     */
    public List<Tensor> gradientsOrZeros(Tensor output, Tensor seed) {
        return gradients(output, seed, leaves, false, true);
    }

    /**
     * Returns Σ seed · ∂output/∂leaf for one leaf and goes on recording: what follows from the result can be differentiated
     * once more, by this leaf and by all others.
     *
     * @param output follows from the leaf
     * @param seed of the output's shape
     * @param leaf one of the leaves
     * @return a new tensor, which the caller owns
     * @throws TensorException if the output does not follow from the leaf
     */
    public Tensor recordedGradient(Tensor output, Tensor seed, Tensor leaf) {
        return gradients(output, seed, List.of(leaf), true, false).get(0);
    }

    private static List<Tensor> gradients(
            Tensor output, Tensor seed, List<Tensor> by, boolean isRecorded, boolean mayBeUnused) {
        try (TensorVector outputs = new TensorVector(output.raw());
                TensorVector inputs =
                        new TensorVector(by.stream().map(Tensor::raw).toArray(org.bytedeco.pytorch.Tensor[]::new));
                TensorVector seeds = new TensorVector(seed.raw());
                BoolOptional keepGraph = new BoolOptional(isRecorded);
                TensorVector found = Native.call(
                        "autograd", () -> torch.grad(outputs, inputs, seeds, keepGraph, isRecorded, mayBeUnused))) {
            List<Tensor> gradients = new ArrayList<>();
            for (long i = 0; i < found.size(); i++) {
                // The vector owns its elements: each is copied out, as a handle of its own, before it is closed.
                org.bytedeco.pytorch.Tensor gradient = found.get(i);
                gradients.add(
                        gradient.defined()
                                ? Tensor.owned(gradient)
                                : by.get((int) i).zerosLike());
            }
            return gradients;
        }
    }

    /** Closes the leaves. Closing twice does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            leaves.forEach(Tensor::close);
            pool.resume();
        }
    }
}
