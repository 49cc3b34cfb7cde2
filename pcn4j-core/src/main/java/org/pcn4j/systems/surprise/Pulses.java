package org.pcn4j.systems.surprise;

import java.util.Arrays;

/** What neurons receive of others' spikes: 1 in the step of a spike and the three after it, and 0 otherwise. Not thread-safe. */
final class Pulses {
    static final int LENGTH = 4;

    private final int[] left;

    Pulses(int neurons) {
        left = new int[neurons];
    }

    /** Goes a step on. */
    void advance(int neuron, boolean spike) {
        left[neuron] = spike ? LENGTH : Math.max(0, left[neuron] - 1);
    }

    boolean at(int neuron) {
        return left[neuron] > 0;
    }

    /** Returns how many of the neurons from one on, to another not included, are in a pulse. */
    int count(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += left[i] > 0 ? 1 : 0;
        }
        return count;
    }

    void clear() {
        Arrays.fill(left, 0);
    }
}
