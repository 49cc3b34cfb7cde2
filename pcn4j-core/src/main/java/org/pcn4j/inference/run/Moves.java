package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.inference.run.ParameterUpdater.Motion;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/**
 * Parameters on the move: what is to be added up, scaled and handed to the updater, piece by piece. Different pieces are
 * moved by different workers at the same time.
 */
final class Moves {
    private final List<Piece> pieces = new ArrayList<>();

    /**
     * Notes a parameter to be moved.
     *
     * @param said the Δθ whose sum moves it; changed, and borrowed until it has moved
     */
    void add(ParameterUpdater updater, String name, Tensor theta, List<Tensor> said) {
        Motion motion = updater.motion(name, theta, said.get(0));
        int count = motion.pieces();
        if (count == 1) {
            pieces.add(new Piece(said, motion, 0, theta.elements()));
            return;
        }
        List<Tensor> summands = said;
        if (said.stream().anyMatch(delta -> delta.pieces().size() != count)) {
            said.stream().skip(1).forEach(said.get(0)::addInPlace);
            summands = List.of(said.get(0));
        }
        for (int piece = 0; piece < count; piece++) {
            List<Tensor> parts = new ArrayList<>(summands.size());
            for (Tensor delta : summands) {
                parts.add(delta.pieces().get(piece));
            }
            pieces.add(new Piece(parts, motion, piece, parts.get(0).elements()));
        }
    }

    /**
     * Moves all that was noted.
     *
     * @param scale what a sum is multiplied by
     */
    void run(double scale) {
        int hands = Math.min(Threads.workersInForce(), pieces.size());
        if (hands <= 1) {
            pieces.forEach(piece -> piece.move(scale));
            return;
        }
        List<List<Piece>> dealt = dealt(hands);
        Workers.run(hands, hand -> {
            try (TensorScope scope = TensorScope.reusing()) {
                dealt.get(hand).forEach(piece -> piece.move(scale));
            }
        });
    }

    /** Deals the pieces so that all hands have about as many numbers to move. */
    private List<List<Piece>> dealt(int hands) {
        List<List<Piece>> dealt = new ArrayList<>();
        IntStream.range(0, hands).forEach(hand -> dealt.add(new ArrayList<>()));
        long[] numbers = new long[hands];
        pieces.stream()
                .sorted(Comparator.comparingLong(Piece::elements).reversed())
                .forEach(piece -> {
                    int least = 0;
                    for (int hand = 1; hand < hands; hand++) {
                        least = numbers[hand] < numbers[least] ? hand : least;
                    }
                    numbers[least] += piece.elements();
                    dealt.get(least).add(piece);
                });
        return dealt;
    }

    /**
     * A piece of a parameter.
     *
     * @param said what is said of this piece
     */
    private record Piece(List<Tensor> said, Motion motion, int index, long elements) {
        void move(double scale) {
            Tensor sum = said.get(0);
            for (int i = 1; i < said.size(); i++) {
                sum.addInPlace(said.get(i));
            }
            if (scale != 1) {
                sum.mulInPlace(scale);
            }
            motion.move(index);
        }
    }
}
