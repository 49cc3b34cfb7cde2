package org.pcn4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.pcn4j.network.Network;

/**
 * One update of W1's and W4's networks by each rule, with the threads that the command line would take. All of JMH's
 * benchmarks are run from the root of the project by
 *
 * <pre>
 * mvn -q -pl pcn4j-bench -am -DskipTests package
 * java -cp "pcn4j-bench/target/classes:$(cat pcn4j-bench/target/classpath.txt)" org.openjdk.jmh.Main UpdateBenchmark \
 *     -p workload=W4-mlp -p rule=bp,z-il
 * </pre>
 *
 * <p>where {@code -l} lists them, and {@code -prof gc} says how much each leaves to the garbage collector.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC"
        })
public class UpdateBenchmark {
    private static final Path WORKLOADS = Path.of("bench", "workloads.json");

    @Param({"W1", "W4-mlp", "W4-cnn-1", "W4-cnn-64", "W4-rnn", "W4-transformer", "W4-resnet18"})
    private String workload = "";

    @Param({"bp", "z-il", "il"})
    private String rule = "";

    private List<Training> training = List.of();

    /** Reads the workload and draws its parameters and batches. */
    @Setup(Level.Trial)
    public void prepare() throws IOException {
        Workload chosen = Workload.read(WORKLOADS, workload).by(rule);
        Network network = Networks.network(chosen);
        Networks.useThreads(chosen, network, "default");
        Path folder = Files.createTempDirectory("pcn4j-bench");
        try {
            Exchange exchange = new Exchange(folder);
            exchange.export(chosen);
            training = List.of(new Training(chosen, network, exchange, Exchange.BATCHES));
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Gives the tensors back. */
    @TearDown(Level.Trial)
    public void close() {
        training.forEach(Training::close);
    }

    /** Learns from one batch, from the forward pass to the last parameter's step. */
    @Benchmark
    public void update() {
        training.get(0).update();
    }
}
