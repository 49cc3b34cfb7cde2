package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.inference.run.ParameterUpdater.UpdateStep;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/**
 * The update steps of all parameters: what is to be added up, scaled and handed to the updater, piece by piece. Different
 * pieces are moved by different workers at the same time.
 */
final class UpdateSteps {
    private final List<Piece> pieces = new ArrayList<>();

    /**
     * Notes a parameter to be moved.
     *
     * @param deltas the Δθ whose sum moves it; changed, and borrowed until it has moved
     */
    void add(ParameterUpdater updater, String name, Tensor theta, List<Tensor> deltas) {
        UpdateStep step = updater.prepareStep(name, theta, deltas.get(0));
        int count = step.pieces();
        if (count == 1) {
            pieces.add(new Piece(deltas, step, 0, theta.elements()));
            return;
        }
        List<Tensor> summands = deltas;
        if (deltas.stream().anyMatch(delta -> delta.pieces().size() != count)) {
            deltas.stream().skip(1).forEach(deltas.get(0)::addInPlace);
            summands = List.of(deltas.get(0));
        }
        for (int piece = 0; piece < count; piece++) {
            List<Tensor> parts = new ArrayList<>(summands.size());
            for (Tensor delta : summands) {
                parts.add(delta.pieces().get(piece));
            }
            pieces.add(new Piece(parts, step, piece, parts.get(0).elements()));
        }
    }

    /**
     * Moves all that was noted.
     *
     * @param scale what a sum is multiplied by
     */
    void run(double scale) {
        int workers = Math.min(Threads.workersInForce(), pieces.size());
        if (workers <= 1) {
            pieces.forEach(piece -> piece.apply(scale));
            return;
        }
        List<Runnable> divided = divided(workers, scale);
        Workers.run(workers, worker -> divided.get(worker).run());
    }

    /**
     * Returns for each of so many workers what it is to do that all that was noted moves.
     *
     * @param scale what a sum is multiplied by
     */
    List<Runnable> divided(int workers, double scale) {
        List<Runnable> divided = new ArrayList<>(workers);
        for (List<Piece> own : assigned(workers)) {
            divided.add(() -> {
                try (TensorScope scope = TensorScope.reusing()) {
                    own.forEach(piece -> piece.apply(scale));
                }
            });
        }
        return divided;
    }

    /** Assigns the pieces so that all workers have about as many numbers to move. */
    private List<List<Piece>> assigned(int workers) {
        List<List<Piece>> assigned = new ArrayList<>();
        IntStream.range(0, workers).forEach(worker -> assigned.add(new ArrayList<>()));
        long[] numbers = new long[workers];
        pieces.stream()
                .sorted(Comparator.comparingLong(Piece::elements).reversed())
                .forEach(piece -> {
                    int least = 0;
                    for (int worker = 1; worker < workers; worker++) {
                        least = numbers[worker] < numbers[least] ? worker : least;
                    }
                    numbers[least] += piece.elements();
                    assigned.get(least).add(piece);
                });
        return assigned;
    }

    /**
     * A piece of a parameter.
     *
     * @param deltas the Δθ of this piece, to be added up
     */
    private record Piece(List<Tensor> deltas, UpdateStep step, int index, long elements) {
        void apply(double scale) {
            Tensor sum = deltas.get(0);
            for (int i = 1; i < deltas.size(); i++) {
                sum.addInPlace(deltas.get(i));
            }
            if (scale != 1) {
                sum.mulInPlace(scale);
            }
            step.apply(index);
        }
    }
}
