package org.pcn4j.tensor;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.TensorImpl;
import org.bytedeco.pytorch.TensorList;

/**
 * ATen's kernel that makes a whole step of Adam in one pass over the numbers, which PyTorch's optimizers call when they
 * are told to fuse. For one parameter or a piece of one. What the calls have in common is handed to ATen once, as that
 * takes longer than a small parameter's step; close it when done. For one thread at a time.
 */
public final class FusedAdam implements AutoCloseable {
    /**
     * What stays the same.
     *
     * @param beta1 the decay of the mean
     * @param beta2 the decay of the mean of squares
     * @param epsilon what is added to the root of the mean square
     * @param weightDecay how much weights decay
     * @param decoupled whether θ is shrunk by itself, as AdamW does, or decay is part of Δθ
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled) {}

    /** Looked up on first use. */
    private static final class Kernel {
        static final Operator ADAM = Operator.named("aten::_fused_adam_", "");
        static final Operator ADAMW = Operator.named("aten::_fused_adamw_", "");
    }

    private final Operator kernel;
    private final List<Tensor> moved;
    private final Tensor step;
    private final FloatPointer stepNumber;
    private final TensorImpl changed;
    private final IValue thetas;
    private final IValue means;
    private final IValue squares;
    private final IValue steps;
    private final IValue beta1;
    private final IValue beta2;
    private final IValue decay;
    private final IValue epsilon;
    private final IValue no = new IValue(false);
    private final IValue yes = new IValue(true);
    private final IValue none = new IValue();
    private final IValue noTensors = list(List.of());
    private boolean closed;

    /**
     * Prepares to move a parameter.
     *
     * @param theta changed in place by each move; all its tensors lie alike and are borrowed until this is closed
     * @param mean the mean of updates
     * @param square the mean of their squares
     */
    public FusedAdam(Tensor theta, Tensor mean, Tensor square, Settings settings) {
        this.kernel = settings.decoupled() ? Kernel.ADAMW : Kernel.ADAM;
        this.moved = List.of(theta, mean, square);
        this.changed = theta.raw().unsafeGetTensorImpl().retainReference();
        this.step = Tensor.full(DType.FLOAT32, Shape.of(), 0).keep();
        this.stepNumber = step.raw().data_ptr_float().retainReference();
        this.thetas = list(List.of(theta));
        this.means = list(List.of(mean));
        this.squares = list(List.of(square));
        this.steps = list(List.of(step));
        this.beta1 = new IValue(settings.beta1());
        this.beta2 = new IValue(settings.beta2());
        this.decay = new IValue(settings.weightDecay());
        this.epsilon = new IValue(settings.epsilon());
        all().forEach(IValue::retainReference);
    }

    private List<IValue> all() {
        return List.of(thetas, means, squares, steps, beta1, beta2, decay, epsilon, no, yes, none, noTensors);
    }

    /** A list of tensors has the layout of a list of anything, which is what the binding can box. */
    private static IValue list(List<Tensor> tensors) {
        try (TensorList list = new TensorList()) {
            tensors.forEach(tensor -> list.push_back(tensor.raw()));
            return new IValue(new GenericList(list));
        }
    }

    /**
     * Moves the parameter.
     *
     * @param delta the negative gradient, of θ's shape; borrowed
     * @param rate the learning rate
     * @param count the number of this step, from 1; rounded to float32 beyond 16 million
     * @throws IllegalStateException if this is closed
     */
    public void move(Tensor delta, double rate, long count) {
        if (closed) {
            throw new IllegalStateException("a fused optimizer's step is made after it was closed");
        }
        // Whoever holds native tensors asks for them each time: their elements may be elsewhere.
        moved.forEach(Tensor::operand);
        stepNumber.put((float) count);
        try (TensorList list = new TensorList()) {
            list.push_back(delta.operand());
            try (IValue deltas = new IValue(new GenericList(list));
                    IValue learningRate = new IValue(rate);
                    IValueVector stack = new IValueVector()) {
                stack.put(
                        thetas,
                        deltas,
                        means,
                        squares,
                        noTensors,
                        steps,
                        learningRate,
                        beta1,
                        beta2,
                        decay,
                        epsilon,
                        no,
                        yes,
                        none,
                        none);
                kernel.run(stack);
            }
        }
        // The kernel does not tell libtorch that it has changed θ.
        changed.bump_version();
    }

    /** Frees what was prepared. Closing twice does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            all().forEach(IValue::close);
            stepNumber.close();
            changed.close();
            step.close();
        }
    }
}
