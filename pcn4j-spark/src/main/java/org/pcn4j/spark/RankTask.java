package org.pcn4j.spark;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.pcn4j.train.experiment.Experiment;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** A task of the barrier stage: one rank of the training. */
final class RankTask extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>> implements Serializable {
    private static final long serialVersionUID = 1;

    private final Assignment assignment;

    /** Those to train on and those to test on; none where each executor reads its data itself. */
    private final @Nullable Broadcast<byte[][][]> rows;

    RankTask(Assignment assignment, Optional<Broadcast<byte[][][]>> rows) {
        this.assignment = assignment;
        this.rows = rows.orElse(null);
    }

    @Override
    public Iterator<Integer> apply(Iterator<Integer> none) {
        new Rank(assignment, BarrierTaskContext.get()).run(this::packed);
        return scala.collection.Iterator$.MODULE$.empty();
    }

    private Optional<PackedRows> packed(Experiment experiment) {
        return rows != null && experiment.data().source() instanceof FrameData data
                ? Optional.of(new PackedRows(data, rows.value()[0], rows.value()[1]))
                : Optional.empty();
    }
}
