package org.pcn4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.Cut;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Owners;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;

/** The model in the regimes in which one of its terms is all there is. */
class RankModelTest {
    private static final int STEPS = 12;
    private static final int BATCH = 10;
    private static final double NONE = 1e30;
    private static final Network CHAIN =
            Models.mlp(Shape.of(64), List.of(64, 64, 64), new Tanh(), 64, new SquaredError());
    private static final Plan PLAN = new Planner(ZeroUpdates.SKIP)
            .plan(CHAIN, InferenceLearning.schedule(STEPS, 0.1), Set.of(new Observation.Loss()));

    private static Cut cut(int owners) {
        return Cut.of(PLAN, Owners.balanced(PLAN, owners));
    }

    @Test
    void oneRankTakesItsMultiplications() {
        RankModel model = new RankModel(1000, 0, 0, 1, 1);
        double all = Owners.balanced(PLAN, 1).work().get(0);
        // The owners' work counts one for each node more, so that none is for nothing.
        assertThat(model.alone(PLAN, BATCH)).isCloseTo(all * BATCH / 1000, within(0.1));
        assertThat(model.owners(cut(1), BATCH, DType.FLOAT32)).isEqualTo(model.alone(PLAN, BATCH));
    }

    @Test
    void ownersWaitForTheWireBackAndForthAtEachTimeInWhichSomethingCrossesIt() {
        RankModel wire = new RankModel(NONE, 0, 0, 1, NONE);
        Cut cut = cut(2);
        long crossing = 0;
        for (int b = 1; b < PLAN.blocks().size(); b++) {
            boolean crosses = cut.sentBytes(0, b, DType.FLOAT32, BATCH) + cut.sentBytes(1, b, DType.FLOAT32, BATCH) > 0;
            crossing += crosses ? PLAN.blocks().get(b).repeats() : 0;
        }
        assertThat(crossing).isBetween((long) STEPS - 2, (long) STEPS + 1);
        assertThat(wire.owners(cut, BATCH, DType.FLOAT32)).isCloseTo(1 + 2.0 * crossing, within(1e-9));
        // Only the forward pass goes over all borders one after the other.
        assertThat(wire.owners(cut(4), BATCH, DType.FLOAT32) - 3).isBetween(2.0 * crossing, 2.0 * (STEPS + 1));
    }

    @Test
    void ownersHideTheWireWhereTheyHaveMoreToDo() {
        RankModel near = new RankModel(1e6, 0, 0, 0, NONE);
        RankModel far = new RankModel(1e6, 0, 0, 1e-3, NONE);
        // The forward pass goes over the border once, and in the first times there is little to do.
        double seen = far.owners(cut(2), BATCH, DType.FLOAT32) - near.owners(cut(2), BATCH, DType.FLOAT32);
        assertThat(seen).isBetween(far.latency(), far.latency() * 5);
        assertThat(near.owners(cut(2), BATCH, DType.FLOAT32)).isLessThan(0.75 * near.alone(PLAN, BATCH));
    }

    @Test
    void whatRanksLearnGoesRound() {
        RankModel wire = new RankModel(NONE, 0, 0, 0, 1000);
        double bytes = 4.0 * CHAIN.parameterCount();
        assertThat(wire.shards(PLAN, 64, DType.FLOAT32, 8)).isCloseTo(7 * bytes / 1000, within(1e-6));
        RankModel computing = new RankModel(1e6, 0, 0, 0, NONE);
        assertThat(computing.shards(PLAN, 64, DType.FLOAT32, 1)).isCloseTo(computing.alone(PLAN, 64), within(0.1));
    }

    /** Each piece is asked for and sent, and so are the losses. */
    @Test
    void whatRanksLearnTravelsInPieces() {
        Network wide = Models.mlp(Shape.of(512), List.of(512), new Tanh(), 512, new SquaredError());
        Plan plan = new Planner(ZeroUpdates.SKIP)
                .plan(wide, InferenceLearning.schedule(STEPS, 0.1), Set.of(new Observation.Loss()));
        RankModel wire = new RankModel(NONE, 0, 0, 1, NONE);
        assertThat(wide.parameterCount()).isEqualTo(2 * 512 * 513);
        assertThat(wire.shards(plan, 64, DType.FLOAT32, 2)).isCloseTo(2 * (5 + 1), within(1e-9));
        assertThat(wire.shards(plan, 64, DType.FLOAT64, 2)).isCloseTo(2 * (9 + 1), within(1e-9));
    }

    @Test
    void ratesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new RankModel(0, 0, 0, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected rates greater than 0 and times of at least 0");
    }
}
