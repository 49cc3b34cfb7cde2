package org.pcn4j.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;

/**
 * The planner: what making a learner takes, once for a network and a rule. Needs no native library. How it is run stands
 * at {@link UpdateBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PlanBenchmark {
    @Param({"W1", "W4-mlp", "W4-cnn-64", "W4-rnn", "W4-transformer", "W4-resnet18"})
    private String workload = "";

    private List<Network> network = List.of();
    private List<Schedule> schedule = List.of();

    /** Builds the network. */
    @Setup(Level.Trial)
    public void prepare() {
        Workload chosen = Workload.read(Path.of("bench", "workloads.json"), workload);
        schedule = List.of(Networks.rule(chosen)
                .asSchedule()
                .orElseThrow(() -> new IllegalArgumentException(workload + " is learned without a schedule")));
        network = List.of(Networks.network(chosen));
    }

    /** Compiles the workload's schedule for its network. */
    @Benchmark
    public Plan compile() {
        return new Planner(ZeroUpdates.APPLY).plan(network.get(0), schedule.get(0), Set.of(new Observation.Loss()));
    }
}
