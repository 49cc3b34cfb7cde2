package org.pcn4j.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcn4j.inference.run.ParameterUpdater.Piece;
import org.pcn4j.inference.run.ParameterUpdater.UpdateStep;
import org.pcn4j.tensor.Denormals;
import org.pcn4j.tensor.FusedAdam;
import org.pcn4j.tensor.FusedAdam.Moved;
import org.pcn4j.tensor.Tensor;

/** The fused steps of one parameter, by ATen's kernel for a whole step of Adam, which takes pieces of several parameters in one call. */
final class FusedSteps implements AutoCloseable {
    private final Tensor theta;
    private final FusedAdam.Settings settings;
    private final List<Moved> pieces = new ArrayList<>();
    /** By the piece that it begins with, so that different threads use different ones. */
    private final @Nullable Group[] groups;

    private volatile boolean closed;

    /** Pieces that one call moves. */
    private record Group(List<Moved> moved, FusedAdam kernel) {
        /** Tells whether it moves these, which may be another parameter's by now. */
        boolean moves(List<Step> steps, int[] indices) {
            if (steps.size() != moved.size()) {
                return false;
            }
            for (int i = 0; i < indices.length; i++) {
                if (!steps.get(i).owner.pieces.get(indices[i]).equals(moved.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Prepares the steps of a parameter.
     *
     * @param theta the parameter; borrowed, as are its means, until this is closed
     */
    FusedSteps(Tensor theta, Tensor mean, Tensor square, FusedAdam.Settings settings) {
        this.theta = theta;
        this.settings = settings;
        for (int i = 0; i < theta.pieces().size(); i++) {
            pieces.add(new Moved(
                    theta.pieces().get(i), mean.pieces().get(i), square.pieces().get(i)));
        }
        this.groups = new Group[pieces.size()];
    }

    /** Tells whether these still are a parameter's: the same tensor, cut as it is cut now. */
    boolean suit(Tensor parameter) {
        return theta == parameter && (pieces.size() == 1) == (parameter.pieces().size() == 1);
    }

    UpdateStep step(Tensor delta, double rate, long count) {
        return new Step(this, delta, delta.liesAs(theta), rate, count);
    }

    /** One update of the parameter. */
    private record Step(FusedSteps owner, Tensor delta, boolean alike, double rate, long count) implements UpdateStep {
        @Override
        public int pieces() {
            return alike ? owner.pieces.size() : 1;
        }

        @Override
        public void apply(int piece) {
            if (alike) {
                FusedSteps.move(List.of(this), new int[] {piece}, 1);
                return;
            }
            try (Tensor laid = owner.theta.zerosLike().copyInPlace(delta)) {
                Step ordered = new Step(owner, laid, true, rate, count);
                for (int i = 0; i < owner.pieces.size(); i++) {
                    ordered.apply(i);
                }
            }
        }
    }

    /**
     * Moves pieces, all that lie as their parameters do in one call.
     *
     * @param scale what their Δθ are multiplied by first
     */
    static void move(List<Piece> pieces, double scale) {
        boolean inCall = FusedAdam.scalesBy(scale);
        List<Step> steps = new ArrayList<>(pieces.size());
        int[] indices = new int[pieces.size()];
        for (Piece piece : pieces) {
            if (!inCall) {
                piece.scale(scale);
            }
            if (piece.step() instanceof Step step && step.alike) {
                indices[steps.size()] = piece.index();
                steps.add(step);
            } else {
                if (inCall) {
                    piece.scale(scale);
                }
                piece.step().apply(piece.index());
            }
        }
        if (!steps.isEmpty()) {
            move(steps, Arrays.copyOf(indices, steps.size()), inCall ? scale : 1);
        }
    }

    private static void move(List<Step> steps, int[] indices, double scale) {
        FusedSteps first = steps.get(0).owner;
        List<Tensor> deltas = new ArrayList<>(steps.size());
        long[] counts = new long[steps.size()];
        for (int i = 0; i < counts.length; i++) {
            deltas.add(steps.get(i).delta.pieces().get(indices[i]));
            counts[i] = steps.get(i).count;
        }
        FusedAdam kernel = first.group(steps, indices).kernel;
        Denormals.flushed(() -> kernel.move(deltas, scale, steps.get(0).rate, counts));
    }

    /** Returns the call that moves these, which begin with a piece of this parameter: the last one, if that moved the same. */
    private Group group(List<Step> steps, int[] indices) {
        if (closed) {
            throw new IllegalStateException("a fused optimizer's step is made after it was closed");
        }
        Group known = groups[indices[0]];
        if (known != null && known.moves(steps, indices)) {
            return known;
        }
        if (known != null) {
            known.kernel.close();
        }
        List<Moved> moved = new ArrayList<>(indices.length);
        for (int i = 0; i < indices.length; i++) {
            moved.add(steps.get(i).owner.pieces.get(indices[i]));
        }
        Group made = new Group(moved, new FusedAdam(moved, settings));
        groups[indices[0]] = made;
        return made;
    }

    @Override
    public void close() {
        closed = true;
        for (Group group : groups) {
            if (group != null) {
                group.kernel.close();
            }
        }
    }
}
