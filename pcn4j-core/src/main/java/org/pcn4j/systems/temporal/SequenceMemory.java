package org.pcn4j.systems.temporal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.LinearKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * A memory of sequences, one layer that predicts each frame from the one before, μ = W x: temporal predictive coding without
 * latent values (Tang, Barron and Bogacz 2023). It stores by learning and recalls from the first frame. Its first update at
 * the rate 1 is the asymmetric Hopfield network's Σ xₜ xₜ₋₁ᵀ; when it has learned, W answers as least squares do, so that a
 * sequence whose frames are independent is recalled exactly.
 *
 * <p>Owns its weights: close it. Not thread-safe while it learns.
 */
public final class SequenceMemory implements AutoCloseable {
    private static final String BEFORE = "before";
    private static final String FRAME = "frame";
    private static final String WEIGHT = "frame.weight";
    private static final Seed NOTHING = new Seed(0);

    private final long width;
    private final Network network;
    private final Parameters parameters;

    /**
     * Makes a memory that knows nothing: all its weights are zero.
     *
     * @param width how many numbers a frame has
     */
    public SequenceMemory(long width, DType dtype) {
        this.width = width;
        this.network = Network.builder()
                .input(BEFORE, Shape.of(width))
                .output(
                        FRAME,
                        new Linear(width, width).withoutBias().withWeights(Initializer.zeros()),
                        new SquaredError(),
                        BEFORE)
                .build();
        this.parameters = network.initialize(NOTHING, dtype);
    }

    /** Returns W, [width, width]; borrowed. */
    public Tensor weight() {
        return parameters.get(WEIGHT);
    }

    /**
     * Learns to predict each frame from the one before, from all frames at once.
     *
     * @param sequence [frames, width], at least two of them; borrowed
     * @param updates how often: at least 1
     * @param updater the optimizer, to which the mean over the frames goes; borrowed
     * @return the mean ½‖x − μ‖² of a frame before the last update
     * @throws ShapeException if it is no sequence of such frames
     * @throws IllegalArgumentException if there is no update
     */
    public double store(Tensor sequence, int updates, ParameterUpdater updater) {
        if (updates < 1) {
            throw new IllegalArgumentException("a sequence is stored by at least one update, not by " + updates);
        }
        try (TensorScope scope = new TensorScope()) {
            Learner learner =
                    new PredictiveCoding(network, parameters, updater, InferenceLearning.schedule(0, 1), NOTHING);
            Clamps steps = Clamps.of(network, before(sequence), after(sequence));
            double loss = Double.NaN;
            for (int update = 0; update < updates; update++) {
                loss = learner.update(steps);
            }
            return loss;
        }
    }

    /**
     * Stores a sequence as an asymmetric Hopfield network does, by one product of each frame and the one before, and no error:
     * W + Σ xₜ xₜ₋₁ᵀ.
     *
     * @param sequence [frames, width], at least two of them, of the memory's element type; borrowed
     * @throws ShapeException if it is no sequence of such frames
     */
    public void storeByProducts(Tensor sequence) {
        try (TensorScope scope = new TensorScope()) {
            weight().addInPlace(LinearKernels.transposedProduct(after(sequence), before(sequence)));
        }
    }

    /**
     * Stores a sequence as learning would if it never ended, by least squares, in place of what was stored.
     *
     * @param sequence [frames, width], at least two of them, of the memory's element type; borrowed
     * @throws ShapeException if it is no sequence of such frames
     */
    public void storeByLeastSquares(Tensor sequence) {
        try (TensorScope scope = new TensorScope()) {
            weight().copyInPlace(DecompositionKernels.leastSquares(before(sequence), after(sequence))
                    .transpose());
        }
    }

    private Tensor before(Tensor sequence) {
        return frames(sequence).narrow(0, 0, sequence.size(0) - 1);
    }

    private Tensor after(Tensor sequence) {
        return frames(sequence).narrow(0, 1, sequence.size(0) - 1);
    }

    private Tensor frames(Tensor sequence) {
        if (sequence.rank() != 2 || sequence.size(0) < 2 || sequence.size(1) != width) {
            throw new ShapeException("a memory of frames of " + width
                    + " numbers stores a sequence of at least two, [frames, " + width + "], got " + sequence.shape());
        }
        return sequence;
    }

    /**
     * Recalls what follows a frame, each from the one recalled before it.
     *
     * @param first [width]; borrowed
     * @param count how many frames follow: at least 1
     * @return [count, width], which the caller closes
     * @throws ShapeException if it is no such frame
     * @throws IllegalArgumentException if no frame is asked for
     */
    public Tensor recall(Tensor first, int count) {
        return recall(first, count, frame -> frame);
    }

    /**
     * Recalls what follows a frame of ones and minus ones, as an asymmetric Hopfield network does: by the signs of its
     * predictions.
     *
     * @param first [width]; borrowed
     * @param count how many frames follow: at least 1
     * @return [count, width], which the caller closes
     * @throws ShapeException if it is no such frame
     * @throws IllegalArgumentException if no frame is asked for
     */
    public Tensor recallSigns(Tensor first, int count) {
        return recall(first, count, SequenceMemory::signs);
    }

    private static Tensor signs(Tensor frame) {
        double[] numbers = frame.toDoubles();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = numbers[i] < 0 ? -1 : 1;
        }
        return Tensor.of(frame.dtype(), frame.shape(), numbers);
    }

    private Tensor recall(Tensor first, int count, UnaryOperator<Tensor> seen) {
        if (!first.shape().equals(Shape.of(width))) {
            throw new ShapeException(
                    "a memory of frames of " + width + " numbers recalls from one of them, got " + first.shape());
        }
        if (count < 1) {
            throw new IllegalArgumentException("at least one frame is recalled, not " + count);
        }
        try (TensorScope scope = new TensorScope();
                Passes passes = Passes.evaluating(parameters)) {
            List<Tensor> recalled = new ArrayList<>();
            Tensor frame = first.reshape(Shape.of(1, width));
            for (int i = 0; i < count; i++) {
                frame = seen.apply(network.forward(parameters.tensors(), List.of(frame), passes)
                        .get(1)
                        .value());
                recalled.add(frame);
            }
            return ShapeKernels.concatenate(recalled, 0).keep();
        }
    }

    /** Closes the weights. Closing twice does nothing. */
    @Override
    public void close() {
        parameters.close();
    }
}
