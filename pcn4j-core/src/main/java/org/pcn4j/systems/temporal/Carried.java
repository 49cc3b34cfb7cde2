package org.pcn4j.systems.temporal;

import java.util.HashMap;
import java.util.Map;
import org.pcn4j.inference.run.State;
import org.pcn4j.tensor.Tensor;

/** States that outlive the scope in which they were made. */
final class Carried {
    private Carried() {}

    /** Returns a state whose tensors no scope closes. */
    static State keep(State state) {
        state.values().values().forEach(Tensor::keep);
        state.memory().values().forEach(all -> all.values().forEach(Tensor::keep));
        return state;
    }

    /** Returns a copy that the caller closes. */
    static State copy(State state) {
        Map<String, Tensor> values = new HashMap<>();
        state.values().forEach((node, value) -> values.put(node, value.copy()));
        Map<String, Map<String, Tensor>> memory = new HashMap<>();
        state.memory().forEach((node, all) -> {
            Map<String, Tensor> copies = new HashMap<>();
            all.forEach((name, tensor) -> copies.put(name, tensor.copy()));
            memory.put(node, copies);
        });
        return keep(State.of(values, memory));
    }
}
