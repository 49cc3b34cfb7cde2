package org.pcn4j.dense;

/**
 * The numbers by which dense kernels compute exponentials, tanh and Φ. All kernels use these, in the order of operations that
 * {@code ScalarActivations} shows, so that all give the same bits.
 *
 * <p>e⁻ᵗ is 2ⁿ · 2ᶠ with n the integer nearest to −t log₂ e, and |f| ≤ ½. Adding {@link #ROUND} rounds to that integer and leaves it
 * in the lowest bits of the sum, with the exponent's bias added; shifted to the exponent's place, those bits are 2ⁿ. Polynomials were
 * fitted for the least greatest relative error, by weighted least squares, with coefficients rounded to float32 one after the other,
 * the highest power first. Their errors, in units of 2⁻²⁴ of the value, before rounding of the arithmetic:
 *
 * <ul>
 *   <li>2ᶠ ≈ 1 + f (…), |f| ≤ ½: 0.04.
 *   <li>eʳ − 1 ≈ r + r² (…), |r| ≤ ½ ln 2: 0.24.
 *   <li>Φ(−t) e^(t²/2) ≈ a polynomial in 1 / (1 + 0.4 t), 0 ≤ t ≤ 14.65: 1.5; 4.9 with the rounding of its arithmetic, for which
 *       its coefficients were searched around those of the fit.
 * </ul>
 *
 * The greatest errors of the functions, in units in the last place, are those that {@code ScalarActivationsTest} asserts.
 */
public final class Approximations {
    private Approximations() {}

    /** By how many powers of two an exponential is kept too large, so that it is a normal number where its result is not. */
    public static final int LIFT = 32;

    /** 2 to the power of −{@link #LIFT}. */
    public static final float LOWER = 0x1p-32f;

    /** 1.5 · 2²³ and the exponent's bias: see above. */
    public static final float ROUND = 0x1.8p23f + 127;

    /** {@link #ROUND} for results that are lifted. */
    public static final float ROUND_LIFTED = ROUND + LIFT;

    /** Where the exponent's bits of a float begin. */
    public static final int EXPONENT = 23;

    /** −log₂ e, rounded. */
    public static final float LOG2_E = -0x1.715476p0f;

    /** −log₂ e, what rounding left. */
    public static final float LOG2_E_REST = -0x1.4ae0cp-26f;

    /** −½ log₂ e, rounded. */
    public static final float HALF_LOG2_E = LOG2_E / 2;

    /** −½ log₂ e, what rounding left. */
    public static final float HALF_LOG2_E_REST = LOG2_E_REST / 2;

    /** −ln 2, rounded. */
    public static final float LN2 = -0x1.62e430p-1f;

    /** −ln 2, what rounding left. */
    public static final float LN2_REST = 0x1.05c610p-29f;

    /** From t = 109 on e⁻ᵗ and t e⁻ᵗ are 0. */
    public static final float EXP_END = 109;

    /** Up to t = ½ tanh t is computed from e⁻²ᵗ − 1, lest it lose its digits; beyond as 1 − 2 e⁻²ᵗ / (1 + e⁻²ᵗ). */
    public static final float TANH_SMALL = 0.5f;

    /** From t = 10 on tanh t is 1. */
    public static final float TANH_END = 10;

    /** From t = 14.65 on t Φ(−t) is 0. */
    public static final float GELU_END = 14.65f;

    // 2ᶠ = 1 + f (E0 + f (E1 + …))
    public static final float E0 = 0.6931472f;
    public static final float E1 = 0.24022648f;
    public static final float E2 = 0.055503294f;
    public static final float E3 = 0.00961845f;
    public static final float E4 = 0.0013400177f;
    public static final float E5 = 0.00015352336f;

    // eʳ − 1 = r + r² (M0 + r (M1 + …))
    public static final float M0 = 0.49999997f;
    public static final float M1 = 0.16666539f;
    public static final float M2 = 0.041667223f;
    public static final float M3 = 0.008367179f;
    public static final float M4 = 0.0013882335f;

    /** u = 1 / (1 + 0.4 t). */
    public static final float U = 0.4f;

    // Φ(−t) e^(t²/2) = P0 + u (P1 + …); lowered, as it multiplies an exponential that is lifted
    public static final float P0 = -1.1344614e-05f * LOWER;
    public static final float P1 = 0.15989056f * LOWER;
    public static final float P2 = 0.15590593f * LOWER;
    public static final float P3 = 0.15785286f * LOWER;
    public static final float P4 = -0.010812188f * LOWER;
    public static final float P5 = 0.24830677f * LOWER;
    public static final float P6 = -0.37099373f * LOWER;
    public static final float P7 = 0.19911923f * LOWER;
    public static final float P8 = -0.039258048f * LOWER;

    /** −1 / √(2π), lowered: times t and the lifted e^(−t²/2) it is −t φ(t). */
    public static final float DENSITY = -0.3989423f * LOWER;
}
