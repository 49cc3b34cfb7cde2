package org.pcn4j.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** How many numbers a vector holds here: 16 where the processor has vectors of 512 bits, else 8. */
final class Lanes {
    private Lanes() {}

    /** With fewer the kernels are not used. */
    static final int LEAST = 8;

    static final boolean WIDE = FloatVector.SPECIES_PREFERRED.length() >= 16;

    static final VectorSpecies<Float> FLOATS = WIDE ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;

    static final int L = FLOATS.length();
}
