package org.pcn4j.train.report;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.run.Metric.Distance;

/**
 * How far a rule's update of a batch is from backpropagation's.
 *
 * @param parameters one by one
 * @param all as one vector
 */
record UpdateDivergence(List<Divergence> parameters, Distance all) {
    /**
     * Learns from the batch by both rules, without moving the parameters.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch; borrowed
     * @param noise both draw masks from it
     */
    static UpdateDivergence of(Network network, Parameters parameters, Clamps clamps, Rule rule, Seed noise) {
        try (Parameters own = parameters.copy();
                Parameters same = parameters.copy();
                Deltas found = new Deltas(own);
                Deltas expected = new Deltas(own)) {
            rule.learner(network, own, found, noise).update(clamps, 0);
            new Rule.Backprop().learner(network, same, expected, noise).update(clamps, 0);
            return between(own, expected, found);
        }
    }

    private static UpdateDivergence between(Parameters parameters, Deltas expected, Deltas found) {
        List<Divergence> each = new ArrayList<>();
        double product = 0;
        double expectedSquares = 0;
        double foundSquares = 0;
        double distanceSquares = 0;
        for (ParameterSpec spec : parameters.specs()) {
            Divergence one = Divergence.between(spec.name(), expected.get(spec.name()), found.get(spec.name()));
            each.add(one);
            distanceSquares += one.distance() * one.distance();
            double[] a = expected.get(spec.name()).toDoubles();
            double[] b = found.get(spec.name()).toDoubles();
            for (int i = 0; i < a.length; i++) {
                product += a[i] * b[i];
                expectedSquares += a[i] * a[i];
                foundSquares += b[i] * b[i];
            }
        }
        boolean equal = each.stream().allMatch(Divergence::bitwiseEqual);
        double relative = equal ? 0 : Math.sqrt(distanceSquares / expectedSquares);
        double cosine = product / Math.sqrt(expectedSquares * foundSquares);
        return new UpdateDivergence(each, new Distance(relative, cosine, equal));
    }
}
