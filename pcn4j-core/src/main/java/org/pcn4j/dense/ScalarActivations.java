// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.dense;

import static org.pcn4j.dense.Approximations.*;

/** {@link Activation}s and their slopes for one number: the definition of what dense kernels compute. */
final class ScalarActivations {
    private ScalarActivations() {}

    /** Returns f(x). */
    static float value(Activation f, float x) {
        return switch (f.kind()) {
            case RELU -> x < 0 ? 0 : x;
            case LEAKY_RELU -> x > 0 ? x : x * (float) f.low();
            case HARD_TANH -> x < (float) f.low() ? (float) f.low() : x > (float) f.high() ? (float) f.high() : x;
            case SCALED -> x * (float) f.low();
            case TANH -> tanh(x);
            case SIGMOID -> sigmoid(x);
            case SILU -> silu(x);
            case GELU -> gelu(x);
        };
    }

    /** Returns f′(x). */
    static float slope(Activation f, float x) {
        return switch (f.kind()) {
            case RELU -> x <= 0 ? 0 : 1;
            case LEAKY_RELU -> x > 0 ? 1 : (float) f.low();
            case HARD_TANH -> x <= (float) f.low() || x >= (float) f.high() ? 0 : 1;
            case SCALED -> (float) f.low();
            case TANH -> {
                float y = tanh(x);
                yield Math.fma(-y, y, 1);
            }
            case SIGMOID -> {
                float y = sigmoid(x);
                yield Math.fma(-y, y, y);
            }
            case SILU -> siluSlope(x);
            case GELU -> geluSlope(x);
        };
    }

    /** (1 − e⁻²ᵗ) / (1 + e⁻²ᵗ), with t = |x|. */
    private static float tanh(float x) {
        float t = least(Math.abs(x), TANH_END);
        float biased = Math.fma(t, 2 * LOG2_E, ROUND);
        float n = biased - ROUND;
        float r = Math.fma(n, LN2_REST, Math.fma(n, LN2, t * -2));
        float p = Math.fma(r, M4, M3);
        p = Math.fma(r, p, M2);
        p = Math.fma(r, p, M1);
        p = Math.fma(r, p, M0);
        p = Math.fma(r * r, p, r);
        float power = power(biased);
        float e = Math.fma(power, p, power);
        boolean small = t <= TANH_SMALL;
        float ratio = (small ? Math.fma(power, p, power - 1) : e) / (e + 1);
        return Math.copySign(small ? ratio : Math.fma(ratio, -2, 1), x);
    }

    /** 1 / (1 + e⁻ᵗ) or e⁻ᵗ / (1 + e⁻ᵗ), with t = |x|. */
    private static float sigmoid(float x) {
        float e = exponential(least(Math.abs(x), EXP_END)) * LOWER;
        return (x < 0 ? e : 1) / (e + 1);
    }

    private static float silu(float x) {
        float t = size(x, EXP_END);
        float e = exponential(t);
        float s = 1 / Math.fma(e, LOWER, 1);
        return x < 0 ? t * (e * s) * -LOWER : x * s;
    }

    /** σ(t) + t σ(t) σ(−t) or σ(−t) − t σ(t) σ(−t), with t = |x|. */
    private static float siluSlope(float x) {
        float t = size(x, EXP_END);
        float e = exponential(t);
        float s = 1 / Math.fma(e, LOWER, 1);
        float other = e * s * LOWER;
        float bend = t * other;
        return x < 0 ? Math.fma(-bend, s, other) : Math.fma(bend, s, s);
    }

    /** max(x, 0) − t Φ(−t), with t = |x|. */
    private static float gelu(float x) {
        float t = size(x, GELU_END);
        return Math.fma(-t * bell(t), ScalarMills.of(t), x < 0 ? 0 : x);
    }

    /** Φ(−t) − t φ(t), or 1 less that, with t = |x|. */
    private static float geluSlope(float x) {
        float t = size(x, GELU_END);
        float bell = bell(t);
        float h = Math.fma(t * bell, DENSITY, bell * ScalarMills.of(t));
        return x < 0 ? h : 1 - h;
    }

    /** e^(−t²/2), lifted; with what rounding of t² leaves, which a large t would turn into many units in the last place. */
    private static float bell(float t) {
        float s = t * t;
        float rest = Math.fma(t, t, -s);
        float biased = Math.fma(s, HALF_LOG2_E, ROUND_LIFTED);
        float n = biased - ROUND_LIFTED;
        float f = Math.fma(s, HALF_LOG2_E, -n);
        f = Math.fma(s, HALF_LOG2_E_REST, f);
        return root(Math.fma(rest, HALF_LOG2_E, f)) * power(biased);
    }

    /** e⁻ᵗ for t ≥ 0. */
    static float ofDistance(float t) {
        return exponential(least(t, EXP_END)) * LOWER;
    }

    /** e⁻ᵗ, lifted. */
    private static float exponential(float t) {
        float biased = Math.fma(t, LOG2_E, ROUND_LIFTED);
        float n = biased - ROUND_LIFTED;
        float f = Math.fma(t, LOG2_E, -n);
        return root(Math.fma(t, LOG2_E_REST, f)) * power(biased);
    }

    /** 2ᶠ for |f| ≤ ½. */
    private static float root(float f) {
        float p = Math.fma(f, E5, E4);
        p = Math.fma(f, p, E3);
        p = Math.fma(f, p, E2);
        p = Math.fma(f, p, E1);
        p = Math.fma(f, p, E0);
        return Math.fma(f, p, 1);
    }

    /** 2ⁿ for n in the lowest bits. */
    private static float power(float biased) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(biased) << EXPONENT);
    }

    /** min(|x|, end), compared as whole numbers; the end where x is not a number, which a factor x then sees to. */
    private static float size(float x, float end) {
        return Float.intBitsToFloat(
                Math.min(Float.floatToRawIntBits(x) & Integer.MAX_VALUE, Float.floatToRawIntBits(end)));
    }

    private static float least(float t, float end) {
        return t > end ? end : t;
    }
}
