package org.pcn4j.dense;

/**
 * The numbers of one step of Adam or AdamW, in the order in which {@link DenseKernels#adam} uses them. With Δ the raw update:
 *
 * <pre>
 *   d = fma(−decay, θ, Δ · scale)          θ ← θ · shrink
 *   m ← fma(β₁, m, (1 − β₁) · d)            v ← fma(β₂, v, ((1 − β₂) · d) · d)
 *   θ ← fma(rate, m / fma(√v, rootScale, ε), θ)
 * </pre>
 *
 * Where scale, decay and rate are all of the other sign, θ moves alike and m is the mean of gradients, −Δ.
 *
 * <p>The product −decay · θ is left out where decay is 0, and θ · shrink where shrink is 1. A d whose square would be subnormal counts as 0
 * in v: it would add nothing that is seen beside ε. m and v are zero where they would be subnormal.
 *
 * @param scale what Δ is multiplied by, such as 1/B
 * @param decay of weights, as a part of Δ
 * @param shrink what θ is multiplied by first, where its decay is decoupled
 * @param beta1 β₁
 * @param rest1 1 − β₁, rounded from float64
 * @param beta2 β₂
 * @param rest2 1 − β₂, rounded from float64
 * @param rootScale 1 / √(1 − β₂ⁿ)
 * @param epsilon ε
 * @param rate the learning rate / (1 − β₁ⁿ)
 */
public record AdamStep(
        double scale,
        double decay,
        double shrink,
        double beta1,
        double rest1,
        double beta2,
        double rest2,
        double rootScale,
        double epsilon,
        double rate) {}
