// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.dense.Kernels;
import org.pcn4j.dense.ScalarKernels;

/** The vector kernels give the scalar kernels' bits, which are the definition. */
class VectorKernelsTest {
    /** Enough for C2 to have compiled the kernels before the last of them. */
    private static final int ROUNDS = 400;

    private final DenseKernels<float[]> vector = new VectorKernels();
    private final DenseKernels<float[]> scalar = new ScalarKernels();

    static Set<String> cases() {
        return Cases.ALL.keySet();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyArrayHoldsTheScalarKernelsBits(String name) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            float[][] found = Cases.run(name, vector, seed);
            float[][] expected = Cases.run(name, scalar, seed);
            assertThat(found.length).isEqualTo(expected.length);
            for (int i = 0; i < found.length; i++) {
                int array = i;
                for (int j = 0; j < found[i].length; j++) {
                    int at = j;
                    assertThat(Float.floatToIntBits(found[i][j]))
                            .as(() -> name + " of seed, array, place " + array + ", " + at)
                            .isEqualTo(Float.floatToIntBits(expected[i][j]));
                }
            }
        }
    }

    @Test
    void columnsMultipliedInPartsGiveTheBitsOfTheWhole() {
        int inner = 9;
        int columns = 200;
        int padded = vector.padded(columns);
        Random random = new Random(3);
        float[] w = new float[inner * columns];
        float[] a = new float[5 * inner];
        for (int i = 0; i < w.length; i++) {
            w[i] = random.nextFloat();
        }
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextFloat();
        }
        float[] panels = new float[inner * padded];
        vector.layOut(w, columns, inner, columns, 0, padded, panels);
        float[] bias = new float[padded];
        float[] whole = new float[5 * padded];
        float[] parts = new float[5 * padded];
        vector.product(a, 0, inner, 5, inner, panels, 0, padded, bias, 0, 0, whole, 0, padded);
        int width = vector.panelWidth();
        for (int from = 0; from < padded; from += width) {
            int to = Math.min(padded, from + width);
            vector.product(a, 0, inner, 2, inner, panels, from, to, bias, 0, 0, parts, 0, padded);
            vector.product(a, 2 * inner, inner, 3, inner, panels, from, to, bias, 0, 0, parts, 2 * padded, padded);
        }
        assertThat(parts).isEqualTo(whole);
    }

    @Test
    void vectorsOfHalfALineGiveTheBitsOfTheScalarKernels() throws Exception {
        int rounds = 40;
        String printed = Java.printed(
                "-XX:UseAVX=2", "--add-modules", "jdk.incubator.vector", Cases.class.getName(), "" + rounds);
        assertThat(printed).isEqualTo(scalar.line() / 2 + " " + Cases.checksum(scalar, rounds));
    }

    @Test
    void theseKernelsAreFoundWithoutBeingNamed() {
        assertThat(Kernels.here().kernels().orElseThrow().floats()).isInstanceOf(VectorKernels.class);
        assertThat(Kernels.here().reason()).isEmpty();
    }
}
