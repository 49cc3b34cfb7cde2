package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Threads;

/** What the doctor says. How fast a machine is, is not tested: only that it is told. */
class DoctorTest {
    private static final SelfTest.Speeds FAST = new SelfTest.Speeds(100, 190, 80, 150, 90, 90, 2);
    private static final Threads APART = Threads.forMatrices(2);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aReportHoldsAllThatIsAskedForAndLeavesTheThreadsAsTheyWere() {
        Threads before = Threads.current();
        Ran ran = Ran.pcn4j("doctor");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        for (String label : List.of(
                "pcn4j",
                "Java",
                "libtorch",
                "system",
                "processor",
                "features",
                "BLAS",
                "oneDNN",
                "OpenMP",
                "dense",
                "bf16",
                "threads",
                "environment",
                "memory",
                "native cache",
                "matrices",
                "convolution",
                "in turns")) {
            assertThat(ran.out().lines().filter(line -> line.matches(label + " +\\S.*")))
                    .as(label)
                    .hasSize(1);
        }
        Platform platform = Platform.current();
        assertThat(ran.out())
                .contains(Runtime.version().toString())
                .contains(platform.libtorch())
                .contains(platform.capability())
                .contains(platform.nativeCache().toString())
                .containsPattern("\\d GFLOP/s")
                .doesNotContain("null")
                .doesNotContain("unknown");
        assertThat(ran.out().lines().toList().get(ran.out().lines().toList().size() - 1))
                .matches("(warning|verdict) +.*");
        assertThat(Threads.current()).isEqualTo(before);
    }

    @Test
    void whatIsFastNeedsNoAdvice() {
        assertThat(Advice.on(FAST, Map.of(), APART, 2)).isEmpty();
        assertThat(Advice.onMemory(4L << 30, 16L << 30)).isEmpty();
    }

    @Test
    void poolsThatFightAreBlamedOnTheVariablesThatLetThem() {
        SelfTest.Speeds fighting = new SelfTest.Speeds(100, 190, 80, 150, 3, 90, 2);
        assertThat(Advice.on(fighting, Map.of("OPENBLAS_NUM_THREADS", "2"), APART, 2))
                .singleElement()
                .asString()
                .contains("30.0 times as long")
                .endsWith(": unset OPENBLAS_NUM_THREADS");
    }

    @Test
    void threadsThatMakeItSlowerAreCounted() {
        SelfTest.Speeds busy = new SelfTest.Speeds(100, 10, 80, 20, 50, 50, 4);
        assertThat(Advice.on(busy, Map.of(), APART, 2))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("matrix products by 4 threads are 10.0 times as slow"),
                        second -> assertThat(second).startsWith("convolutions by 4 threads are 4.0 times as slow"));
        assertThat(Advice.on(FAST, Map.of(), Threads.forMatrices(8), 2))
                .singleElement()
                .asString()
                .endsWith(": export OMP_NUM_THREADS=2");
    }

    @Test
    void forbiddenInstructionsAndAGreedyHeapAreNamed() {
        assertThat(Advice.on(FAST, Map.of("ATEN_CPU_CAPABILITY", "default"), APART, 2))
                .singleElement()
                .asString()
                .endsWith(": unset ATEN_CPU_CAPABILITY");
        assertThat(Advice.onMemory(15L << 30, 16L << 30))
                .singleElement()
                .asString()
                .endsWith(": export PCN4J_JAVA_OPTS=-Xmx4096m");
    }

    @Test
    void theProcessorIsReadWhereTheSystemTells() throws IOException {
        write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nflags\t\t: fpu avx avx2 avx512f\n");
        Machine machine = new Machine(folder);
        assertThat(machine.processor()).isEqualTo("Some CPU @ 2 GHz");
        assertThat(machine.features()).containsExactly("avx", "avx2", "avx512f");
        Machine silent = new Machine(folder.resolve("elsewhere"));
        assertThat(silent.processor()).isEqualTo(System.getProperty("os.arch"));
        assertThat(silent.features()).isEmpty();
        assertThat(silent.memoryLimit()).isEmpty();
    }

    @Test
    void theLeastLimitOfAGroupAndItsParentsHolds() throws IOException {
        write("proc/self/cgroup", "0::/pod/container\n");
        write("sys/fs/cgroup/pod/container/memory.max", "max\n");
        assertThat(new Machine(folder).memoryLimit()).isEmpty();
        write("sys/fs/cgroup/pod/memory.max", "2147483648\n");
        assertThat(new Machine(folder).memoryLimit()).hasValue(1L << 31);
        write("sys/fs/cgroup/pod/container/memory.max", "1073741824\n");
        assertThat(new Machine(folder).memoryLimit()).hasValue(1L << 30);
    }

    @Test
    void groupsOfTheFirstVersionLimitAsWell() throws IOException {
        write("proc/self/cgroup", "5:cpu:/a\n4:memory:/a\n0::/\n");
        write("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(new Machine(folder).memoryLimit()).isEmpty();
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n");
        assertThat(new Machine(folder).memoryLimit()).hasValue(1L << 30);
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, text);
    }
}
