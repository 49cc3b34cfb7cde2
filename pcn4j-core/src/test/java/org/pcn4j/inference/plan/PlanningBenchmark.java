package org.pcn4j.inference.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.ResNet;
import org.pcn4j.tensor.Shape;

/**
 * How long planning takes, by the size of the network. No test runs it: {@code mvn -pl pcn4j-core test
 * -Dtest=PlanningBenchmark} prints the table.
 */
@SuppressWarnings("SystemOut")
class PlanningBenchmark {
    private static final int WARM_UP = 20;
    private static final int REPEATS = 21;

    @Test
    void print() {
        System.out.println(
                "network                    nodes   edges   z-il: ms   instructions   il, T = 8: ms   instructions");
        for (int blocks : new int[] {2, 8, 32, 128, 250}) {
            Network network = new ResNet(1, List.of(blocks, blocks, blocks, blocks), ResNet.Norm.BATCH)
                    .network(Shape.of(3, 32, 32), 10, new CrossEntropy());
            print("resnet, 4 × " + blocks + " blocks", network);
        }
        for (int length : new int[] {28, 125, 500, 1000, 2000}) {
            print("rnn of " + length + " steps", Models.rnn(Shape.of(length, 4), 4, 3, new CrossEntropy()));
        }
        for (int nodes : new int[] {125, 500, 1000, 2000}) {
            print("random skips", PlanningTest.skipping(nodes));
        }
    }

    private static void print(String name, Network network) {
        long edges = network.nodes().stream()
                .mapToLong(node -> node.parents().size())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "%-25s %6d  %6d   %8.2f   %12d   %13.2f   %12d%n",
                name,
                network.nodes().size(),
                edges,
                millis(network, ZeroDivergence.schedule()),
                instructions(network, ZeroDivergence.schedule()),
                millis(network, InferenceLearning.schedule(8, 0.1)),
                instructions(network, InferenceLearning.schedule(8, 0.1)));
    }

    private static Plan plan(Network network, Schedule schedule) {
        return new Planner(ZeroUpdates.SKIP).plan(network, schedule, Set.of(new Observation.Loss()));
    }

    private static long instructions(Network network, Schedule schedule) {
        return plan(network, schedule).instructions().count();
    }

    private static double millis(Network network, Schedule schedule) {
        IntStream.range(0, WARM_UP).forEach(i -> plan(network, schedule));
        double[] times = IntStream.range(0, REPEATS)
                .mapToDouble(i -> {
                    long start = System.nanoTime();
                    plan(network, schedule);
                    return (System.nanoTime() - start) / 1e6;
                })
                .sorted()
                .toArray();
        return Arrays.stream(times).skip(REPEATS / 2).findFirst().orElseThrow();
    }
}
