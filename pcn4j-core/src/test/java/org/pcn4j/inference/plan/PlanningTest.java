package org.pcn4j.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.RandomGraph;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Precision;
import org.pcn4j.function.Sum;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.schedule.Movement;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Node;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** How much a planner does: measured in instructions, since times are no tests. */
class PlanningTest {
    private static final Set<Observation> LOSS = Set.of(new Observation.Loss());

    private static Plan plan(Network network, Schedule schedule) {
        return new Planner(ZeroUpdates.SKIP).plan(network, schedule, LOSS);
    }

    /** A chain with skips of any length: on average a third of the depth. */
    static Network skipping(int nodes) {
        SplittableRandom random = new SplittableRandom(nodes);
        NetworkBuilder builder = Network.builder().input("x", Shape.of(3)).node("n0", new Linear(3, 3), "x");
        for (int i = 1; i < nodes; i++) {
            builder.node("n" + i, Sum.ofInputs(2), "n" + (i - 1), "n" + random.nextInt(i));
        }
        return builder.output("y", new Linear(3, 2), new CrossEntropy(), "n" + (nodes - 1))
                .build();
    }

    @Test
    void zilPlansSixInstructionsAnEdgeAtMostHoweverLongTheSkips() {
        for (int nodes : new int[] {10, 100, 2000}) {
            Network network = skipping(nodes);
            long edges = network.nodes().stream()
                    .mapToLong(node -> node.parents().size())
                    .sum();
            assertThat(plan(network, ZeroDivergence.schedule()).instructions().count())
                    .isLessThanOrEqualTo(6 * edges);
            assertThat(plan(network, FixedPrediction.schedule(network.depth(), 1))
                            .instructions()
                            .count())
                    .isLessThanOrEqualTo(6 * edges);
        }
    }

    /** Asks how often the planner asks. */
    private record Counting(AtomicLong asked) implements Relaxation {
        @Override
        public boolean forgets(Precision precision) {
            asked.incrementAndGet();
            return true;
        }

        @Override
        public double gamma() {
            return 1;
        }

        @Override
        public Tensor move(Movement movement) {
            throw new IllegalStateException("planning moves nothing");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsAskedWhilePlanningGrowsWithTheNetworkNotWithItsSquare(boolean fixed) {
        long[] asked = new long[2];
        for (int i = 0; i < 2; i++) {
            Network network = skipping(i == 0 ? 100 : 800);
            AtomicLong count = new AtomicLong();
            Schedule rule = fixed ? FixedPrediction.schedule(network.depth(), 1) : ZeroDivergence.schedule();
            plan(network, rule.withRelaxation(new Counting(count)));
            asked[i] = count.get();
        }
        assertThat(asked[1]).isLessThan(12 * asked[0] + 1000);
    }

    @Test
    void aDelayCostsZilNoInstruction() {
        Network network = skipping(100);
        Plan plan = plan(network, ZeroDivergence.schedule());
        assertThat(network.levelled().nodes().size())
                .isGreaterThan(10 * network.nodes().size());
        assertThat(plan.network().nodes().stream().noneMatch(Node::isDelay)).isTrue();
        List<Instruction> work = plan.instructions()
                .filter(act -> act instanceof Predict || act instanceof Pull)
                .toList();
        assertThat(work).hasSize(2 * (network.nodes().size() - 1));
    }

    @Test
    void aLiveRulesPlanGrowsWithTheWavefrontNotWithTheNetwork() {
        Network shallow = skipping(500);
        Network deep = skipping(2000);
        long first =
                plan(shallow, InferenceLearning.schedule(3, 0.1)).instructions().count() - 500;
        long second =
                plan(deep, InferenceLearning.schedule(3, 0.1)).instructions().count() - 2000;
        assertThat(second).isLessThan(first + 200);
    }

    /** Time may end before an error has come through, in the middle of a skip, or long after. */
    @Test
    void everyRulePlansForAnyNumberOfStepsOnAnyGraph() {
        anyNumberOfStepsIsPlanned(0, 20);
    }

    @Tag("slow")
    @Test
    void everyRulePlansForAnyNumberOfStepsOnManyMoreGraphs() {
        anyNumberOfStepsIsPlanned(20, 1000);
    }

    private static void anyNumberOfStepsIsPlanned(int from, int to) {
        for (int seed = from; seed < to; seed++) {
            Network network = RandomGraph.of(seed);
            for (int steps = 0; steps <= network.depth() + 5; steps++) {
                for (Schedule schedule : List.of(
                        ZeroDivergence.schedule().withSteps(steps),
                        ZeroDivergence.schedule().withSteps(steps).withGamma(0.5),
                        ZeroDivergence.unlevelled().withSteps(steps),
                        InferenceLearning.schedule(steps, 0.1),
                        IncrementalPredictiveCoding.schedule(steps, 0.1),
                        FixedPrediction.schedule(steps, 1))) {
                    Plan plan = plan(network, schedule);
                    assertThat(plan.blocks())
                            .as(() -> schedule + " on " + network)
                            .isNotEmpty();
                }
            }
        }
    }
}
