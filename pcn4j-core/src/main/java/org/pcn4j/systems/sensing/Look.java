package org.pcn4j.systems.sensing;

import java.util.List;

/**
 * A look, and what is believed after it.
 *
 * @param place that was looked at
 * @param belief the probability of each class
 * @param entropy of the belief, in nats
 * @param gains of each place the information that was expected of it before this look, in nats, 0 where it was seen already;
 *     empty where the place was not chosen by it
 */
public record Look(int place, List<Double> belief, double entropy, List<Double> gains) {
    /** Copies the lists. */
    public Look {
        belief = List.copyOf(belief);
        gains = List.copyOf(gains);
    }

    /** Returns the likeliest class. */
    public int answer() {
        int best = 0;
        for (int c = 1; c < belief.size(); c++) {
            best = belief.get(c) > belief.get(best) ? c : best;
        }
        return best;
    }
}
