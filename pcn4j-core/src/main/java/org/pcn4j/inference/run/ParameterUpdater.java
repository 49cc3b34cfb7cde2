package org.pcn4j.inference.run;

import java.util.List;
import java.util.Optional;
import org.pcn4j.inference.dense.DenseUpdater;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.tensor.Tensor;

/** What inference hands its parameter updates to; optimizers implement it. */
public interface ParameterUpdater {
    /**
     * Moves a parameter.
     *
     * @param name of the parameter
     * @param theta its numbers, changed in place
     * @param delta the direction in which to move, −∂(energy)/∂θ, already scaled; borrowed, but free to be changed
     */
    void update(String name, Tensor theta, Tensor delta);

    /**
     * Prepares to move a parameter piece by piece, in any order, which different threads may do at the same time: when
     * all pieces have moved, {@link #update} has been done. A piece's Δθ need not be complete before it is moved. In one
     * piece, unless the updater knows better.
     *
     * @param delta as for {@link #update}; lives until all pieces have moved
     */
    default UpdateStep prepareStep(String name, Tensor theta, Tensor delta) {
        return UpdateStep.whole(() -> update(name, theta, delta));
    }

    /**
     * Moves pieces of steps that this updater has prepared, of different parameters maybe: one after the other, unless the
     * updater knows how to move them together.
     *
     * @param scale what the Δθ of each is multiplied by first
     */
    default void move(List<Piece> pieces, double scale) {
        for (Piece piece : pieces) {
            piece.scale(scale);
            piece.step().apply(piece.index());
        }
    }

    /**
     * A piece of a step.
     *
     * @param index 0 … pieces − 1
     * @param delta Δθ of the piece, complete; borrowed, but free to be changed
     */
    record Piece(UpdateStep step, int index, Tensor delta) {
        /** Multiplies Δθ by a factor. */
        public void scale(double factor) {
            if (factor != 1) {
                delta.mulInPlace(factor);
            }
        }
    }

    /** Hears that a time of inference is over: what an updater held back must have moved when this returns. Nothing, by default. */
    default void endTime() {}

    /** One update of one parameter, in pieces. */
    interface UpdateStep {
        /** Returns how many pieces there are: one, or as many as {@link Tensor#pieces} cuts θ and Δθ into. */
        int pieces();

        /**
         * Moves a piece, once.
         *
         * @param piece 0 … pieces − 1
         */
        void apply(int piece);

        /** Returns a step that moves all of a parameter at once. */
        static UpdateStep whole(Runnable move) {
            return new UpdateStep() {
                @Override
                public int pieces() {
                    return 1;
                }

                @Override
                public void apply(int piece) {
                    move.run();
                }
            };
        }
    }

    /** Returns what is handed to plans in which nothing learns. */
    static ParameterUpdater none() {
        return new ParameterUpdater() {
            @Override
            public void update(String name, Tensor theta, Tensor delta) {
                throw new IllegalStateException("the parameter '" + name + "' learns where nothing was to learn");
            }

            @Override
            public boolean idleAtZero() {
                return true;
            }
        };
    }

    /** Returns what moves parameters on Java's arrays, in the arithmetic of dense kernels; nothing, by default. */
    default Optional<DenseUpdater> dense() {
        return Optional.empty();
    }

    /** Returns who shares each batch: the workers of this process, unless the updater knows of others. */
    default Reducer reducer() {
        return Reducer.ofWorkers();
    }

    /** Returns what to do with an update that is provably zero. */
    default ZeroUpdates zeroUpdates() {
        return idleAtZero() ? ZeroUpdates.SKIP : ZeroUpdates.APPLY;
    }

    /**
     * Tells whether an update of zeros would leave every parameter where it is, so that it need not be handed over:
     * neither momentum nor decay.
     */
    boolean idleAtZero();
}
