// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.pcn4j.dense.FloatKernels;

/** How many float32 numbers a vector holds here: a line where the processor has vectors of 512 bits, else half of one. */
final class Lanes {
    private Lanes() {}

    static final boolean WIDE = FloatVector.SPECIES_PREFERRED.length() >= FloatKernels.LINE;

    static final VectorSpecies<Float> FLOATS = WIDE ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;

    static final int L = FLOATS.length();

    /** Returns the numbers, but zero for those that are subnormal. */
    static FloatVector normal(FloatVector x) {
        return x.blend(FloatVector.zero(FLOATS), x.abs().lt(Float.MIN_NORMAL));
    }

    /** Returns the bits of the lanes that have a power of two in their numbers. */
    static long upper(int power) {
        long bits = 0;
        for (int lane = 0; lane < L; lane++) {
            bits |= (lane & power) == 0 ? 0 : 1L << lane;
        }
        return bits;
    }
}
