package org.pcn4j.learning;

import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Division;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.Reducer;
import org.pcn4j.inference.run.Shards;
import org.pcn4j.inference.run.Workers;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/**
 * An update by a learner that is no plan: the batch is divided into shards, a worker each, and what they learn is added up and
 * handed to the optimizer.
 */
final class DividedUpdate {
    private DividedUpdate() {}

    /** Learns from a shard. */
    interface Part {
        /**
         * Adds the Δθ of a shard.
         *
         * @param drawn where it draws its masks from
         * @param shard which of this process's shards it is
         * @return the summed losses, one an output
         */
        double[] learn(Clamps clamps, Seed drawn, Shards deltas, int shard);
    }

    /**
     * Learns from a batch.
     *
     * @param outputs how many losses a part returns
     * @return the loss before the update, over the number of targets
     */
    static double of(
            Network network,
            Parameters parameters,
            ParameterUpdater updater,
            Clamps clamps,
            Seed drawn,
            int outputs,
            Part part) {
        clamps.requireFit(network, parameters.dtype());
        double scale = 1.0 / clamps.count(network);
        Reducer reducer = updater.reducer();
        Division division = reducer.divide(network, clamps.batch());
        double[][] losses = new double[division.own()][];
        try (Lease lease = parameters.lease();
                TensorScope scope = new TensorScope();
                Shards deltas = new Shards(parameters, reducer, division)) {
            if (division.isWhole()) {
                losses[0] = part.learn(clamps, drawn, deltas, 0);
            } else {
                List<Clamps> split = clamps.split(division.all());
                int first = division.first();
                Workers.run(
                        division.own(),
                        worker -> losses[worker] =
                                part.learn(split.get(first + worker), drawn.derive(first + worker), deltas, worker));
            }
            deltas.update(scale, updater);
        }
        List<double[]> all = reducer.gatherNumbers(List.of(losses), outputs, division);
        return scale
                * IntStream.range(0, outputs)
                        .mapToDouble(output -> total(all, output))
                        .sum();
    }

    private static double total(List<double[]> losses, int output) {
        double total = losses.get(0)[output];
        for (double[] shard : losses.subList(1, losses.size())) {
            total += shard[output];
        }
        return total;
    }
}
