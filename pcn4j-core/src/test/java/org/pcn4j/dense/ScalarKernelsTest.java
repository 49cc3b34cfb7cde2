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

    private static float[] filled(int count, float value) {
        float[] array = new float[count];
        Arrays.fill(array, value);
        return array;
    }
}
