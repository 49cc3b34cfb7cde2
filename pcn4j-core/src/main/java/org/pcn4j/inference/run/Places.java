package org.pcn4j.inference.run;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pcn4j.function.Prediction;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.plan.Uses;
import org.pcn4j.tensor.Tensor;

/** The places of one run and what stands in them, which they own. For one thread. */
final class Places implements AutoCloseable {
    private final Map<Kind, @Nullable Tensor[]> tensors = new EnumMap<>(Kind.class);
    private final @Nullable Standing[] predictions;
    private final @Nullable Standing[] kept;
    private final Map<Integer, Map<String, Tensor>> memory = new HashMap<>();
    private final Map<Slot, Supplier<Tensor>> arriving = new HashMap<>();

    /** A prediction with what it was made from, which may stand in several places. */
    private static final class Standing {
        final Prediction prediction;
        private final List<Tensor> operands;
        private int places = 1;

        Standing(Prediction prediction, List<Tensor> operands) {
            this.prediction = prediction;
            this.operands = operands;
        }

        Standing share() {
            places++;
            return this;
        }

        /** Frees it, once it stands nowhere any more. */
        void release() {
            places--;
            if (places == 0) {
                operands.forEach(Tensor::close);
                prediction.close();
            }
        }
    }

    Places(Uses uses, int nodes, int parameters) {
        this.predictions = new Standing[nodes];
        this.kept = new Standing[nodes];
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
        settle(slot);
        return isPrediction(slot)
                ? prediction(slot).value()
                : Objects.requireNonNull(row(slot.kind())[slot.index()], () -> "nothing stands in " + slot);
    }

    private static boolean isPrediction(Slot slot) {
        return slot.kind() == Kind.PREDICTION || slot.kind() == Kind.FORWARD;
    }

    private @Nullable Standing[] standing(Slot slot) {
        return slot.kind() == Kind.FORWARD ? kept : predictions;
    }

    /** The prediction that stands in a place. */
    Prediction prediction(Slot slot) {
        settle(slot);
        return Objects.requireNonNull(standing(slot)[slot.index()], () -> "nothing stands in " + slot).prediction;
    }

    boolean isEmpty(Slot slot) {
        settle(slot);
        return isPrediction(slot) ? standing(slot)[slot.index()] == null : row(slot.kind())[slot.index()] == null;
    }

    /** Lets stand in a place what is on its way: whoever looks there first waits for it. */
    void arrive(Slot slot, Supplier<Tensor> tensor) {
        release(slot);
        arriving.put(slot, tensor);
    }

    private void settle(Slot slot) {
        Supplier<Tensor> tensor = arriving.isEmpty() ? null : arriving.remove(slot);
        if (tensor == null) {
            return;
        }
        if (isPrediction(slot)) {
            standing(slot)[slot.index()] = new Standing(Prediction.of(List.of(), List.of(), tensor.get()), List.of());
        } else {
            row(slot.kind())[slot.index()] = tensor.get();
        }
    }

    /** Puts a tensor into a place, in place of what stood there. */
    void put(Slot slot, Tensor tensor) {
        release(slot);
        row(slot.kind())[slot.index()] = tensor;
    }

    /** Puts a prediction in place of what stood there. */
    void predict(int node, Prediction prediction, List<Tensor> operands) {
        release(new Slot(Kind.PREDICTION, node));
        predictions[node] = new Standing(prediction, operands);
    }

    /** Keeps a prediction beside those that take its place. */
    void keep(int node) {
        kept[node] = Objects.requireNonNull(predictions[node]).share();
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

    /** Lets everything that others hold stand here as well, but for what is there already. */
    void share(Places others) {
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < row(kind).length; i++) {
                Slot slot = new Slot(kind, i);
                if (!others.isEmpty(slot) && isEmpty(slot)) {
                    share(slot, others);
                }
            }
        }
        others.memory.forEach(
                (node, all) -> all.forEach((name, tensor) -> memory(node).put(name, tensor.share())));
    }

    private void share(Slot slot, Places others) {
        if (isPrediction(slot)) {
            standing(slot)[slot.index()] =
                    Objects.requireNonNull(others.standing(slot)[slot.index()]).share();
        } else {
            put(slot, others.get(slot).share());
        }
    }

    private @Nullable Tensor[] row(Kind kind) {
        return Objects.requireNonNull(tensors.get(kind));
    }

    /** Frees a place, if anything stands in it. */
    void release(Slot slot) {
        settle(slot);
        if (isPrediction(slot)) {
            Standing standing = standing(slot)[slot.index()];
            if (standing != null) {
                standing.release();
                standing(slot)[slot.index()] = null;
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
        arriving.clear();
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < row(kind).length; i++) {
                release(new Slot(kind, i));
            }
        }
    }
}
