package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.pcn4j.dense.Rounding;
import org.pcn4j.dense.ScalarRounding;

/** Which machines have products in bfloat16, and what those give. */
class Bfloat16Test {
    private static final Rounding<float[]> ROUNDING = new ScalarRounding();

    private static String flags(String flags) {
        return "processor\t: 0\nflags\t\t: fpu " + flags + " sse\nprocessor\t: 1\n";
    }

    private static String missing(String architecture, String processors, boolean library) {
        return Bfloat16.find(architecture, processors, () -> library).missing();
    }

    @Test
    void theProcessorsInstructionsAreToldTilesFirst() {
        assertThat(Bfloat16.find("amd64", flags("avx512_bf16 amx_bf16"), () -> true))
                .isEqualTo(new Bfloat16.Found("oneDNN, amx_bf16", ""));
        assertThat(Bfloat16.find("x86_64", flags("avx512_bf16"), () -> true).name())
                .isEqualTo("oneDNN, avx512_bf16");
        assertThat(Bfloat16.find("aarch64", "", () -> true).name()).isEqualTo("oneDNN, aarch64");
    }

    @Test
    void withoutInstructionsOrALibraryThatUsesThemThereAreNoProducts() {
        assertThat(missing("amd64", flags("avx512f"), true))
                .isEqualTo("this processor has no instructions for bf16, neither amx_bf16 nor avx512_bf16");
        assertThat(missing("amd64", "", true))
                .isEqualTo("only Linux tells whether a processor of this kind has instructions for bf16");
        assertThat(missing("amd64", flags("amx_bf16"), false))
                .isEqualTo(missing("aarch64", "", false))
                .isEqualTo("libtorch has no products in bf16 for this processor");
    }

    @Test
    void numbersComeBackAsTheyWereWritten() {
        Bfloat16Matrix matrix = new Bfloat16Matrix(3, 4);
        short[] bits = {1, 2, 3, 4, 5};
        matrix.put(bits, 6, 5);
        short[] all = new short[12];
        matrix.get(all, 0, 12);
        assertThat(all).containsExactly(0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 0);
        assertThatThrownBy(() -> matrix.put(bits, 8, 5)).hasMessage("numbers 8 to 13 of a matrix of 3 × 4");
        assertThatThrownBy(() -> new Bfloat16Matrix(0, 4)).hasMessage("a matrix must not be empty, but is 0 × 4");
    }

    /** Of integers up to 3 sums over 20 terms are exact in float32, and up to 256 in bfloat16: whoever adds, in whatever order. */
    @Test
    void productsOfSmallIntegersAreExact() {
        assumeTrue(Bfloat16.here().reason().isEmpty(), () -> Bfloat16.here().missing());

        int inner = 20;
        float[] x = integers(32 * inner, 1);
        float[] w = integers(inner * 48, 2);
        float[] turned = new float[w.length];
        for (int i = 0; i < w.length; i++) {
            turned[i % 48 * inner + i / 48] = w[i];
        }
        Bfloat16Matrix values = matrix(32, inner, x);
        Bfloat16Matrix y = new Bfloat16Matrix(32, 48);
        values.times(matrix(inner, 48, w), 3, 21, y);
        Bfloat16Matrix other = new Bfloat16Matrix(32, 48);
        values.timesTransposed(matrix(48, inner, turned), 3, 21, other);
        for (int row = 0; row < 32; row++) {
            for (int column = 0; column < 48; column++) {
                float sum = 0;
                for (int k = 0; k < inner && row >= 3 && row < 24; k++) {
                    sum += x[row * inner + k] * w[k * 48 + column];
                }
                assertThat(numbers(y)[row * 48 + column]).isEqualTo(sum);
                assertThat(numbers(other)[row * 48 + column]).isEqualTo(sum);
            }
        }
    }

    @Test
    void oneDnnIsOnWhileProductsAreMadeAndAsItWasSetAfterwards() {
        Threads before = Threads.current();
        Threads without = Threads.forMatrices(1).withoutOneDnn();
        try {
            without.use();
            boolean meanwhile = Bfloat16.multiplying(() -> {
                without.use();
                return Bfloat16.multiplying(() -> torch.globalContext().userEnabledMkldnn());
            });
            assertThat(meanwhile).isTrue();
            assertThat(torch.globalContext().userEnabledMkldnn()).isFalse();
            assertThat(Threads.current()).isEqualTo(without);
        } finally {
            before.use();
        }
    }

    private static float[] integers(int count, long seed) {
        Random random = new Random(seed);
        float[] all = new float[count];
        for (int i = 0; i < count; i++) {
            all[i] = random.nextInt(7) - 3;
        }
        return all;
    }

    private static Bfloat16Matrix matrix(int rows, int columns, float[] numbers) {
        short[] bits = new short[numbers.length];
        ROUNDING.round(numbers, 0, numbers.length, bits);
        Bfloat16Matrix matrix = new Bfloat16Matrix(rows, columns);
        matrix.put(bits, 0, bits.length);
        return matrix;
    }

    private static float[] numbers(Bfloat16Matrix matrix) {
        int count = matrix.rows() * matrix.columns();
        short[] bits = new short[count];
        matrix.get(bits, 0, count);
        float[] numbers = new float[count];
        ROUNDING.widen(bits, count, numbers, 0);
        return numbers;
    }
}
