package org.pcn4j.learning;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcn4j.inference.dense.DenseUpdater.Move;
import org.pcn4j.tensor.Tensor;

/**
 * Stochastic gradient descent, as libtorch's {@code SGD} to the last bit: with Δ the update, d = Δ − decay · θ,
 * m ← momentum · m + d (m = d at first), θ ← θ + rate · m.
 */
public final class Sgd extends Optimizer {
    private static final String MOMENTUM = "momentum";

    private final double learningRate;
    private final double momentum;
    private final double weightDecay;

    /**
     * SGD with momentum and weight decay.
     *
     * @param learningRate finite, greater than 0
     * @param momentum from 0, which is none, to less than 1
     * @param weightDecay finite, at least 0
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Sgd(double learningRate, double momentum, double weightDecay) {
        this.learningRate = requirePositive("learning rate", learningRate);
        this.momentum = requireFraction("momentum", momentum);
        this.weightDecay = requireNotNegative("weight decay", weightDecay);
    }

    /** Plain SGD. */
    public Sgd(double learningRate) {
        this(learningRate, 0, 0);
    }

    @Override
    protected UpdateStep step(String parameter, Tensor theta, Tensor delta) {
        if (momentum == 0) {
            return pieceByPiece(List.of(theta, delta), piece -> {
                decay(piece.get(0), piece.get(1));
                piece.get(0).addInPlace(piece.get(1), currentRate(learningRate));
            });
        }
        boolean first = !hasState(parameter, MOMENTUM);
        Tensor moving = state(parameter, MOMENTUM, theta::zerosLike);
        return pieceByPiece(List.of(theta, delta, moving), piece -> {
            Tensor buffer = piece.get(2);
            decay(piece.get(0), piece.get(1));
            if (first) {
                buffer.copyInPlace(piece.get(1));
            } else {
                buffer.mulInPlace(momentum).addInPlace(piece.get(1), 1);
            }
            piece.get(0).addInPlace(buffer, currentRate(learningRate));
        });
    }

    @Override
    protected boolean movesDensely() {
        return true;
    }

    @Override
    protected Move denseStep(String parameter, Tensor theta, double scale) {
        boolean first = !hasState(parameter, MOMENTUM);
        return new Move(
                momentum == 0 ? List.of() : List.of(state(parameter, MOMENTUM, theta::zerosLike)),
                new DenseDescent(scale, weightDecay, momentum, first, currentRate(learningRate)));
    }

    private void decay(Tensor theta, Tensor delta) {
        if (weightDecay != 0) {
            delta.addInPlace(theta, -weightDecay);
        }
    }

    @Override
    public SortedMap<String, String> settings() {
        return new TreeMap<>(Map.of(
                "kind", "sgd",
                "learning rate", Double.toString(learningRate),
                "momentum", Double.toString(momentum),
                "weight decay", Double.toString(weightDecay)));
    }

    @Override
    protected Set<String> stateParts() {
        return momentum == 0 ? Set.of() : Set.of(MOMENTUM);
    }

    @Override
    public boolean idleAtZero() {
        return momentum == 0 && weightDecay == 0;
    }

    @Override
    public String toString() {
        return "sgd(lr " + learningRate + (momentum == 0 ? "" : ", momentum " + momentum)
                + (weightDecay == 0 ? "" : ", weight decay " + weightDecay) + ")";
    }
}
