package org.pcn4j.systems.surprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.Seed;

/** Spiking neurons, and which of several modules learns (Barry and Gerstner 2024, SpikeSuM-C). */
class SelectorTest {
    @Test
    void neuronsSpikeWithProbabilityTanhAndRestAfterASpike() {
        int count = 40_000;
        Neurons neurons = new Neurons(count, new Seed(1).generator());
        double[] potentials = new double[count];
        Arrays.fill(potentials, 0, count / 2, 1);
        Arrays.fill(potentials, count / 2, count, -1);
        assertThat(neurons.step(potentials) / (count / 2.0)).isCloseTo(Math.tanh(1), within(0.01));
        boolean[] first = new boolean[count];
        for (int i = 0; i < count; i++) {
            first[i] = neurons.spiked(i);
            assertThat(i < count / 2 || !first[i]).isTrue();
        }
        neurons.step(potentials);
        int again = 0;
        for (int i = 0; i < count / 2; i++) {
            again += first[i] && neurons.spiked(i) ? 1 : 0;
        }
        assertThat(again).isZero();
        neurons.step(potentials); // ρ is 0.9 for those that spiked first alone: they spike with probability tanh 0.1
        int spiked = 0;
        int rested = 0;
        for (int i = 0; i < count / 2; i++) {
            rested += first[i] ? 1 : 0;
            spiked += first[i] && neurons.spiked(i) ? 1 : 0;
        }
        assertThat(spiked / (double) rested).isCloseTo(Math.tanh(0.1), within(0.01));
    }

    @Test
    void aPulseIsFourStepsLong() {
        Pulses pulses = new Pulses(1);
        boolean[] spikes = {true, false, false, false, false, true, true, false, false, false, false};
        boolean[] expected = {true, true, true, true, false, true, true, true, true, true, false};
        for (int i = 0; i < spikes.length; i++) {
            pulses.advance(0, spikes[i]);
            assertThat(pulses.at(0)).as("step %d", i).isEqualTo(expected[i]);
        }
    }

    @Test
    void theModuleOfLeastMismatchIsChosenAndInhibitsTheOthers() {
        Selector selector = new Selector(3, new Seed(1));
        long[] inhibited = new long[3];
        for (int step = 0; step < 1000; step++) {
            selector.step(new double[] {0.12, 0.06, 0.12}, new int[] {1, 1, 1});
            for (int m = 0; m < 3; m++) {
                inhibited[m] += step >= 500 ? selector.inhibition(m) : 0;
            }
        }
        assertThat(selector.chosen()).isEqualTo(1);
        assertThat(inhibited[1]).isLessThan(inhibited[0] / 10).isLessThan(inhibited[2] / 10);
    }

    @Test
    void commitmentStaysBetweenItsBounds() {
        Selector selector = new Selector(2, new Seed(1));
        double before = selector.commitment(0);
        assertThat(before).isCloseTo(0.05, within(1e-15));
        for (int step = 0; step < 5000; step++) {
            selector.step(new double[] {0.06, 0.12}, new int[] {1, 0});
        }
        double grown = selector.commitment(0);
        assertThat(grown).isGreaterThan(0.06).isLessThanOrEqualTo(0.11 + 1e-12);
        assertThat(selector.commitment(1)).isCloseTo(0.05, within(1e-15));
        for (int step = 0; step < 20_000; step++) {
            selector.step(new double[] {0.06, 0.12}, new int[] {-1, 0});
        }
        assertThat(selector.commitment(0)).isCloseTo(0.05, within(1e-12));
    }

    /** Inhibition takes surprise far below 0, where nothing is learned. */
    @Test
    void aModuleThatOthersInhibitLearnsNothing() {
        SpikeSumSettings settings = SpikeSumSettings.published().withSize(9, 8, 8);
        MismatchModule module = new MismatchModule(settings, new Seed(1));
        double[][][] before = module.weights();
        Pulses[] pulses = {new Pulses(8), new Pulses(8)};
        module.begin();
        for (int step = 0; step < 100; step++) {
            for (int k = 0; k < 8; k++) {
                pulses[0].advance(k, true);
                pulses[1].advance(k, true);
            }
            module.step(2, pulses, 5, new int[] {8, 8}, 1);
        }
        assertThat(module.surprise()).isNegative();
        assertThat(module.weights()).isDeepEqualTo(before);
    }
}
