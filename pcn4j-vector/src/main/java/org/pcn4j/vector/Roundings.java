package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.S2I;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/** Rounding to bfloat16 and back, all in one method lest it be inlined: see {@link VectorKernels}. */
final class Roundings {
    private static final VectorSpecies<Short> SHORTS = Lanes.WIDE ? ShortVector.SPECIES_256 : ShortVector.SPECIES_128;
    private static final VectorSpecies<Integer> INTS = Lanes.WIDE ? IntVector.SPECIES_512 : IntVector.SPECIES_256;
    private static final int NOT_A_NUMBER = 0x7fc0;
    private static final int BELOW_HALF = 0x7fff;

    /** What is done. */
    enum Operation {
        ROUND,
        DIFFERENCE,
        WIDEN,
        ADD
    }

    private Roundings() {}

    /** As in {@code Rounding}: operands a and b, where there are so many; the rounded numbers; the result y, where it is not they. */
    static void apply(
            Operation operation,
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            short[] rounded,
            int count,
            float[] y,
            int yAt) {
        switch (operation) {
            case ROUND -> {
                for (int i = 0; i < count; i += L) {
                    FloatVector numbers = fromArray(FLOATS, a, aAt + i);
                    IntVector bits = numbers.reinterpretAsInts();
                    IntVector odd = bits.lanewise(LSHR, Short.SIZE).lanewise(AND, 1);
                    IntVector upper = bits.add(BELOW_HALF).add(odd).lanewise(LSHR, Short.SIZE);
                    ((ShortVector) upper.blend(
                                            NOT_A_NUMBER,
                                            numbers.compare(NE, numbers).cast(INTS))
                                    .convertShape(I2S, SHORTS, 0))
                            .intoArray(rounded, i);
                }
            }
            case DIFFERENCE -> {
                for (int i = 0; i < count; i += L) {
                    FloatVector difference = fromArray(FLOATS, a, aAt + i).sub(fromArray(FLOATS, b, bAt + i));
                    IntVector raw = difference.reinterpretAsInts();
                    IntVector even = raw.lanewise(LSHR, Short.SIZE).lanewise(AND, 1);
                    IntVector up = raw.add(BELOW_HALF).add(even).lanewise(LSHR, Short.SIZE);
                    ((ShortVector) up.blend(
                                            NOT_A_NUMBER,
                                            difference.compare(NE, difference).cast(INTS))
                                    .convertShape(I2S, SHORTS, 0))
                            .intoArray(rounded, i);
                }
            }
            case WIDEN -> {
                for (int i = 0; i < count; i += L) {
                    ((IntVector) ShortVector.fromArray(SHORTS, rounded, i).convertShape(S2I, INTS, 0))
                            .lanewise(LSHL, Short.SIZE)
                            .reinterpretAsFloats()
                            .intoArray(y, yAt + i);
                }
            }
            case ADD -> {
                for (int i = 0; i < count; i += L) {
                    FloatVector summand = ((IntVector)
                                    ShortVector.fromArray(SHORTS, rounded, i).convertShape(S2I, INTS, 0))
                            .lanewise(LSHL, Short.SIZE)
                            .reinterpretAsFloats();
                    fromArray(FLOATS, a, aAt + i).add(summand).intoArray(y, yAt + i);
                }
            }
        }
    }
}
