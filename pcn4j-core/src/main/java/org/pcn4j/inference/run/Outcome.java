package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/** What a run of a plan observed. Owns its tensors; close it. */
public final class Outcome implements AutoCloseable {
    private final Optional<double[]> losses;
    private final List<double[]> energies;
    private final Map<Observation, Tensor> finals;
    private State state;

    Outcome(Optional<double[]> losses, List<double[]> energies, Map<Observation, Tensor> finals, State state) {
        this.losses = losses;
        this.energies = List.copyOf(energies);
        this.finals = Map.copyOf(finals);
        this.state = state;
    }

    /** Returns an outcome of which the losses alone are known, by node. */
    static Outcome ofLosses(double[] losses) {
        return new Outcome(Optional.of(losses), List.of(), Map.of(), State.none());
    }

    /** Returns the losses by node, if they were observed. */
    Optional<double[]> losses() {
        return losses;
    }

    /** Returns what was observed of a batch from what was observed of its shards, none of which has a state; closes them. */
    static Outcome sum(List<Outcome> shards) {
        Optional<double[]> losses = shards.get(0)
                .losses
                .map(first -> added(
                        shards.stream().map(shard -> shard.losses.orElseThrow()).toList()));
        List<double[]> energies = new ArrayList<>();
        for (int time = 0; time < shards.get(0).energies().size(); time++) {
            int now = time;
            energies.add(added(
                    shards.stream().map(shard -> shard.energies().get(now)).toList()));
        }
        Map<Observation, Tensor> finals = new HashMap<>();
        for (Observation observation : shards.get(0).finals.keySet()) {
            List<Tensor> parts = shards.stream()
                    .map(shard -> Objects.requireNonNull(shard.finals.get(observation)))
                    .toList();
            finals.put(observation, ShapeKernels.concatenate(parts, 0).keep());
            parts.forEach(Tensor::close);
        }
        return new Outcome(losses, energies, finals, State.none());
    }

    /** Adds up node by node, in the order of the shards, as backpropagation adds its losses. */
    private static double[] added(List<double[]> shards) {
        double[] sum = shards.get(0).clone();
        for (double[] more : shards.subList(1, shards.size())) {
            for (int node = 0; node < sum.length; node++) {
                sum[node] += more[node];
            }
        }
        return sum;
    }

    /**
     * Returns the outputs' losses at time 0, summed over the samples.
     *
     * @throws IllegalArgumentException if they were not observed
     */
    public double loss() {
        return Arrays.stream(losses.orElseThrow(() -> new IllegalArgumentException("the loss was not observed")))
                .sum();
    }

    /**
     * Returns for each time, from 0 to the last, and each of the plan's nodes its energy, summed over the samples, zero where
     * nothing was measured; nothing if energies were not observed. Where inference stopped before its largest T, there are
     * as many times as there were.
     */
    public List<double[]> energies() {
        return energies;
    }

    /**
     * Returns the network's energy at a time.
     *
     * @throws IllegalArgumentException if energies were not observed, or not at this time
     */
    public double energy(int time) {
        if (time < 0 || time >= energies.size()) {
            throw new IllegalArgumentException(
                    "the energy at time " + time + " was not observed: there are " + energies.size() + " times");
        }
        return Arrays.stream(energies.get(time)).sum();
    }

    /** Returns the observed final values, by the nodes' names; borrowed. */
    public Map<String, Tensor> values() {
        return named(Observation.FinalValue.class);
    }

    /** Returns the observed final predictions, by the nodes' names; borrowed. */
    public Map<String, Tensor> predictions() {
        return named(Observation.FinalPrediction.class);
    }

    /** Returns the observed final errors, by the nodes' names; borrowed. */
    public Map<String, Tensor> errors() {
        return named(Observation.FinalError.class);
    }

    private Map<String, Tensor> named(Class<? extends Observation> kind) {
        Map<String, Tensor> all = new TreeMap<>();
        finals.forEach((observation, tensor) -> {
            if (kind.isInstance(observation)) {
                all.put(nameOf(observation), tensor);
            }
        });
        return all;
    }

    private static String nameOf(Observation observation) {
        if (observation instanceof Observation.FinalValue value) {
            return value.node();
        } else if (observation instanceof Observation.FinalPrediction prediction) {
            return prediction.node();
        }
        return ((Observation.FinalError) observation).node();
    }

    /**
     * Returns the observed final value of a node; borrowed.
     *
     * @param node its name
     * @throws IllegalArgumentException if its value was not observed
     */
    public Tensor value(String node) {
        return observed(new Observation.FinalValue(node), "value", node);
    }

    /**
     * Returns the observed final prediction of a node; borrowed.
     *
     * @param node its name
     * @throws IllegalArgumentException if its prediction was not observed
     */
    public Tensor prediction(String node) {
        return observed(new Observation.FinalPrediction(node), "prediction", node);
    }

    /**
     * Returns the observed final error of a node; borrowed.
     *
     * @param node its name
     * @throws IllegalArgumentException if its error was not observed
     */
    public Tensor error(String node) {
        return observed(new Observation.FinalError(node), "error", node);
    }

    private Tensor observed(Observation observation, String what, String node) {
        Tensor tensor = finals.get(observation);
        if (tensor == null) {
            throw new IllegalArgumentException("the final " + what + " of '" + node + "' was not observed");
        }
        return tensor;
    }

    /** Returns the state to go on from, if it was observed; closed with the outcome, unless it is taken. */
    public State state() {
        return state;
    }

    /** Returns the state to go on from and leaves it to the caller, who closes it. */
    public State takeState() {
        State taken = state;
        state = State.none();
        return taken;
    }

    /** Closes the tensors, which then cannot be read any more. The energies stay. Closing twice does nothing. */
    @Override
    public void close() {
        finals.values().forEach(Tensor::close);
        state.close();
    }
}
