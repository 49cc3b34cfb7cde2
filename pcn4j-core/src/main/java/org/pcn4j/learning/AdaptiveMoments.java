package org.pcn4j.learning;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.pcn4j.dense.AdamStep;
import org.pcn4j.inference.dense.DenseUpdater.Move;
import org.pcn4j.tensor.FusedAdam;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Tensor;

/** What Adam and AdamW have in common: all but how weights decay. */
abstract class AdaptiveMoments extends Optimizer {
    /** Whose arithmetic a step is. */
    enum Arithmetic {
        /** That of libtorch's optimizers, kernel by kernel. */
        LIBTORCH,
        /** That of ATen's kernel for a whole step. */
        FUSED
    }

    private static final String EXP_AVG = "exp_avg";
    private static final String EXP_AVG_SQ = "exp_avg_sq";

    private final String kind;
    private final AdamSettings settings;
    private final Arithmetic arithmetic;
    private final Map<String, FusedSteps> fused = new ConcurrentHashMap<>();
    // All parameters of a network are at the same step, so the last correction nearly always serves the next one.
    private volatile BiasCorrection correction = BiasCorrection.NONE;

    AdaptiveMoments(String kind, AdamSettings settings, Arithmetic arithmetic) {
        this.kind = kind;
        this.settings = settings;
        this.arithmetic = arithmetic;
    }

    /** Lets weights decay, of a step of libtorch's arithmetic: changes θ or Δθ before the means take Δθ in. */
    abstract void decay(Tensor theta, Tensor delta, double rate, double weightDecay);

    /** Tells whether θ is shrunk by itself, for fused steps, or decay is part of Δθ. */
    abstract boolean isDecoupled();

    final AdamSettings adamSettings() {
        return settings;
    }

    @Override
    protected final UpdateStep step(String parameter, Tensor theta, Tensor delta) {
        long step = countStep(parameter);
        Tensor mean = state(parameter, EXP_AVG, theta::zerosLike);
        Tensor square = state(parameter, EXP_AVG_SQ, theta::zerosLike);
        double rate = currentRate(settings.learningRate());
        if (arithmetic == Arithmetic.FUSED) {
            return fused(parameter, theta, mean, square).step(delta, rate, step);
        }
        BiasCorrection known = correction.at(step, settings.beta1(), settings.beta2());
        correction = known;
        return pieceByPiece(
                List.of(theta, delta, mean, square),
                piece -> move(piece.get(0), piece.get(1), piece.get(2), piece.get(3), known, rate));
    }

    @Override
    public final void move(List<Piece> pieces, double scale) {
        if (arithmetic == Arithmetic.FUSED) {
            FusedSteps.move(pieces, scale);
        } else {
            super.move(pieces, scale);
        }
    }

    @Override
    protected final boolean movesDensely() {
        return true;
    }

    @Override
    protected final Move denseStep(String parameter, Tensor theta, double scale) {
        long count = countStep(parameter);
        double rate = currentRate(settings.learningRate());
        // A fused step remembers the mean of gradients, one by libtorch's kernels that of updates.
        // Each keeps to its own here, so that a training may change from one arithmetic to the other.
        int sign = arithmetic == Arithmetic.FUSED ? -1 : 1;
        AdamStep step = new AdamStep(
                sign * scale,
                isDecoupled() ? 0 : sign * settings.weightDecay(),
                isDecoupled() ? 1 - rate * settings.weightDecay() : 1,
                settings.beta1(),
                1 - settings.beta1(),
                settings.beta2(),
                1 - settings.beta2(),
                1 / Math.sqrt(1 - StrictMath.pow(settings.beta2(), (double) count)),
                settings.epsilon(),
                sign * rate / (1 - StrictMath.pow(settings.beta1(), (double) count)));
        return new Move(
                List.of(state(parameter, EXP_AVG, theta::zerosLike), state(parameter, EXP_AVG_SQ, theta::zerosLike)),
                new DenseAdam(step));
    }

    private void move(Tensor theta, Tensor delta, Tensor mean, Tensor square, BiasCorrection correction, double rate) {
        if (settings.weightDecay() != 0) {
            decay(theta, delta, rate, settings.weightDecay());
        }
        mean.mulInPlace(settings.beta1()).addInPlace(delta, 1 - settings.beta1());
        PointwiseKernels.addProductInPlace(square.mulInPlace(settings.beta2()), delta, delta, 1 - settings.beta2());
        try (Tensor root = PointwiseKernels.sqrt(square)) {
            PointwiseKernels.divideInPlace(root, correction.ofRoot());
            PointwiseKernels.addInPlace(root, settings.epsilon());
            PointwiseKernels.addQuotientInPlace(theta, mean, root, rate / correction.ofMean());
        }
    }

    private FusedSteps fused(String parameter, Tensor theta, Tensor mean, Tensor square) {
        FusedSteps known = fused.get(parameter);
        if (known == null || !known.suit(theta)) {
            if (known != null) {
                known.close();
            }
            FusedAdam.Settings shared = new FusedAdam.Settings(
                    settings.beta1(), settings.beta2(), settings.epsilon(), settings.weightDecay(), isDecoupled());
            known = new FusedSteps(theta, mean, square, shared);
            fused.put(parameter, known);
        }
        return known;
    }

    @Override
    protected final void forget() {
        fused.values().forEach(FusedSteps::close);
        fused.clear();
    }

    @Override
    public final SortedMap<String, String> settings() {
        return new TreeMap<>(Map.of(
                "kind", kind,
                "learning rate", Double.toString(settings.learningRate()),
                "beta1", Double.toString(settings.beta1()),
                "beta2", Double.toString(settings.beta2()),
                "epsilon", Double.toString(settings.epsilon()),
                "weight decay", Double.toString(settings.weightDecay()),
                "arithmetic", arithmetic.name().toLowerCase(Locale.ROOT)));
    }

    @Override
    protected final Set<String> stateParts() {
        return Set.of(EXP_AVG, EXP_AVG_SQ, STEPS);
    }

    /** The names of 0.1.0. */
    @Override
    protected final Map<String, String> formerParts() {
        return Map.of("mean", EXP_AVG, "square", EXP_AVG_SQ);
    }

    /** An update of zeros still moves θ, by what the means remember. */
    @Override
    public final boolean idleAtZero() {
        return false;
    }

    @Override
    public final String toString() {
        return (arithmetic == Arithmetic.FUSED ? "fused " : "") + kind + "(lr " + settings.learningRate()
                + (settings.weightDecay() == 0 ? "" : ", weight decay " + settings.weightDecay()) + ")";
    }
}
