package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How close answers must be. An array's distance is relative to its largest number.
 *
 * @param bound 0 where every pair of numbers must be equal by {@code ==}
 * @param smallest what it is relative to where all numbers are smaller
 */
record Closeness(double bound, double smallest) {
    static final Closeness EQUAL = new Closeness(0, 1);

    /** Requires all of the answers' numbers to be close. */
    void require(String what, List<Answer> expected, List<Answer> found) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            require("frame " + i + " of " + what, expected.get(i), found.get(i));
        }
    }

    /** Requires what was found, and expected as well, to be close; and all updates of parameters, in order. */
    void require(String what, Answer expected, Answer found) {
        assertThat(found.deltas().keySet()).as(what).isEqualTo(expected.deltas().keySet());
        expected.deltas().forEach((name, all) -> {
            List<double[]> others = found.deltas().getOrDefault(name, List.of());
            assertThat(others).as("updates of %s, %s", name, what).hasSameSizeAs(all);
            for (int i = 0; i < all.size(); i++) {
                require("Δ of " + name + ", update " + i + ", " + what, all.get(i), others.get(i));
            }
        });
        assertThat(found.energies()).as(what).hasSameSizeAs(expected.energies());
        for (int time = 0; time < expected.energies().size(); time++) {
            require(
                    "energies at " + time + ", " + what,
                    expected.energies().get(time),
                    found.energies().get(time));
        }
        require("loss, " + what, new double[] {expected.loss()}, new double[] {found.loss()});
        // The final value of an output that is held is its prediction.
        Map<String, double[]> values = new HashMap<>(expected.predictions());
        values.putAll(expected.values());
        require("value", what, values, found.values());
        require("prediction", what, expected.predictions(), found.predictions());
        require("error", what, expected.errors(), found.errors());
    }

    private void require(String kind, String what, Map<String, double[]> expected, Map<String, double[]> found) {
        assertThat(expected.keySet()).as(kind + ", " + what).containsAll(found.keySet());
        found.forEach((node, numbers) ->
                require(kind + " of " + node + ", " + what, expected.getOrDefault(node, new double[0]), numbers));
    }

    /** Requires two arrays to be close. */
    void require(String what, double[] expected, double[] found) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        double scale = smallest;
        double distance = 0;
        for (int i = 0; i < found.length; i++) {
            boolean equal = expected[i] == found[i];
            double between = Math.abs(expected[i] - found[i]);
            scale = Math.max(scale, Math.abs(expected[i]));
            distance = equal ? distance : Double.isFinite(between) ? Math.max(distance, between) : Double.MAX_VALUE;
        }
        assertThat(distance / scale).as("distance %s: %s", this, what).isLessThanOrEqualTo(bound);
    }
}
