package org.pcn4j.function;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/**
 * What a function's predictions share while a network learns from one batch, or is evaluated: whether it learns, the
 * running statistics, and what is drawn at random. Within an update a function may predict many times; masks are drawn
 * and running statistics touched the first time only. For one thread; close it when the update is done. It draws nothing
 * after it was closed.
 */
public final class Pass implements AutoCloseable {
    private enum Mode {
        LEARNING,
        EVALUATING
    }

    private final Mode mode;
    private final Supplier<Seed> seed;
    private final List<Tensor> buffers;
    private final List<Tensor> remembered = new ArrayList<>(0);
    private final Map<Integer, Pass> parts = new HashMap<>(0);
    private boolean touched;
    private boolean closed;

    private Pass(Mode mode, Supplier<Seed> seed, List<Tensor> buffers) {
        this.mode = mode;
        this.seed = seed;
        this.buffers = buffers;
    }

    /**
     * Returns the pass of one update.
     *
     * @param seed where the function's random numbers come from, asked for only if there are any
     * @param buffers the function's running statistics, changed in place; borrowed
     */
    public static Pass learning(Supplier<Seed> seed, List<Tensor> buffers) {
        return new Pass(Mode.LEARNING, seed, buffers);
    }

    /**
     * Returns an evaluation: nothing is drawn, running statistics are used and left as they are.
     *
     * @param buffers the function's running statistics; borrowed
     */
    public static Pass evaluating(List<Tensor> buffers) {
        return new Pass(Mode.EVALUATING, () -> new Seed(0), buffers);
    }

    /** Tells whether the network learns; otherwise it is evaluated. */
    public boolean isLearning() {
        return mode == Mode.LEARNING;
    }

    /** Returns the running statistics, in the order of {@link Function#buffers}; borrowed. */
    public List<Tensor> buffers() {
        return buffers;
    }

    /** Tells whether this is the first time in this pass that the question is asked: whether to touch the statistics. */
    public boolean isFirst() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    /** How a tensor is drawn at random. */
    @FunctionalInterface
    public interface Drawing {
        /** Returns a new tensor. */
        Tensor draw(Seed seed);
    }

    /**
     * Returns what was drawn the first time, the same for the whole pass; borrowed, so not to be closed.
     *
     * @throws IllegalStateException if the pass is closed
     */
    public Tensor remembered(Drawing drawing) {
        requireOpen();
        if (remembered.isEmpty()) {
            remembered.add(drawing.draw(seed.get()));
        }
        return remembered.get(0);
    }

    /**
     * Returns the pass of one function of a composite, with a random stream of its own.
     *
     * @param index which part, from 0; the same index gives the same pass
     * @param firstBuffer of the composite's buffers, the first that is the part's
     * @param count how many are
     * @throws IllegalStateException if the pass is closed
     */
    public Pass part(int index, int firstBuffer, int count) {
        requireOpen();
        return parts.computeIfAbsent(
                index,
                i -> new Pass(mode, () -> seed.get().derive(index), buffers.subList(firstBuffer, firstBuffer + count)));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the pass of an update is used after it was closed");
        }
    }

    /** Closes what was drawn. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        remembered.forEach(Tensor::close);
        parts.values().forEach(Pass::close);
    }
}
