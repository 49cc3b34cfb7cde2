package org.pcn4j.tensor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;

/**
 * A number as a tensor without dimensions, as kernels want it that write their result where they are told. Rules multiply
 * by a few numbers over and over, so those are kept; of more there is no need.
 */
record Factor(double number, DType dtype) {
    private static final int MOST = 64;
    private static final Map<Factor, Tensor> KEPT = new ConcurrentHashMap<>();

    /** Returns the number in the element type of a tensor that it multiplies. */
    static Tensor of(double number, Tensor multiplied) {
        Factor factor = new Factor(number, DType.of(multiplied.scalar_type()));
        Tensor known = KEPT.get(factor);
        return known == null ? factor.made() : known;
    }

    private Tensor made() {
        Tensor made = Numbers.of(dtype, Shape.of(), new double[] {number});
        if (KEPT.size() < MOST && KEPT.putIfAbsent(this, made) == null) {
            Native.outOfScopes(made);
        }
        return made;
    }

    /** Written out: a record's own is slow until it is compiled, and this is asked for at each product. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Factor that
                && Double.doubleToRawLongBits(number) == Double.doubleToRawLongBits(that.number)
                && dtype == that.dtype;
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(number) + dtype.hashCode();
    }
}
