package org.pcn4j.learning;

import java.util.List;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.tensor.Tensor;

/**
 * An updater whose parameters are projected after every update. What the projection concerns moves in one piece, since a
 * projection may look at the whole of it, as at its variance.
 *
 * @param next moves the parameters; borrowed
 */
public record Projected(ParameterUpdater next, Projection projection) implements ParameterUpdater {
    @Override
    public void update(String name, Tensor theta, Tensor delta) {
        UpdateStep step = prepareStep(name, theta, delta);
        for (int piece = 0; piece < step.pieces(); piece++) {
            step.apply(piece);
        }
    }

    @Override
    public UpdateStep prepareStep(String name, Tensor theta, Tensor delta) {
        UpdateStep step = next.prepareStep(name, theta, delta);
        if (!projection.concerns(name, theta.shape())) {
            return step;
        }
        return UpdateStep.whole(() -> {
            for (int piece = 0; piece < step.pieces(); piece++) {
                step.apply(piece);
            }
            projection.project(theta);
        });
    }

    @Override
    public void move(List<Piece> pieces, double scale) {
        next.move(pieces, scale);
    }

    /** An update of zeros is still followed by the projection. */
    @Override
    public boolean idleAtZero() {
        return false;
    }
}
