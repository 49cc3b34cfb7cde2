package org.pcn4j.inference.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.RankThreads;
import org.pcn4j.dense.Kernels;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Gelu;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Distributed;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** By dense kernels ranks act on rows of their own and learn from all rows, with the bits of one process. */
class DenseRanksTest {
    private static final Seed SEED = new Seed(89);
    private static final Network NETWORK = Models.mlp(Shape.of(9), List.of(21, 6), new Gelu(), 4, new CrossEntropy());

    /** Whole, of shares that differ, and too small to be shared. */
    private static final List<Integer> BATCHES = List.of(37, 36, 5, 37, 8);

    static Stream<Schedule> schedules() {
        return Stream.of(
                        InferenceLearning.schedule(5, 0.1),
                        InferenceLearning.schedule(5, 0.1).withInitialNoise(0.1),
                        IncrementalPredictiveCoding.schedule(4, 0.1),
                        ZeroDivergence.schedule())
                .map(schedule -> schedule.withArithmetic(Arithmetic.FUSED));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void anyNumberOfRanksEndsWithTheBitsOfOne(Schedule schedule) throws Exception {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            List<double[]> expected = learned(schedule, dtype, optimizer -> optimizer);
            for (int ranks = 2; ranks <= 3; ranks++) {
                for (List<double[]> each : RankThreads.run(
                        ranks, group -> learned(schedule, dtype, optimizer -> new Distributed(optimizer, group)))) {
                    for (int i = 0; i < expected.size(); i++) {
                        assertThat(each.get(i)).as("%s ranks, %s", ranks, dtype).isEqualTo(expected.get(i));
                    }
                }
            }
        }
    }

    private static List<double[]> learned(
            Schedule schedule, DType dtype, Function<Optimizer, ParameterUpdater> through) {
        Executor executor = new Executor(
                new Planner(ZeroUpdates.APPLY).plan(NETWORK, schedule, Set.of(new Observation.Loss())),
                Kernels.scalar());
        assertThat(executor.isDense()).isTrue();
        List<double[]> all = new ArrayList<>();
        try (Parameters parameters = NETWORK.initialize(SEED, dtype);
                Optimizer optimizer = new Adam(0.01)) {
            for (int update = 0; update < BATCHES.size(); update++) {
                try (TensorScope scope = new TensorScope()) {
                    Clamps clamps = Fixtures.random(NETWORK, SEED.derive(update), dtype, BATCHES.get(update));
                    try (Outcome outcome = executor.run(
                            parameters,
                            clamps,
                            through.apply(optimizer),
                            1,
                            SEED.derive("noise").derive(update))) {
                        all.add(new double[] {outcome.loss()});
                    }
                }
            }
            parameters.tensors().stream().map(Tensor::toDoubles).forEach(all::add);
        }
        return all;
    }
}
