package org.pcn4j.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rounding to bfloat16 by its definition. */
class ScalarRoundingTest {
    private static final int ALL = 1 << Short.SIZE;

    private final Rounding<float[]> rounding = new ScalarRounding();

    private short rounded(float number) {
        short[] bits = new short[1];
        rounding.round(new float[] {number}, 0, 1, bits);
        return bits[0];
    }

    @Test
    void whatIsABfloat16StaysIt() {
        for (int i = 0; i < ALL; i++) {
            float number = Float.intBitsToFloat(i << Short.SIZE);
            assertThat(rounded(number)).isEqualTo(Float.isNaN(number) ? (short) 0x7fc0 : (short) i);
        }
    }

    @Test
    void whatIsBetweenGoesToTheNearerAndHalfWayToTheEven() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            int bits = random.nextInt();
            float number = Float.intBitsToFloat(bits);
            int below = bits & 0xffff0000;
            double distance = Math.abs((double) number - Float.intBitsToFloat(below));
            double above = Math.abs((double) Float.intBitsToFloat(below + ALL) - number);
            if (Float.isNaN(number) || Double.isInfinite(above) || Double.isNaN(above)) {
                continue;
            }
            int nearest = distance < above ? below : below + ALL;
            assertThat(rounded(number)).isEqualTo((short) (nearest >>> Short.SIZE));
        }
        for (int even = 0x3f80; even < 0x3f90; even++) {
            float half = Float.intBitsToFloat(even << Short.SIZE | 0x8000);
            assertThat(rounded(half)).isEqualTo((short) (even + even % 2));
        }
    }

    @Test
    void whatIsTooLargeIsInfiniteAndWhatIsNoNumberStaysNone() {
        assertThat(rounded(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
        assertThat(rounded(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xff80);
        assertThat(rounded(Float.intBitsToFloat(0x7fffffff))).isEqualTo((short) 0x7fc0);
        assertThat(rounded(Float.intBitsToFloat(0xffffffff))).isEqualTo((short) 0x7fc0);
    }

    @Test
    void differencesAndSumsRoundOnceMore() {
        float[] a = {3, 1.5f, 7};
        float[] b = {9, 1, 0.25f};
        short[] bits = new short[2];
        rounding.difference(a, 1, b, 0, 2, bits);
        assertThat(bits).containsExactly(rounded(-7.5f), rounded(6));
        float[] y = {0, 0, 0, 0};
        rounding.add(a, 1, bits, 2, y, 2);
        assertThat(y).containsExactly(0, 0, -6, 13);
        rounding.widen(bits, 2, y, 0);
        assertThat(y).containsExactly(-7.5f, 6, -6, 13);
    }
}
