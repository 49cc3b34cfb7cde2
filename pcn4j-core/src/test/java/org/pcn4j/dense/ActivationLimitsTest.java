// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.dense;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pcn4j.dense.Activation.Kind;

/** Functions and slopes at the ends of their ranges and at their joints. */
class ActivationLimitsTest {
    @Test
    void functionsOfInfinityAreTheirLimits() {
        for (Kind kind : new Kind[] {Kind.GELU, Kind.SILU}) {
            assertThat(value(kind, Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
            assertThat(value(kind, Float.NEGATIVE_INFINITY)).isZero();
            assertThat(slope(kind, Float.POSITIVE_INFINITY)).isOne();
            assertThat(slope(kind, Float.NEGATIVE_INFINITY)).isZero();
        }
        assertThat(value(Kind.TANH, Float.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(value(Kind.SIGMOID, Float.NEGATIVE_INFINITY)).isZero();
        assertThat(value(Kind.SIGMOID, Float.POSITIVE_INFINITY)).isOne();
    }

    @Test
    void whatIsNotANumberStaysSo() {
        for (Kind kind : Kind.values()) {
            assertThat(ScalarActivations.value(new Activation(kind, -1, 1), Float.NaN))
                    .as("%s", kind)
                    .isNaN();
        }
    }

    @Test
    void oddFunctionsKeepTheSignOfZero() {
        for (Kind kind : new Kind[] {Kind.TANH, Kind.SILU, Kind.GELU, Kind.RELU}) {
            assertThat(Float.floatToRawIntBits(value(kind, -0.0f)))
                    .as("%s", kind)
                    .isEqualTo(Integer.MIN_VALUE);
            assertThat(Float.floatToRawIntBits(value(kind, 0.0f)))
                    .as("%s", kind)
                    .isZero();
        }
    }

    @Test
    void aClippedNumberHasNoSlopeAtItsBounds() {
        Activation clip = new Activation(Kind.HARD_TANH, -1, 2);
        float[] x = {-3, -1, -0.5f, 2, 5};
        float[] y = {-1, -1, -0.5f, 2, 2};
        float[] slope = {0, 0, 1, 0, 0};
        for (int i = 0; i < x.length; i++) {
            assertThat(ScalarActivations.value(clip, x[i])).isEqualTo(y[i]);
            assertThat(ScalarActivations.slope(clip, x[i])).isEqualTo(slope[i]);
        }
    }

    @Test
    void aLeakySlopeIsThatOfItsSide() {
        Activation leaky = new Activation(Kind.LEAKY_RELU, 0.25f, 0);
        assertThat(ScalarActivations.value(leaky, -2)).isEqualTo(-0.5f);
        assertThat(ScalarActivations.value(leaky, 2)).isEqualTo(2);
        assertThat(ScalarActivations.slope(leaky, 0)).isEqualTo(0.25f);
        assertThat(ScalarActivations.slope(leaky, 2)).isOne();
    }

    private static float value(Kind kind, float x) {
        return ScalarActivations.value(new Activation(kind), x);
    }

    private static float slope(Kind kind, float x) {
        return ScalarActivations.slope(new Activation(kind), x);
    }
}
