package org.pcn4j.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Wanted;
import org.pcn4j.inference.plan.Instruction.Apply;
import org.pcn4j.inference.plan.Instruction.Gather;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.learning.Backpropagation;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/** Z-IL done wrongly on purpose: it shows that the order in which a plan applies updates matters, and that tests see it. */
class WrongOrderTest {
    private static final Seed SEED = new Seed(31);

    @Test
    void applyingASharedParametersUpdatesAsTheyComeDivergesFromBp() {
        Network network = Fixtures.small("rnn", new CrossEntropy());
        assertThat(distanceFromBp(network, list -> list)).isZero();
        assertThat(distanceFromBp(network, WrongOrderTest::applyEachAtOnce)).isGreaterThan(1e-3);
    }

    @Test
    void changingAParameterBeforeItHasCarriedTheErrorDownDivergesFromBp() {
        for (String model : new String[] {"mlp", "cnn"}) {
            Network network = Fixtures.small(model, new CrossEntropy());
            assertThat(distanceFromBp(network, list -> list)).isZero();
            assertThat(distanceFromBp(network, WrongOrderTest::applyBeforeFeedback))
                    .isGreaterThan(1e-3);
        }
    }

    private static List<Instruction> applyEachAtOnce(List<Instruction> instructions) {
        List<Instruction> wrong = new ArrayList<>();
        for (Instruction instruction : instructions) {
            if (instruction instanceof Gather gather) {
                wrong.add(new Apply(gather.parameter(), Slot.delta(gather.use())));
            } else if (!(instruction instanceof Apply apply) || apply.delta().kind() == Slot.Kind.DELTA) {
                wrong.add(instruction);
            }
        }
        return wrong;
    }

    private static List<Instruction> applyBeforeFeedback(List<Instruction> instructions) {
        List<Instruction> wrong = new ArrayList<>();
        List<Instruction> feedback = new ArrayList<>();
        List<Instruction> relaxations = new ArrayList<>();
        for (Instruction instruction : instructions) {
            if (instruction instanceof Pull pull && pull.wanted().parameters()) {
                List<Boolean> none =
                        pull.wanted().inputs().stream().map(wanted -> false).toList();
                wrong.add(new Pull(
                        pull.node(),
                        pull.prediction(),
                        pull.error(),
                        new Wanted(none, true),
                        List.of(),
                        pull.deltas()));
                if (!pull.uses().isEmpty()) {
                    feedback.add(new Pull(
                            pull.node(),
                            pull.prediction(),
                            pull.error(),
                            new Wanted(pull.wanted().inputs(), false),
                            pull.uses(),
                            List.of()));
                }
            } else if (instruction instanceof Apply) {
                wrong.add(instruction);
            } else if (instruction instanceof Instruction.Relax) {
                relaxations.add(instruction);
            } else {
                wrong.add(instruction);
            }
        }
        wrong.addAll(feedback);
        wrong.addAll(relaxations);
        return wrong;
    }

    private static Plan with(Plan plan, List<Block> blocks) {
        return new Plan(
                plan.network(), plan.modes(), plan.schedule(), plan.times(), blocks, plan.finals(), plan.state());
    }

    private static double distanceFromBp(Network network, UnaryOperator<List<Instruction>> change) {
        Plan plan =
                new Planner(ZeroUpdates.SKIP).plan(network, ZeroDivergence.schedule(), Set.of(new Observation.Loss()));
        List<Block> changed = plan.blocks().stream()
                .map(block ->
                        new Block(block.time(), block.repeats(), false, change.apply(block.instructions()), List.of()))
                .toList();
        Plan wrong = with(plan, Lifetimes.of(changed, List.of()));
        try (TensorScope scope = new TensorScope()) {
            Parameters bp = network.initialize(SEED, DType.FLOAT64);
            Parameters pc = bp.copy();
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, 5);
            new Backpropagation(network, bp, new Sgd(2), SEED).update(clamps);
            new Executor(wrong).run(pc, clamps, new Sgd(2), 0.2, SEED).close();
            return Divergence.between(bp, pc).all().relativeDistance();
        }
    }
}
