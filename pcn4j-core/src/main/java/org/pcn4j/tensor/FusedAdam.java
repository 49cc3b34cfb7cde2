package org.pcn4j.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.TensorImpl;
import org.bytedeco.pytorch.TensorList;

/**
 * ATen's kernel that makes a whole step of Adam in one pass over the numbers, which PyTorch's optimizers call when they
 * are told to fuse. For some parameters, or pieces of them, in one call. What the calls have in common is handed to ATen
 * once, as that takes longer than a small parameter's step; close it when done. For one thread at a time.
 */
public final class FusedAdam implements AutoCloseable {
    /** Powers of two up to this are told to the kernel exactly, and what they divide stays in range. */
    private static final int GREATEST_EXPONENT = 100;

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

    /**
     * What is moved: a parameter or a piece of one. All its tensors lie alike.
     *
     * @param theta changed in place by each move
     * @param mean the mean of gradients, of −Δθ
     * @param square the mean of their squares
     */
    public record Moved(Tensor theta, Tensor mean, Tensor square) {}

    /** Looked up on first use. */
    private static final class Kernel {
        static final Operator ADAM = Operator.named("aten::_fused_adam_", "");
        static final Operator ADAMW = Operator.named("aten::_fused_adamw_", "");
    }

    private final Operator kernel;
    private final List<Moved> moved;
    private final List<Tensor> steps = new ArrayList<>();
    private final List<FloatPointer> stepNumbers = new ArrayList<>();
    private final List<TensorImpl> changed = new ArrayList<>();
    private final List<IValue> kept = new ArrayList<>();
    private final IValue thetas;
    private final IValue means;
    private final IValue squares;
    private final IValue stepList;
    private final IValue beta1;
    private final IValue beta2;
    private final IValue decay;
    private final IValue epsilon;
    private final IValue no = kept(new IValue(false));
    private final IValue yes = kept(new IValue(true));
    private final IValue none = kept(new IValue());
    private final IValue noTensors = kept(list(List.of()));
    private final Tensor divisor = Tensor.full(DType.FLOAT32, Shape.of(), 1).keep();
    private final FloatPointer divisorNumber = divisor.raw().data_ptr_float().retainReference();
    private final IValue divisorValue = kept(new IValue(divisor.raw()));
    private boolean closed;

    /**
     * Prepares to move some at once.
     *
     * @param moved their tensors are borrowed until this is closed
     */
    public FusedAdam(List<Moved> moved, Settings settings) {
        this.kernel = settings.decoupled() ? Kernel.ADAMW : Kernel.ADAM;
        this.moved = List.copyOf(moved);
        for (Moved each : moved) {
            changed.add(each.theta().raw().unsafeGetTensorImpl().retainReference());
            Tensor step = Tensor.full(DType.FLOAT32, Shape.of(), 0).keep();
            steps.add(step);
            stepNumbers.add(step.raw().data_ptr_float().retainReference());
        }
        this.thetas = kept(list(moved.stream().map(Moved::theta).toList()));
        this.means = kept(list(moved.stream().map(Moved::mean).toList()));
        this.squares = kept(list(moved.stream().map(Moved::square).toList()));
        this.stepList = kept(list(steps));
        this.beta1 = kept(new IValue(settings.beta1()));
        this.beta2 = kept(new IValue(settings.beta2()));
        this.decay = kept(new IValue(settings.weightDecay()));
        this.epsilon = kept(new IValue(settings.epsilon()));
    }

    private IValue kept(IValue value) {
        kept.add(value.retainReference());
        return value;
    }

    /** A list of tensors has the layout of a list of anything, which is what the binding can box. */
    private static IValue list(List<Tensor> tensors) {
        try (TensorList list = new TensorList()) {
            for (Tensor tensor : tensors) {
                list.push_back(tensor.operand());
            }
            return new IValue(new GenericList(list));
        }
    }

    /**
     * Tells whether {@link #move} scales by a factor itself: by a power of two, by whose inverse it divides, which gives the
     * same as multiplication.
     */
    public static boolean scalesBy(double factor) {
        return Math.abs(Math.getExponent(factor)) <= GREATEST_EXPONENT
                && Math.scalb(1.0, Math.getExponent(factor)) == factor;
    }

    /**
     * Moves all.
     *
     * @param deltas the negative gradient of each, of its θ's shape and order; borrowed, but changed
     * @param scale what those are multiplied by first; one that it {@linkplain #scalesBy scales by}
     * @param rate the learning rate
     * @param counts the number of this step for each, from 1; rounded to float32 beyond 16 million
     * @throws IllegalStateException if this is closed
     */
    public void move(List<Tensor> deltas, double scale, double rate, long[] counts) {
        if (closed) {
            throw new IllegalStateException("a fused optimizer's step is made after it was closed");
        }
        for (int i = 0; i < moved.size(); i++) {
            // Whoever holds native tensors asks for them each time: their elements may be elsewhere.
            Moved each = moved.get(i);
            each.theta().operand();
            each.mean().operand();
            each.square().operand();
            stepNumbers.get(i).put((float) counts[i]);
        }
        divisorNumber.put((float) (1 / scale));
        try (IValue gradients = list(deltas);
                IValue learningRate = new IValue(rate);
                IValueVector stack = new IValueVector()) {
            stack.put(
                    thetas,
                    gradients,
                    means,
                    squares,
                    noTensors,
                    stepList,
                    learningRate,
                    beta1,
                    beta2,
                    decay,
                    epsilon,
                    no,
                    yes,
                    scale == 1 ? none : divisorValue,
                    none);
            kernel.run(stack);
        }
        // The kernel does not tell libtorch that it has changed θ.
        changed.forEach(TensorImpl::bump_version);
    }

    /** Frees what was prepared. Closing twice does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            kept.forEach(IValue::close);
            stepNumbers.forEach(FloatPointer::close);
            changed.forEach(TensorImpl::close);
            steps.forEach(Tensor::close);
            divisorNumber.close();
            divisor.close();
        }
    }
}
