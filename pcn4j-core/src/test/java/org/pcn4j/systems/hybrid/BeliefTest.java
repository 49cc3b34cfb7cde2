package org.pcn4j.systems.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Beliefs in generalized coordinates (Priorelli and Stoianov 2025): their gradients, a reach, and whom one follows. */
class BeliefTest {
    private static final List<Attractor> ATTRACTORS =
            List.of(Attractor.stay(3), Attractor.towards(1, 1, 0), Attractor.towards(2, 2, 2));
    private static final double[] WEIGHTS = {0.2, 0.5, 0.3};

    private static double[][] numbers(double c) {
        double[][] numbers = new double[3][2];
        for (int o = 0; o < 3; o++) {
            for (int k = 0; k < 2; k++) {
                numbers[o][k] = Math.sin(c + 1.7 * o + 2.3 * k);
            }
        }
        return numbers;
    }

    private static Belief belief(double[][] values, double[][] velocities, Dynamics dynamics) {
        Belief belief = new Belief(values, ATTRACTORS, dynamics);
        for (int o = 0; o < 3; o++) {
            for (int k = 0; k < 2; k++) {
                belief.pullVelocity(o, k, -velocities[o][k]);
            }
        }
        belief.move(1, 2);
        return belief;
    }

    /** ½‖π(x′ − Σ v_m f_m(x))‖². */
    private static double energy(double[][] x, double[][] velocity, Dynamics dynamics) {
        double sum = 0;
        for (int o = 0; o < 3; o++) {
            for (int k = 0; k < 2; k++) {
                double predicted = 0;
                for (int m = 0; m < 3; m++) {
                    int to = ATTRACTORS.get(m).towards().get(o);
                    predicted += WEIGHTS[m] * dynamics.gain() * (x[to][k] - x[o][k]);
                }
                double error = dynamics.precision() * (velocity[o][k] - predicted);
                sum += error * error / 2;
            }
        }
        return sum;
    }

    @Test
    void whatFlowsPullsValuesByTheGradientOfTheSquaredErrorAndVelocitiesByTheError() {
        for (double precision : new double[] {1, 0.6}) {
            Dynamics dynamics = new Dynamics(0.8, precision, 2);
            double[][] velocities = numbers(20);
            Belief belief = belief(numbers(10), velocities, dynamics);
            belief.flow(WEIGHTS);
            for (int o = 0; o < 3; o++) {
                for (int k = 0; k < 2; k++) {
                    double[][] more = numbers(10);
                    double[][] less = numbers(10);
                    more[o][k] += 1e-6;
                    less[o][k] -= 1e-6;
                    double slope = (energy(more, velocities, dynamics) - energy(less, velocities, dynamics)) / 2e-6;
                    assertThat(belief.valueGradients()[o][k]).isCloseTo(slope, within(1e-9));
                    double[][] faster = numbers(20);
                    double[][] slower = numbers(20);
                    faster[o][k] += 1e-6;
                    slower[o][k] -= 1e-6;
                    double ofVelocity =
                            (energy(numbers(10), faster, dynamics) - energy(numbers(10), slower, dynamics)) / 2e-6;
                    assertThat(precision * belief.velocityGradients()[o][k]).isCloseTo(ofVelocity, within(1e-9));
                }
            }
        }
    }

    @Test
    void theEvidenceOfAnAttractorIsThatOfTheModelInWhichItIsTheOnlyOne() {
        Dynamics dynamics = new Dynamics(0.8, 0.7, 2);
        double[][] x = numbers(10);
        double[][] velocities = numbers(20);
        Belief belief = belief(x, velocities, dynamics);
        belief.flow(WEIGHTS);
        double[] evidences = belief.takeEvidences();
        for (int m = 0; m < 3; m++) {
            double expected = 0;
            for (int o = 0; o < 3; o++) {
                double[] full = new double[2];
                double[] reduced = new double[2];
                for (int k = 0; k < 2; k++) {
                    for (int n = 0; n < 3; n++) {
                        double f = 0.8 * (x[ATTRACTORS.get(n).towards().get(o)][k] - x[o][k]);
                        full[k] += WEIGHTS[n] * f;
                        reduced[k] += n == m ? f : 0;
                    }
                }
                expected += ModelReduction.logEvidence(velocities[o], 2, full, reduced, 0.7);
            }
            assertThat(evidences[m]).isCloseTo(expected, within(1e-14));
        }
        assertThat(belief.takeEvidences()).containsOnly(0);
    }

    @Test
    void valuesMoveWithTheirVelocitiesAgainstTheirGradientsAndOthersStay() {
        Belief belief = belief(numbers(10), numbers(20), new Dynamics(0.8, 1, 2));
        double value = belief.value(1, 0);
        double fixed = belief.value(1, 1);
        double velocity = belief.velocity(1, 0);
        belief.pullValue(1, 0, 0.25);
        belief.pullValue(1, 0, 0.5);
        belief.pullVelocity(1, 0, -0.5);
        belief.move(0.3, 1);
        assertThat(belief.value(1, 0)).isEqualTo(value + 0.3 * (velocity - 0.75));
        assertThat(belief.velocity(1, 0)).isEqualTo(velocity + 0.3 * 0.5);
        assertThat(belief.value(1, 1)).isEqualTo(fixed);
        belief.move(0.3, 1);
        assertThat(belief.velocity(1, 0)).as("gradients are forgotten").isEqualTo(velocity + 0.3 * 0.5);
    }

    /** One joint that only fulfills what it is believed to do: the angle is drawn to where it is expected. */
    @Test
    void aJointComesToTheAngleThatItIsDrawnTo() {
        double target = 0.4;
        Belief belief = new Belief(
                new double[][] {{-0.2}, {target}}, List.of(Attractor.towards(1, 1)), new Dynamics(0.5, 1, 2));
        double angle = -0.2;
        double action = 0;
        double[] weights = {1};
        for (int step = 0; step < 2000; step++) {
            belief.flow(weights);
            double felt = angle - belief.value(0, 0);
            belief.pullValue(0, 0, -felt);
            belief.pullValue(1, 0, belief.value(1, 0) - target);
            belief.move(0.3, 1);
            action -= 0.09 * felt;
            angle += action;
        }
        assertThat(angle).isCloseTo(target, within(1e-6));
        assertThat(action).isCloseTo(0, within(1e-6));
    }

    /** A hand comes nearer to one of two objects by a part of the way each step; both are seen, and nothing is meant. */
    @Test
    void theObjectThatAHandComesNearerToIsTheOneThatTheEvidenceSpeaksFor() {
        double[][] objects = {{0.6, 0.5}, {0.6, -0.5}};
        for (int followed = 1; followed <= 2; followed++) {
            double[] hand = {0, 0};
            List<Attractor> attractors =
                    List.of(Attractor.stay(3), Attractor.towards(1, 1, 2), Attractor.towards(2, 1, 2));
            Belief belief =
                    new Belief(new double[][] {hand, objects[0], objects[1]}, attractors, new Dynamics(0.1, 0.5, 2));
            double third = 1 / 3.0;
            double[] weights = {third, third, third};
            for (int step = 0; step < 30; step++) {
                belief.flow(weights);
                for (int k = 0; k < 2; k++) {
                    belief.pullValue(0, k, belief.value(0, k) - hand[k]);
                    belief.pullValue(1, k, belief.value(1, k) - objects[0][k]);
                    belief.pullValue(2, k, belief.value(2, k) - objects[1][k]);
                    double speed = 0.1 * (objects[followed - 1][k] - hand[k]);
                    belief.pullVelocity(0, k, belief.velocity(0, k) - speed);
                    hand[k] += 0.3 * speed;
                }
                belief.move(0.3, 2);
            }
            double[] evidences = belief.takeEvidences();
            int other = 3 - followed;
            assertThat(evidences[followed]).isPositive().isGreaterThan(evidences[0]);
            assertThat(evidences[0]).isGreaterThan(evidences[other]);
        }
    }

    @Test
    void hypothesesThatAreNotThereAreRefused() {
        assertThatThrownBy(() -> Attractor.towards(0, 2))
                .hasMessage("hypotheses are 0 to 1, and none can go towards 2");
        assertThatThrownBy(() -> new Belief(new double[2][1], ATTRACTORS, new Dynamics(1, 1, 1)))
                .hasMessage("an attractor of 3 hypotheses cannot move 2");
        assertThatThrownBy(() -> new Dynamics(1, 0, 2))
                .hasMessageContaining("precisions above 0, not 1.0, 0.0 and 2.0");
    }
}
