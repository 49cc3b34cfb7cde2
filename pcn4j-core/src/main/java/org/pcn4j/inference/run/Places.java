package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcn4j.function.Prediction;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.plan.Uses;
import org.pcn4j.tensor.Tensor;

/** The places of one run and what stands in them, which they own. For one thread. */
final class Places implements AutoCloseable {
    private final Map<Kind, @Nullable Tensor[]> tensors = new EnumMap<>(Kind.class);
    private final @Nullable Prediction[] predictions;
    private final List<List<Tensor>> ownOperands;
    private final Map<Integer, Map<String, Tensor>> memory = new HashMap<>();

    Places(Uses uses, int nodes, int parameters) {
        this.predictions = new Prediction[nodes];
        this.ownOperands = new ArrayList<>(Collections.nCopies(nodes, List.of()));
        for (Kind kind : Kind.values()) {
            int count = switch (kind) {
                case CONTRIBUTION -> uses.inputs();
                case DELTA -> uses.parameters();
                case GRADIENT -> parameters;
                default -> nodes;
            };
            tensors.put(kind, new Tensor[count]);
        }
    }

    /** What stands in a place; the plan says that something does. */
    Tensor get(Slot slot) {
        return slot.kind() == Kind.PREDICTION
                ? prediction(slot.index()).value()
                : Objects.requireNonNull(row(slot.kind())[slot.index()], () -> "nothing stands in " + slot);
    }

    Prediction prediction(int node) {
        return Objects.requireNonNull(predictions[node], () -> "nothing is predicted of node " + node);
    }

    boolean isEmpty(Slot slot) {
        return slot.kind() == Kind.PREDICTION
                ? predictions[slot.index()] == null
                : row(slot.kind())[slot.index()] == null;
    }

    /** Puts a tensor into a place, in place of what stood there. */
    void put(Slot slot, Tensor tensor) {
        release(slot);
        row(slot.kind())[slot.index()] = tensor;
    }

    /** Puts a prediction in place of what stood there. */
    void predict(int node, Prediction prediction, List<Tensor> operands) {
        release(new Slot(Kind.PREDICTION, node));
        predictions[node] = prediction;
        ownOperands.set(node, operands);
    }

    /**
     * The sum of contributions, folded from the left, a handle that the caller closes. A contribution may be shared, so only
     * the sum is changed in place.
     *
     * @param uses at least one
     */
    Tensor sum(List<Integer> uses) {
        Tensor first = contribution(uses.get(0));
        if (uses.size() == 1) {
            return first.share();
        }
        Tensor sum = first.add(contribution(uses.get(1)));
        for (int i = 2; i < uses.size(); i++) {
            sum.addInPlace(contribution(uses.get(i)));
        }
        return sum;
    }

    private Tensor contribution(int use) {
        return get(new Slot(Kind.CONTRIBUTION, use));
    }

    /** What is remembered of a node; a map that may be changed. */
    Map<String, Tensor> memory(int node) {
        return memory.computeIfAbsent(node, unused -> new HashMap<>());
    }

    private @Nullable Tensor[] row(Kind kind) {
        return Objects.requireNonNull(tensors.get(kind));
    }

    /** Frees a place, if anything stands in it. */
    void release(Slot slot) {
        if (slot.kind() == Kind.PREDICTION) {
            Prediction prediction = predictions[slot.index()];
            if (prediction != null) {
                ownOperands.get(slot.index()).forEach(Tensor::close);
                prediction.close();
                predictions[slot.index()] = null;
            }
            return;
        } else if (slot.kind() == Kind.MEMORY) {
            Map<String, Tensor> forgotten = memory.remove(slot.index());
            if (forgotten != null) {
                forgotten.values().forEach(Tensor::close);
            }
            return;
        }
        Tensor[] row = row(slot.kind());
        Tensor tensor = row[slot.index()];
        if (tensor != null) {
            tensor.close();
            row[slot.index()] = null;
        }
    }

    /** Frees what still stands anywhere, as after an exception. */
    @Override
    public void close() {
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < row(kind).length; i++) {
                release(new Slot(kind, i));
            }
        }
    }
}
