package org.pcn4j.systems.surprise;

import java.util.SplittableRandom;

/**
 * Neurons that spike in a step with probability max(0, tanh(h − ρ)); ρ is 1 after a spike and decays by a tenth a step. Not
 * thread-safe.
 */
final class Neurons {
    private static final double DECAY = 0.9;

    private final double[] refractoriness;
    private final boolean[] spikes;
    private final SplittableRandom random;

    Neurons(int count, SplittableRandom random) {
        this.refractoriness = new double[count];
        this.spikes = new boolean[count];
        this.random = random;
    }

    /** Goes a step on, with potentials h. Draws only where a spike is possible; tanh u < u saves most of its values. */
    int step(double[] potentials) {
        int count = 0;
        for (int i = 0; i < spikes.length; i++) {
            double u = potentials[i] - refractoriness[i];
            boolean spike = false;
            if (u > 0) {
                double draw = random.nextDouble();
                spike = draw < u && draw < StrictMath.tanh(u);
            }
            spikes[i] = spike;
            refractoriness[i] = spike ? 1 : DECAY * refractoriness[i];
            count += spike ? 1 : 0;
        }
        return count;
    }

    boolean spiked(int neuron) {
        return spikes[neuron];
    }
}
