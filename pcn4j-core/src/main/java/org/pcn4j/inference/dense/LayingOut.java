package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Lays out in panels all weights that errors are fed back through, some columns at a time. */
final class LayingOut extends Phase {
    private static final long FEWEST_NUMBERS = 16_384;

    /** Some columns of the panels of a weight, or of its transpose. */
    private record Part(Weights<?> weights, boolean transposed, int from, int to) {}

    private final List<Part> parts = new ArrayList<>();

    LayingOut(Workspace<?> on, Collection<Integer> parameters) {
        List<? extends Weights<?>> all = parameters.stream()
                .map(on::weights)
                .filter(weights -> !weights.isVector() && !weights.home().isInPanels())
                .toList();
        long numbers = 0;
        for (Weights<?> weights : all) {
            weights.makeRoom();
            numbers += weights.numbers();
        }
        long each = Math.max(FEWEST_NUMBERS, numbers / (MOST / 2));
        for (Weights<?> weights : all) {
            Home<?> home = weights.home();
            cut(weights, true, home.columns(), on.kernels.padded(home.rows()), on.kernels.panelWidth(), each);
            cut(weights, false, home.rows(), on.kernels.padded(home.columns()), on.kernels.panelWidth(), each);
        }
    }

    private void cut(Weights<?> weights, boolean transposed, int rows, int columns, int panel, long each) {
        int some = Math.toIntExact(Math.max(1, each / rows / panel)) * panel;
        for (int from = 0; from < columns; from += some) {
            parts.add(new Part(weights, transposed, from, Math.min(columns, from + some)));
        }
    }

    @Override
    int tasks() {
        return parts.size();
    }

    @Override
    void run(int task, int thread) {
        Part part = parts.get(task);
        if (part.transposed()) {
            part.weights().layOutTransposed(part.from(), part.to());
        } else {
            part.weights().layOutPlain(part.from(), part.to());
        }
    }
}
