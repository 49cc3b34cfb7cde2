package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.inference.run.ParameterUpdater.Piece;
import org.pcn4j.inference.run.ParameterUpdater.UpdateStep;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/**
 * The update steps of some parameters: what is to be added up, scaled and handed to the updater, piece by piece. Different
 * pieces are moved by different workers at the same time.
 */
final class UpdateSteps {
    /** Pieces are handed on together up to about so many elements: what has been added up is still in a cache then. */
    private static final long TOGETHER = 1L << 17;

    private final ParameterUpdater updater;
    private final List<Part> parts = new ArrayList<>();
    private boolean cut;

    /**
     * Prepares to move parameters.
     *
     * @param updater moves them
     */
    UpdateSteps(ParameterUpdater updater) {
        this.updater = updater;
    }

    /**
     * Notes a parameter to be moved.
     *
     * @param deltas the Δθ whose sum moves it; changed, and borrowed until it has moved
     */
    void add(String name, Tensor theta, List<Tensor> deltas) {
        UpdateStep step = updater.prepareStep(name, theta, deltas.get(0));
        int count = step.pieces();
        if (count == 1) {
            parts.add(new Part(deltas, step, 0, theta.elements()));
            return;
        }
        cut = true;
        List<Tensor> summands = deltas;
        if (deltas.stream().anyMatch(delta -> delta.pieces().size() != count)) {
            deltas.stream().skip(1).forEach(deltas.get(0)::addInPlace);
            summands = List.of(deltas.get(0));
        }
        for (int piece = 0; piece < count; piece++) {
            List<Tensor> pieces = new ArrayList<>(summands.size());
            for (Tensor delta : summands) {
                pieces.add(delta.pieces().get(piece));
            }
            parts.add(new Part(pieces, step, piece, pieces.get(0).elements()));
        }
    }

    /**
     * Moves all that was noted.
     *
     * @param scale what a sum is multiplied by
     */
    void run(double scale) {
        int workers = Math.min(Threads.workersInForce(), parts.size());
        if (workers <= 1) {
            move(parts, scale);
            return;
        }
        List<Runnable> divided = divided(workers, scale);
        Workers.run(workers, worker -> divided.get(worker).run());
    }

    /**
     * Moves all that was noted, by workers only if the updater has cut a parameter into pieces: an updater that takes them
     * whole may expect the calling thread.
     *
     * @param scale what a sum is multiplied by
     */
    void runHere(double scale) {
        if (cut) {
            run(scale);
        } else {
            move(parts, scale);
        }
    }

    /**
     * Returns for each of so many workers what it is to do that all that was noted moves.
     *
     * @param scale what a sum is multiplied by
     */
    List<Runnable> divided(int workers, double scale) {
        List<Runnable> divided = new ArrayList<>(workers);
        for (List<Part> own : assigned(workers)) {
            divided.add(() -> {
                try (TensorScope scope = TensorScope.reusing()) {
                    move(own, scale);
                }
            });
        }
        return divided;
    }

    private void move(List<Part> own, double scale) {
        List<Piece> pieces = new ArrayList<>(own.size());
        long elements = 0;
        for (Part part : own) {
            if (elements > 0 && elements + part.elements() > TOGETHER) {
                updater.move(pieces, scale);
                pieces.clear();
                elements = 0;
            }
            pieces.add(part.sum());
            elements += part.elements();
        }
        if (!pieces.isEmpty()) {
            updater.move(pieces, scale);
        }
    }

    /** Assigns the parts so that all workers have about as many numbers to move. */
    private List<List<Part>> assigned(int workers) {
        List<List<Part>> assigned = new ArrayList<>();
        IntStream.range(0, workers).forEach(worker -> assigned.add(new ArrayList<>()));
        long[] numbers = new long[workers];
        parts.stream()
                .sorted(Comparator.comparingLong(Part::elements).reversed())
                .forEach(part -> {
                    int least = 0;
                    for (int worker = 1; worker < workers; worker++) {
                        least = numbers[worker] < numbers[least] ? worker : least;
                    }
                    numbers[least] += part.elements();
                    assigned.get(least).add(part);
                });
        return assigned;
    }

    /**
     * A piece of a parameter.
     *
     * @param deltas the Δθ of this piece, to be added up
     */
    private record Part(List<Tensor> deltas, UpdateStep step, int index, long elements) {
        Piece sum() {
            Tensor sum = deltas.get(0);
            for (int i = 1; i < deltas.size(); i++) {
                sum.addInPlace(deltas.get(i));
            }
            return new Piece(step, index, sum);
        }
    }
}
