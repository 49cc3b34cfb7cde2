package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.tensor.Tensor;

/**
 * What a run of a plan observed.
 *
 * @param network the plan's network
 * @param energies for each time 0 … T and each of the network's nodes its energy, summed over the samples; zero where
 *     nothing was measured
 * @param values the observed final values, by the nodes' names; the receiver closes them
 */
public record Outcome(Network network, List<double[]> energies, Map<String, Tensor> values) implements AutoCloseable {
    /** Copies the list and the map. */
    public Outcome {
        energies = List.copyOf(energies);
        values = Map.copyOf(values);
    }

    /** Returns what was observed of a batch from what was observed of its shares, of whom none has values. */
    static Outcome sum(List<Outcome> shares) {
        List<double[]> sums = new ArrayList<>();
        for (double[] first : shares.get(0).energies()) {
            double[] sum = first.clone();
            for (Outcome share : shares.subList(1, shares.size())) {
                double[] more = share.energies().get(sums.size());
                for (int node = 0; node < sum.length; node++) {
                    sum[node] += more[node];
                }
            }
            sums.add(sum);
        }
        return new Outcome(shares.get(0).network(), sums, Map.of());
    }

    /** Returns the outputs' losses at time 0, summed over the samples, if losses or energies were observed. */
    public double loss() {
        return network.nodes().stream()
                .filter(Node::isOutput)
                .mapToDouble(node -> energies.get(0)[node.index()])
                .sum();
    }

    /** Returns the network's energy at a time, from 0 to T, if energies were observed. */
    public double energy(int time) {
        return Arrays.stream(energies.get(time)).sum();
    }

    /** Closes the values, which then cannot be read any more. The energies stay. Closing twice does nothing. */
    @Override
    public void close() {
        values.values().forEach(Tensor::close);
    }
}
