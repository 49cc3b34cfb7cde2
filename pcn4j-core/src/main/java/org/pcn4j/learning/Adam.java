package org.pcn4j.learning;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.pcn4j.tensor.Denormals;
import org.pcn4j.tensor.FusedAdam;
import org.pcn4j.tensor.Kernels;
import org.pcn4j.tensor.Tensor;

/**
 * Adam (Kingma and Ba 2015), as libtorch's {@code Adam} to the last bit, and AdamW (Loshchilov and Hutter 2019), as
 * libtorch's {@code AdamW}. They differ in how weights decay: Adam adds −decay · θ to the update, AdamW shrinks θ by
 * 1 − rate · decay first. {@linkplain #fused Fused}, either takes a fraction of the time and rounds otherwise.
 */
public final class Adam extends Optimizer {
    /** How weights decay. */
    private enum Decay {
        IN_THE_UPDATE,
        DECOUPLED
    }

    /** Whose arithmetic a step is. */
    private enum Arithmetic {
        /** That of libtorch's optimizers, kernel by kernel. */
        LIBTORCH,
        /** That of ATen's kernel for a whole step. */
        FUSED
    }

    /** The decay of the mean of updates, unless said otherwise. */
    public static final double BETA1 = 0.9;

    /** The decay of the mean of squared updates, unless said otherwise. */
    public static final double BETA2 = 0.999;

    /** What is added to the root of the mean square, unless said otherwise. */
    public static final double EPSILON = 1e-8;

    private static final String MEAN = "mean";
    private static final String SQUARE = "square";

    private final double learningRate;
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double weightDecay;
    private final Decay decay;
    private final Arithmetic arithmetic;
    private final Map<String, Fused> fused = new ConcurrentHashMap<>();
    private volatile Correction last = Correction.of(0, BigDecimal.ONE, BigDecimal.ONE);

    private Adam(
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            Decay decay,
            Arithmetic arithmetic) {
        this.learningRate = requirePositive("learning rate", learningRate);
        this.beta1 = requireFraction("beta1", beta1);
        this.beta2 = requireFraction("beta2", beta2);
        this.epsilon = requireNotNegative("epsilon", epsilon);
        this.weightDecay = requireNotNegative("weight decay", weightDecay);
        this.decay = decay;
        this.arithmetic = arithmetic;
    }

    /** Adam with the usual settings and no weight decay. */
    public Adam(double learningRate) {
        this(learningRate, BETA1, BETA2, EPSILON, 0);
    }

    /**
     * Adam.
     *
     * @param learningRate finite, greater than 0
     * @param beta1 from 0 to less than 1
     * @param beta2 from 0 to less than 1
     * @param epsilon finite, at least 0
     * @param weightDecay finite, at least 0
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        this(learningRate, beta1, beta2, epsilon, weightDecay, Decay.IN_THE_UPDATE, Arithmetic.LIBTORCH);
    }

    /**
     * AdamW with the usual settings.
     *
     * @param learningRate finite, greater than 0
     * @param weightDecay finite, at least 0; libtorch's default is 0.01
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static Adam withDecoupledDecay(double learningRate, double weightDecay) {
        return withDecoupledDecay(learningRate, BETA1, BETA2, EPSILON, weightDecay);
    }

    /**
     * AdamW.
     *
     * @param learningRate finite, greater than 0
     * @param beta1 from 0 to less than 1
     * @param beta2 from 0 to less than 1
     * @param epsilon finite, at least 0
     * @param weightDecay finite, at least 0
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static Adam withDecoupledDecay(
            double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, Decay.DECOUPLED, Arithmetic.LIBTORCH);
    }

    /**
     * Returns an optimizer with these settings and no state that makes each step in one pass over the numbers, as
     * PyTorch's does when it is told to be fused: faster by half and more, with other last bits than libtorch's. Every
     * learning rule, backpropagation included, moves by the same bits through it.
     */
    public Adam fused() {
        return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, decay, Arithmetic.FUSED);
    }

    @Override
    protected UpdateStep step(String parameter, Tensor theta, Tensor delta) {
        long step = countStep(parameter);
        Tensor mean = state(parameter, MEAN, theta::zerosLike);
        Tensor square = state(parameter, SQUARE, theta::zerosLike);
        if (arithmetic == Arithmetic.FUSED) {
            return fused(parameter, theta, mean, square).step(delta, currentRate(learningRate), step);
        }
        Correction correction = correction(step);
        return pieceByPiece(
                List.of(theta, delta, mean, square),
                piece -> move(piece.get(0), piece.get(1), piece.get(2), piece.get(3), correction));
    }

    private Fused fused(String name, Tensor theta, Tensor mean, Tensor square) {
        Fused known = fused.get(name);
        if (known == null
                || known.theta() != theta
                || known.whole() != (theta.pieces().size() == 1)) {
            if (known != null) {
                known.close();
            }
            FusedAdam.Settings settings =
                    new FusedAdam.Settings(beta1, beta2, epsilon, weightDecay, decay == Decay.DECOUPLED);
            known = Fused.of(theta, mean, square, settings);
            fused.put(name, known);
        }
        return known;
    }

    /**
     * What moves a parameter in fused steps.
     *
     * @param pieces what moves each of its pieces
     */
    private record Fused(Tensor theta, List<FusedAdam> pieces) implements AutoCloseable {
        static Fused of(Tensor theta, Tensor mean, Tensor square, FusedAdam.Settings settings) {
            List<FusedAdam> pieces = new ArrayList<>();
            for (int i = 0; i < theta.pieces().size(); i++) {
                pieces.add(new FusedAdam(
                        theta.pieces().get(i),
                        mean.pieces().get(i),
                        square.pieces().get(i),
                        settings));
            }
            return new Fused(theta, pieces);
        }

        boolean whole() {
            return pieces.size() == 1;
        }

        UpdateStep step(Tensor delta, double rate, long step) {
            boolean alike = delta.liesAs(theta);
            return new UpdateStep() {
                @Override
                public int pieces() {
                    return alike ? pieces.size() : 1;
                }

                @Override
                public void apply(int piece) {
                    if (alike) {
                        step(piece, delta);
                        return;
                    }
                    try (Tensor laid = theta.zerosLike().copyInPlace(delta)) {
                        for (int i = 0; i < pieces.size(); i++) {
                            step(i, laid);
                        }
                    }
                }

                private void step(int piece, Tensor delta) {
                    Denormals.flushed(
                            () -> pieces.get(piece).move(delta.pieces().get(piece), rate, step));
                }
            };
        }

        @Override
        public void close() {
            pieces.forEach(FusedAdam::close);
        }
    }

    @Override
    protected void forget() {
        fused.values().forEach(Fused::close);
        fused.clear();
    }

    private void move(Tensor theta, Tensor delta, Tensor mean, Tensor square, Correction correction) {
        if (weightDecay != 0 && decay == Decay.DECOUPLED) {
            theta.mulInPlace(1 - currentRate(learningRate) * weightDecay);
        } else if (weightDecay != 0) {
            delta.addInPlace(theta, -weightDecay);
        }
        mean.mulInPlace(beta1).addInPlace(delta, 1 - beta1);
        Kernels.addProductInPlace(square.mulInPlace(beta2), delta, delta, 1 - beta2);
        try (Tensor root = Kernels.sqrt(square)) {
            Kernels.divideInPlace(root, correction.ofRoot());
            Kernels.addInPlace(root, epsilon);
            Kernels.addQuotientInPlace(theta, mean, root, currentRate(learningRate) / correction.ofMean());
        }
    }

    // All parameters of a network are at the same step, so the last correction nearly always serves the next one.
    private Correction correction(long step) {
        Correction known = last;
        if (known.step() != step) {
            known = known.step() == step - 1 ? known.next(beta1, beta2) : Correction.at(step, beta1, beta2);
            last = known;
        }
        return known;
    }

    /**
     * What the means are divided by, since they began at zero: 1 − β₁ⁿ, and the root of 1 − β₂ⁿ. The powers are rounded
     * correctly, as the C library rounds them but for rare cases; Java's own round differently.
     *
     * @param power1 β₁ⁿ, with digits to spare
     * @param power2 β₂ⁿ
     */
    private record Correction(long step, BigDecimal power1, BigDecimal power2, double ofMean, double ofRoot) {
        private static final MathContext PRECISION = new MathContext(60);

        static Correction of(long step, BigDecimal power1, BigDecimal power2) {
            return new Correction(step, power1, power2, 1 - power1.doubleValue(), Math.sqrt(1 - power2.doubleValue()));
        }

        static Correction at(long step, double beta1, double beta2) {
            int exponent = Math.toIntExact(step);
            return of(
                    step,
                    new BigDecimal(beta1).pow(exponent, PRECISION),
                    new BigDecimal(beta2).pow(exponent, PRECISION));
        }

        Correction next(double beta1, double beta2) {
            return of(
                    step + 1,
                    power1.multiply(new BigDecimal(beta1), PRECISION),
                    power2.multiply(new BigDecimal(beta2), PRECISION));
        }
    }

    @Override
    public SortedMap<String, String> settings() {
        return new TreeMap<>(Map.of(
                "kind", decay == Decay.DECOUPLED ? "adamw" : "adam",
                "learning rate", Double.toString(learningRate),
                "beta1", Double.toString(beta1),
                "beta2", Double.toString(beta2),
                "epsilon", Double.toString(epsilon),
                "weight decay", Double.toString(weightDecay),
                "arithmetic", arithmetic.name().toLowerCase(Locale.ROOT)));
    }

    @Override
    protected Set<String> stateParts() {
        return Set.of(MEAN, SQUARE, STEPS);
    }

    /** An update of zeros still moves θ, by what the means remember. */
    @Override
    public boolean idleAtZero() {
        return false;
    }

    @Override
    public String toString() {
        return (arithmetic == Arithmetic.FUSED ? "fused " : "") + (decay == Decay.DECOUPLED ? "adamw(lr " : "adam(lr ")
                + learningRate + (weightDecay == 0 ? "" : ", weight decay " + weightDecay) + ")";
    }
}
