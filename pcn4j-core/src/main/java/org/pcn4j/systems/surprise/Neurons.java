package org.pcn4j.systems.surprise;

import java.util.SplittableRandom;

/**
 * Neurons that spike in a step with probability max(0, tanh(h − ρ)); ρ is 1 after a spike and decays by a tenth a step. Not
 * thread-safe.
 */
final class Neurons {
    private static final double DECAY = 0.9;
    /** What is less is none: subnormal numbers are slow. */
    private static final double NOTHING = 1e-30;

    private final double[] refractoriness;
    private final boolean[] spikes;
    private final SplittableRandom random;

    Neurons(int count, SplittableRandom random) {
        this.refractoriness = new double[count];
        this.spikes = new boolean[count];
        this.random = random;
    }

    /** Goes a step on, with potentials h, and returns how many spike. As tanh u < u, few values of tanh are needed. */
    int step(double[] potentials) {
        int count = 0;
        for (int i = 0; i < spikes.length; i++) {
            double u = potentials[i] - refractoriness[i];
            double draw = random.nextDouble();
            spikes[i] = false;
            if (draw < u && draw < StrictMath.tanh(u)) {
                spikes[i] = true;
                count++;
            }
        }
        for (int i = 0; i < spikes.length; i++) {
            refractoriness[i] = DECAY * Math.max(NOTHING, refractoriness[i]);
        }
        for (int i = 0; i < spikes.length; i++) {
            if (spikes[i]) {
                refractoriness[i] = 1;
            }
        }
        return count;
    }

    boolean spiked(int neuron) {
        return spikes[neuron];
    }
}
