package org.pcn4j.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** How many numbers a vector holds here: 16 where the processor has vectors of 512 bits, else 8. */
final class Lanes {
    private Lanes() {}

    /** With fewer the kernels are not used. */
    static final int LEAST = 8;

    static final boolean WIDE = FloatVector.SPECIES_PREFERRED.length() >= 16;

    static final VectorSpecies<Float> FLOATS = WIDE ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;

    static final VectorSpecies<Integer> INTS = WIDE ? IntVector.SPECIES_512 : IntVector.SPECIES_256;

    static final int L = FLOATS.length();

    /** All bits of the lanes whose numbers have the bit {@code n}. */
    static IntVector upper(int n) {
        int[] bits = new int[L];
        for (int i = 0; i < L; i++) {
            bits[i] = (i & n) == 0 ? 0 : -1;
        }
        return IntVector.fromArray(INTS, bits, 0);
    }
}
