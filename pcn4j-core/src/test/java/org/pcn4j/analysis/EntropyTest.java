package org.pcn4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EntropyTest {
    @Test
    void whatIsCertainHasNoEntropyAndWhatIsEvenHasTheMost() {
        assertThat(Entropy.of(0, 1, 0)).isZero();
        assertThat(Entropy.of(0.25, 0.25, 0.25, 0.25)).isCloseTo(Math.log(4), within(1e-15));
        assertThat(Entropy.of(0.5, 0.25, 0.25)).isCloseTo(1.5 * Math.log(2), within(1e-15));
    }

    @Test
    void divergenceIsZeroBetweenEqualsAndInfiniteWhereTheOtherExcludesWhatHappens() {
        double[] p = {0.5, 0.25, 0.25};
        assertThat(Entropy.divergence(p, p)).isZero();
        assertThat(Entropy.divergence(new double[] {1, 0, 0}, p)).isCloseTo(Math.log(2), within(1e-15));
        assertThat(Entropy.divergence(p, new double[] {1, 0, 0})).isInfinite();
        assertThatThrownBy(() -> Entropy.divergence(p, new double[2])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void logarithmsOfAnySizeBecomeProbabilities() {
        assertThat(Entropy.normalized(-5000, -5000 + Math.log(3)))
                .containsExactly(new double[] {0.25, 0.75}, within(1e-12));
        assertThat(Entropy.normalized(0, -1e9)).containsExactly(1, 0);
    }
}
