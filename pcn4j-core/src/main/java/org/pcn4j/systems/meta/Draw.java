package org.pcn4j.systems.meta;

import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Tensor;

/**
 * What is predicted of units by one draw of their inputs. In tensors of the open scope.
 *
 * @param value μ, [B, n]
 * @param deviation √(Δ + 10⁻¹⁰), [B, n]
 * @param xi ξ, [B, n]
 */
record Draw(Tensor value, Tensor deviation, Tensor xi) {
    private static final double GUARD = 1e-10;

    /**
     * Draws.
     *
     * @param mean Σ (m/N) φ of all that is read, [B, n]
     * @param variance Δ of all that is read, [B, n]; changed
     */
    static Draw of(Tensor mean, Tensor variance, Tensor xi) {
        PointwiseKernels.addInPlace(variance, GUARD);
        Tensor deviation = PointwiseKernels.sqrt(variance);
        return new Draw(mean.add(xi.mul(deviation)), deviation, xi);
    }

    /** What is predicted by weights that are certain, whose Δ is 0: ξ is 0 as it makes no difference. */
    static Draw certain(Tensor mean) {
        return new Draw(mean, Tensor.full(mean.dtype(), mean.shape(), Math.sqrt(GUARD)), mean.zerosLike());
    }

    /** Returns q = e ξ/√(Δ + 10⁻¹⁰). */
    Tensor q(Tensor error) {
        return PointwiseKernels.quotient(error.mul(xi), deviation);
    }
}
