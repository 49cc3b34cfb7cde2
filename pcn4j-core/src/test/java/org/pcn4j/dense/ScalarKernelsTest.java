package org.pcn4j.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScalarKernelsTest {
    private static final int TERMS = 512;
    private static final float ONE_TERM = 0x1p-26f;

    private final ScalarKernels kernels = new ScalarKernels();
    private final float[] terms = filled(TERMS, ONE_TERM);
    private final float[] ones = filled(TERMS * kernels.line(), 1);

    /** Feedback from many layers above is small, and was lost term by term where sums began with the value that it moves. */
    @Test
    void aProductDoesNotLoseSmallTermsBesideWhatItIsAddedTo() {
        float[] y = filled(kernels.line(), 1);
        kernels.product(terms, 0, TERMS, 1, TERMS, ones, 0, kernels.line(), y, 0, 0, y, 0, kernels.line());
        assertThat(y).containsOnly(1 + TERMS * ONE_TERM);
    }

    @Test
    void norDoesTheProductOfARow() {
        float[] y = filled(kernels.line(), 1);
        kernels.rowProduct(terms, 0, TERMS, ones, kernels.line(), 0, kernels.line(), y, 0, y, 0);
        assertThat(y).containsOnly(1 + TERMS * ONE_TERM);
    }

    /** A mean that only shrinks would end at a subnormal number that β₁ times itself rounds to again, and stay there. */
    @Test
    void meansThatAreFedByZerosEndAtZero() {
        AdamStep step = new AdamStep(1, 0, 1, 0.9, 0.1, 0.999, 0.001, 1, 1e-8, -0.001);
        float[] theta = {1};
        float[] mean = {1e-37f};
        float[] square = {1.2e-38f};
        for (int i = 0; i < 30; i++) {
            kernels.adam(theta, mean, square, 0, new float[1], 0, 1, step);
        }
        assertThat(mean).containsExactly(0);
        assertThat(square).containsExactly(0);
        float[] velocity = {1e-37f};
        for (int i = 0; i < 30; i++) {
            kernels.descend(theta, velocity, 0, new float[1], 0, 1, 1, 0, 0.9, false, -0.1);
        }
        assertThat(velocity).containsExactly(0);
        float[] forced = {1e-37f};
        for (int i = 0; i < 30; i++) {
            kernels.adamOnValues(new float[1], forced, square, theta, 0.1, 0.001, 0.1, 1e-8, 0, 1);
        }
        assertThat(forced).containsExactly(0);
    }

    @Test
    void whatWouldBeSubnormalIsZero() {
        float[] y = new float[2];
        float[] d = new float[2];
        kernels.multiply(new float[] {1e-20f, 2e-19f}, new float[] {-1e-20f, 2e-19f}, y, 0, 2);
        assertThat(y).containsExactly(0, 2e-19f * 2e-19f);
        kernels.scale(new float[] {1e-37f, 1e-35f}, 0.01, y, 0, 2);
        assertThat(y).containsExactly(0, 0.01f * 1e-35f);
        kernels.gather(new float[] {1e-30f, 1}, new float[2], new float[] {1e-10f, 1e-10f}, 0.1, d, 0, 2);
        assertThat(d).containsExactly(0, 0.1f * 1e-10f);
    }

    private static float[] filled(int count, float value) {
        float[] array = new float[count];
        Arrays.fill(array, value);
        return array;
    }
}
