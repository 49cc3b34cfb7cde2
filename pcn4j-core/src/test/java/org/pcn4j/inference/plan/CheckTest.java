package org.pcn4j.inference.plan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.pcn4j.Fixtures;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Wanted;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;

/** Plans that break a law are found out. */
class CheckTest {
    private static final Network NETWORK = Fixtures.small("mlp", new CrossEntropy());

    private static Plan plan() {
        return new Planner(ZeroUpdates.SKIP)
                .plan(NETWORK, Clamping.ofEnds(), ZeroDivergence.schedule(), Set.of(new Observation.Loss()));
    }

    /** The plan with another forward pass, freed anew. */
    private static Plan withForwardPass(UnaryOperator<List<Instruction>> change) {
        Plan plan = plan();
        List<Block> blocks = new ArrayList<>(plan.blocks());
        Block forward = blocks.get(0);
        blocks.set(0, new Block(Block.BEFORE, 1, false, change.apply(forward.instructions()), List.of()));
        return new Plan(
                plan.network(),
                plan.modes(),
                plan.schedule(),
                plan.times(),
                Lifetimes.of(blocks, List.of()),
                plan.finals(),
                plan.state());
    }

    @Test
    void aPlaceThatIsReadBeforeItIsWrittenIsNamed() {
        Plan wrong = withForwardPass(instructions -> instructions.subList(1, instructions.size()));
        assertThatThrownBy(() -> Check.check(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reads the empty")
                .hasMessageContaining("PREDICTION");
    }

    @Test
    void aReadFromAfarIsNamed() {
        int first = NETWORK.node("fc1").index();
        int output = NETWORK.outputs().get(0).index();
        Plan wrong = withForwardPass(instructions -> {
            List<Instruction> more = new ArrayList<>(instructions);
            more.add(new Predict(output, List.of(Slot.prediction(first))));
            return more;
        });
        assertThatThrownBy(() -> Check.check(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which is not local");
    }

    private static Plan said(Plan plan, Schedule schedule, List<Block> blocks) {
        return new Plan(plan.network(), plan.modes(), schedule, plan.times(), blocks, plan.finals(), plan.state());
    }

    /** What error-based predictive coding gives up, and no other rule. */
    @Test
    void newsThatCrossesMoreThanAnEdgeAndBackWithinATimeIsNamedUnlessTheScheduleSaysSo() {
        Plan plan = new Planner(ZeroUpdates.SKIP)
                .plan(NETWORK, ErrorBasedPredictiveCoding.schedule(3, 0.1), Set.of(new Observation.Loss()));
        Check.check(plan);
        Plan wrong = said(plan, plan.schedule().withReach(Reach.EDGE), plan.blocks());
        assertThatThrownBy(() -> Check.check(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is further away than its children within one time");
    }

    @Test
    void learningFromMoreThanTheNodesOwnErrorIsNamed() {
        Plan plan = new Planner(ZeroUpdates.SKIP)
                .plan(NETWORK, ErrorBasedPredictiveCoding.schedule(3, 0.1), Set.of(new Observation.Loss()));
        List<Block> blocks = new ArrayList<>();
        for (Block block : plan.blocks()) {
            List<Instruction> instructions = block.instructions().stream()
                    .map(instruction -> instruction instanceof Instruction.Pull act
                                    && act.error().kind() == Slot.Kind.FEEDBACK
                            ? new Instruction.Pull(
                                    act.node(),
                                    act.prediction(),
                                    act.error(),
                                    new Wanted(act.wanted().inputs(), true),
                                    act.uses(),
                                    List.of(0))
                            : instruction)
                    .toList();
            blocks.add(new Block(block.time(), block.repeats(), block.settles(), instructions, List.of()));
        }
        Plan wrong = said(plan, plan.schedule(), Lifetimes.of(blocks, List.of()));
        assertThatThrownBy(() -> Check.check(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("learns from more than the node's own error");
    }

    @Test
    void aPlaceThatIsFreedThoughItIsHandedOutIsNamed() {
        Plan plan = plan();
        Plan wrong = new Plan(
                plan.network(),
                plan.modes(),
                plan.schedule(),
                plan.times(),
                plan.blocks(),
                Map.of(
                        new Observation.FinalPrediction("fc1"),
                        Slot.prediction(NETWORK.node("fc1").index())),
                plan.state());
        assertThatThrownBy(() -> Check.check(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("hands out the empty");
    }
}
