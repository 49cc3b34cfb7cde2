package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.inference.plan.Standing;

/** Computes W Wᵀ of some weights, panel by panel, from the panels of Wᵀ. */
final class Gram<A> extends Phase {
    private record Part<A>(Weights<A> weights, int from, int to) {}

    private final Workspace<A> on;
    private final List<Part<A>> parts = new ArrayList<>();

    Gram(Workspace<A> on, List<Standing> standing) {
        this.on = on;
        for (Standing some : standing) {
            Weights<A> weights = on.weights(some.weight());
            weights.makeRoomForGram();
            int columns = on.kernels.padded(weights.home().rows());
            int width = on.kernels.panelWidth();
            while (columns / width > MOST / standing.size()) {
                width *= 2;
            }
            for (int from = 0; from < columns; from += width) {
                parts.add(new Part<>(weights, from, Math.min(columns, from + width)));
            }
        }
    }

    @Override
    int tasks() {
        return parts.size();
    }

    @Override
    void run(int task, int thread) {
        Part<A> part = parts.get(task);
        Weights<A> weights = part.weights();
        int inner = weights.home().columns();
        int rows = weights.home().rows();
        for (int column = part.from(); column < part.to(); ) {
            int width = on.kernels.panelAt(column, part.to());
            on.kernels.product(
                    weights.home().numbers(),
                    0,
                    weights.home().ld(),
                    rows,
                    inner,
                    weights.transposed(),
                    column,
                    column + width,
                    weights.zeros(),
                    0,
                    0,
                    weights.gram(),
                    column * rows - column,
                    width);
            column += width;
        }
    }
}
