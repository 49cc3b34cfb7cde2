package org.pcn4j.learning;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.inference.ParameterUpdater.UpdateStep;
import org.pcn4j.tensor.Denormals;
import org.pcn4j.tensor.FusedAdam;
import org.pcn4j.tensor.Tensor;

/**
 * The fused steps of one parameter, by ATen's kernel for a whole step of Adam.
 *
 * @param theta the parameter; borrowed, as are its means, until this is closed
 * @param pieces what moves each of its pieces
 */
record FusedSteps(Tensor theta, List<FusedAdam> pieces) implements AutoCloseable {
    static FusedSteps of(Tensor theta, Tensor mean, Tensor square, FusedAdam.Settings settings) {
        List<FusedAdam> pieces = new ArrayList<>();
        for (int i = 0; i < theta.pieces().size(); i++) {
            pieces.add(new FusedAdam(
                    theta.pieces().get(i), mean.pieces().get(i), square.pieces().get(i), settings));
        }
        return new FusedSteps(theta, pieces);
    }

    /** Tells whether these still are a parameter's: the same tensor, cut as it is cut now. */
    boolean suit(Tensor parameter) {
        return theta == parameter && (pieces.size() == 1) == (parameter.pieces().size() == 1);
    }

    UpdateStep step(Tensor delta, double rate, long step) {
        boolean alike = delta.liesAs(theta);
        return new UpdateStep() {
            @Override
            public int pieces() {
                return alike ? pieces.size() : 1;
            }

            @Override
            public void apply(int piece) {
                if (alike) {
                    move(piece, delta);
                    return;
                }
                try (Tensor laid = theta.zerosLike().copyInPlace(delta)) {
                    for (int i = 0; i < pieces.size(); i++) {
                        move(i, laid);
                    }
                }
            }

            private void move(int piece, Tensor delta) {
                Denormals.flushed(() -> pieces.get(piece).move(delta.pieces().get(piece), rate, step));
            }
        };
    }

    @Override
    public void close() {
        pieces.forEach(FusedAdam::close);
    }
}
