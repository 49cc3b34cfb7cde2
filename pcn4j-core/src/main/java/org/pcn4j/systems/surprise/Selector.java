package org.pcn4j.systems.surprise;

import java.util.Arrays;
import org.pcn4j.tensor.Seed;

/**
 * Which of several modules learns: two layers of spiking units for each. The first is driven by a module's mismatch and
 * inhibits the second, whose units compete with those of other modules and inhibit these modules' learning. What a unit of the
 * first layer counts grows while its module is chosen and not surprised, so that a module that knows a rule is given up at once
 * where its mismatch is large, and one that knows none is not (Barry and Gerstner 2024, SpikeSuM-C). Not thread-safe.
 */
final class Selector {
    private static final int UNITS = 20;
    private static final double TAU = 10;
    /** 0.07 for each of 512 neurons. */
    private static final double GAIN = 0.07 * 512;

    private static final double OFFSET = 0.055;
    private static final double SPEED = 0.05;
    private static final double OWN = 4;
    private static final double OTHER = 20;
    private static final double MEAN = 20;
    private static final double GROWTH = 0.0008;
    private static final double LEAST = 1.0 / UNITS;
    private static final double MOST = 0.11;

    private final double[][] mismatch;
    private final double[][] choice;
    private final Neurons[] first;
    private final Neurons[] second;
    private final Pulses[] firstPulses;
    private final Pulses[] secondPulses;
    private final double[][][] commitment;
    private final double[] activity;
    private final int[] sent;

    Selector(int modules, Seed seed) {
        mismatch = new double[modules][UNITS];
        choice = new double[modules][UNITS];
        first = new Neurons[modules];
        second = new Neurons[modules];
        firstPulses = new Pulses[modules];
        secondPulses = new Pulses[modules];
        commitment = new double[modules][UNITS][UNITS];
        activity = new double[modules];
        sent = new int[modules];
        for (int m = 0; m < modules; m++) {
            first[m] = new Neurons(UNITS, seed.derive("first").derive(m).generator());
            second[m] = new Neurons(UNITS, seed.derive("second").derive(m).generator());
            firstPulses[m] = new Pulses(UNITS);
            secondPulses[m] = new Pulses(UNITS);
            for (double[] row : commitment[m]) {
                Arrays.fill(row, LEAST);
            }
        }
    }

    /**
     * Goes a step on.
     *
     * @param active of each module the share of neurons that send a pulse, from 0 to 1
     * @param growth of each module whether its commitment grows (1), shrinks (−1) or stays (0)
     */
    void step(double[] active, int[] growth) {
        double mean = Arrays.stream(active).sum() / active.length;
        int[] before = sent.clone();
        int all = Arrays.stream(before).sum();
        for (int m = 0; m < active.length; m++) {
            double[] h = mismatch[m];
            double drive = GAIN * (active[m] - OFFSET);
            for (int j = 0; j < UNITS; j++) {
                h[j] += (drive - h[j]) / TAU;
            }
            first[m].step(h);
            advance(firstPulses[m], first[m]);
            double others = (all - before[m]) / (double) UNITS;
            double[] x = choice[m];
            for (int k = 0; k < UNITS; k++) {
                double own = 0;
                for (int j = 0; j < UNITS; j++) {
                    own += firstPulses[m].at(j) ? commitment[m][j][k] : 0;
                }
                x[k] += SPEED * (MEAN * mean - x[k] - OWN * own - OTHER * others);
            }
            int spikes = second[m].step(x);
            advance(secondPulses[m], second[m]);
            activity[m] += (spikes - activity[m]) / TAU;
            sent[m] = secondPulses[m].count(0, UNITS);
            commit(m, growth[m]);
        }
    }

    private static void advance(Pulses pulses, Neurons neurons) {
        for (int i = 0; i < UNITS; i++) {
            pulses.advance(i, neurons.spiked(i));
        }
    }

    private void commit(int module, int growth) {
        for (int j = 0; j < UNITS && growth != 0; j++) {
            for (int k = 0; k < UNITS && first[module].spiked(j); k++) {
                if (second[module].spiked(k)) {
                    double moved = commitment[module][j][k] + GROWTH * growth;
                    commitment[module][j][k] = Math.max(LEAST, Math.min(MOST, moved));
                }
            }
        }
    }

    /** Returns how many pulses inhibit a module's learning: those that other modules' second layers send. */
    int inhibition(int module) {
        return Arrays.stream(sent).sum() - sent[module];
    }

    /** Returns the module whose second layer is most active. */
    int chosen() {
        int best = 0;
        for (int m = 1; m < activity.length; m++) {
            best = activity[m] > activity[best] ? m : best;
        }
        return best;
    }

    /** Returns how committed a module is on average: from 0.05 to 0.11. */
    double commitment(int module) {
        return Arrays.stream(commitment[module])
                .flatMapToDouble(Arrays::stream)
                .average()
                .orElseThrow();
    }
}
