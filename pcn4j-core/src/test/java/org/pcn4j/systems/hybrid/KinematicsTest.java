package org.pcn4j.systems.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Where limbs end (Priorelli and Stoianov 2025). */
class KinematicsTest {
    @Test
    void aQuarterTurnFromAnUprightLimbPointsBack() {
        double[] end = Kinematics.end(0.5, 2, new double[] {1, 3, 0.5});
        assertThat(end[0]).isCloseTo(-1, within(1e-15));
        assertThat(end[1]).isCloseTo(3, within(1e-15));
        assertThat(end[2]).isEqualTo(1);
    }

    @Test
    void thePullbackIsTheGradient() {
        double[] at = {0.3, 0.7, 0.2, -0.4, -0.15};
        double[] gradient = {0.6, -1.1, 0.35};
        double[] pulled = Kinematics.pullback(at[0], at[1], new double[] {at[2], at[3], at[4]}, gradient);
        for (int i = 0; i < at.length; i++) {
            double slope = 0;
            for (int sign : new int[] {1, -1}) {
                double[] moved = at.clone();
                moved[i] += sign * 1e-6;
                double[] end = Kinematics.end(moved[0], moved[1], new double[] {moved[2], moved[3], moved[4]});
                for (int k = 0; k < 3; k++) {
                    slope += sign * gradient[k] * end[k] / 2e-6;
                }
            }
            assertThat(pulled[i]).isCloseTo(slope, within(1e-9));
        }
    }
}
