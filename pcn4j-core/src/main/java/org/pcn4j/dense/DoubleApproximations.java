package org.pcn4j.dense;

/**
 * {@link Approximations} for float64: the same ways with longer polynomials, and another one of Φ. They interpolate at Chebyshev nodes, with
 * coefficients rounded to float64. Their errors, in units of 2⁻⁵³ of the value, before rounding of the arithmetic:
 *
 * <ul>
 *   <li>2ᶠ ≈ 1 + f (…), |f| ≤ ½: 0.18.
 *   <li>eʳ − 1 ≈ r + r² (…), |r| ≤ ½ ln 2: 0.37.
 *   <li>(t + 4) Φ(−t) e^(t²/2) ≈ a polynomial in (t − 4) / (t + 4), 0 ≤ t ≤ 38.6, whose coefficients were rounded one after the other, the
 *       highest first: 0.44.
 * </ul>
 *
 * The greatest errors of the functions, in units in the last place, are those that {@code DoubleScalarActivationsTest} asserts.
 */
public final class DoubleApproximations {
    private DoubleApproximations() {}

    /** By how many powers of two an exponential is kept too large, so that it is a normal number where its result is not. */
    public static final int LIFT = 64;

    /** 2 to the power of −{@link #LIFT}. */
    public static final double LOWER = 0x1p-64;

    /** 1.5 · 2⁵² and the exponent's bias: see {@link Approximations}. */
    public static final double ROUND = 0x1.8p52 + 1023;

    /** {@link #ROUND} for results that are lifted. */
    public static final double ROUND_LIFTED = ROUND + LIFT;

    /** Where the exponent's bits of a double begin. */
    public static final int EXPONENT = 52;

    /** −log₂ e, rounded. */
    public static final double LOG2_E = -0x1.71547652b82fep+0;

    /** −log₂ e, what rounding left. */
    public static final double LOG2_E_REST = -0x1.777d0ffda0d24p-56;

    /** −½ log₂ e, rounded. */
    public static final double HALF_LOG2_E = LOG2_E / 2;

    /** −½ log₂ e, what rounding left. */
    public static final double HALF_LOG2_E_REST = LOG2_E_REST / 2;

    /** −ln 2, rounded. */
    public static final double LN2 = -0x1.62e42fefa39efp-1;

    /** −ln 2, what rounding left. */
    public static final double LN2_REST = -0x1.abc9e3b39803fp-56;

    /** From t = 752 on e⁻ᵗ and t e⁻ᵗ are 0. */
    public static final double EXP_END = 752;

    /** Up to t = ½ tanh t is computed from e⁻²ᵗ − 1, lest it lose its digits; beyond as 1 − 2 e⁻²ᵗ / (1 + e⁻²ᵗ). */
    public static final double TANH_SMALL = 0.5;

    /** From t = 20 on tanh t is 1. */
    public static final double TANH_END = 20;

    /** From t = 38.7 on t Φ(−t) and t φ(t) are 0. */
    public static final double GELU_END = 38.7;

    // 2ᶠ = 1 + f (E0 + f (E1 + …))
    public static final double E0 = 0x1.62e42fefa39efp-1;
    public static final double E1 = 0x1.ebfbdff82c58fp-3;
    public static final double E2 = 0x1.c6b08d704a0c6p-5;
    public static final double E3 = 0x1.3b2ab6fba4e79p-7;
    public static final double E4 = 0x1.5d87fe78a3f9cp-10;
    public static final double E5 = 0x1.430912f86b7dbp-13;
    public static final double E6 = 0x1.ffcbfc6da6ed1p-17;
    public static final double E7 = 0x1.62c02242b879cp-20;
    public static final double E8 = 0x1.b524ebd13a55fp-24;
    public static final double E9 = 0x1.e4cf10dec0f59p-28;
    public static final double E10 = 0x1.e9ec1fcb69a7fp-32;
    public static final double E11 = 0x1.c4a29324a1038p-36;

    // eʳ − 1 = r + r² (M0 + r (M1 + …))
    public static final double M0 = 0x1.0000000000001p-1;
    public static final double M1 = 0x1.5555555555556p-3;
    public static final double M2 = 0x1.5555555553d68p-5;
    public static final double M3 = 0x1.11111111109b5p-7;
    public static final double M4 = 0x1.6c16c17889ef9p-10;
    public static final double M5 = 0x1.a01a01a7c2f03p-13;
    public static final double M6 = 0x1.a019b914985a9p-16;
    public static final double M7 = 0x1.71de0db2f585ep-19;
    public static final double M8 = 0x1.28917c8be7ad6p-22;
    public static final double M9 = 0x1.af389ed28db09p-26;

    /** q = (t − 4) / (t + 4). */
    public static final double CENTER = 4;

    // Φ(−t) e^(t²/2) (t + 4) = P0 + q (P1 + …); lowered, as it multiplies an exponential that is lifted
    public static final double P0 = 0x1.82b4bb8c94dcep-1 * LOWER;
    public static final double P1 = -0x1.373e3a893c28ap-1 * LOWER;
    public static final double P2 = 0x1.8c6dbf2cfc2bp-2 * LOWER;
    public static final double P3 = -0x1.7dff2bff68386p-3 * LOWER;
    public static final double P4 = 0x1.eec4cc3e4d9a7p-5 * LOWER;
    public static final double P5 = -0x1.ee27610484e38p-8 * LOWER;
    public static final double P6 = -0x1.c81719d5ebfbdp-9 * LOWER;
    public static final double P7 = 0x1.ab825fc263248p-10 * LOWER;
    public static final double P8 = 0x1.17a4aea862747p-13 * LOWER;
    public static final double P9 = -0x1.e4a425c85c622p-13 * LOWER;
    public static final double P10 = -0x1.001f209a10672p-19 * LOWER;
    public static final double P11 = 0x1.26d09f82a1984p-15 * LOWER;
    public static final double P12 = 0x1.80bfeb830b066p-21 * LOWER;
    public static final double P13 = -0x1.8d4b85ce78e56p-18 * LOWER;
    public static final double P14 = -0x1.520c76276d7e4p-21 * LOWER;
    public static final double P15 = 0x1.12373593254d6p-20 * LOWER;
    public static final double P16 = 0x1.23cd38c61920bp-22 * LOWER;
    public static final double P17 = -0x1.4cc13dcf0413bp-23 * LOWER;
    public static final double P18 = -0x1.6eb074d37a8eep-24 * LOWER;
    public static final double P19 = 0x1.c8342026f2ap-27 * LOWER;
    public static final double P20 = 0x1.50e5daa2190dap-26 * LOWER;
    public static final double P21 = 0x1.07ce474cb3a87p-29 * LOWER;
    public static final double P22 = -0x1.5ab04020663b9p-29 * LOWER;
    public static final double P23 = -0x1.8ff6bf14d241ap-31 * LOWER;

    /** −1 / √(2π), lowered: times t and the lifted e^(−t²/2) it is −t φ(t). */
    public static final double DENSITY = -0x1.9884533d43651p-2 * LOWER;
}
