package org.pcn4j.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.pcn4j.dense.Kernels;
import org.pcn4j.tensor.Bfloat16;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.catalog.Catalogs;
import org.pcn4j.train.file.LibraryVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells what a report of a fault or of slowness needs to say of the machine. A slow one is warned of, not failed. */
@Command(
        name = "doctor",
        description = "Show what a bug report needs: versions, processor, threads, memory; test for three seconds how"
                + " fast the kernels are, and say what to do where they are slow.",
        footer = {"", "Example: into a file, to be attached to a report", "  pcn4j doctor > doctor.txt"})
final class DoctorCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String MATRIX_THREADS = "OPENBLAS_NUM_THREADS";
    private static final List<String> VARIABLES = List.of(
            "OMP_NUM_THREADS",
            "OMP_WAIT_POLICY",
            "OMP_PROC_BIND",
            "OMP_PLACES",
            "GOMP_CPU_AFFINITY",
            "GOMP_SPINCOUNT",
            MATRIX_THREADS,
            "OPENBLAS_THREAD_TIMEOUT",
            "OPENBLAS_CORETYPE",
            "MKL_NUM_THREADS",
            "ATEN_CPU_CAPABILITY",
            "ONEDNN_MAX_CPU_ISA",
            "PCN4J_JAVA_OPTS",
            "JAVA_TOOL_OPTIONS");

    private final Map<String, String> environment;
    private final Machine machine;
    private final Supplier<Kernels> kernels;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JsonOption json = new JsonOption();

    DoctorCommand(Map<String, String> environment, Machine machine, Supplier<Kernels> kernels) {
        this.environment = Map.copyOf(environment);
        this.machine = machine;
        this.kernels = kernels;
    }

    @Override
    public Integer call() {
        Kernels dense = kernels.get();
        Platform platform = Platform.current();
        Threads threads = Threads.current();
        int processors = Runtime.getRuntime().availableProcessors();
        long heap = Runtime.getRuntime().maxMemory();
        OptionalLong limit = machine.memoryLimit();
        if (!json.isWanted()) {
            versions(platform);
            processor(platform, processors);
            line("dense", DoctorJson.Dense.of(dense).words());
            line("bf16", DoctorJson.Rounded.of(Bfloat16.here()).words());
            threads(threads);
            memory(platform, heap, limit);
            spec.commandLine().getOut().flush();
        }
        SelfTest.Speeds speeds;
        try (SelfTest test = new SelfTest(PATIENCE)) {
            speeds = test.run(threads, Threads.available());
        }
        List<String> advice = new ArrayList<>();
        Catalogs.complaint().ifPresent(advice::add);
        advice.addAll(Advice.on(speeds, environment, threads, processors));
        advice.addAll(Advice.onKernels(dense));
        advice.addAll(Advice.onMemory(heap, Math.min(limit.orElse(Long.MAX_VALUE), platform.physicalMemory())));
        if (json.isWanted()) {
            Json.print(
                    new DoctorJson(
                            DoctorJson.versions(platform),
                            System.getProperty("os.name") + " " + System.getProperty("os.version"),
                            platform.name(),
                            new DoctorJson.Processor(
                                    machine.processor(), processors, machine.features(), platform.capability()),
                            DoctorJson.Dense.of(dense),
                            DoctorJson.Rounded.of(Bfloat16.here()),
                            threads,
                            set(),
                            DoctorJson.Memory.of(platform, heap, limit),
                            speeds,
                            advice),
                    spec.commandLine().getOut());
            return ExitCode.OK;
        }
        speeds(speeds);
        advice.forEach(line -> line("warning", line));
        if (advice.isEmpty()) {
            line("verdict", "nothing is slow here");
        }
        return ExitCode.OK;
    }

    /** Returns the variables that change threads, kernels or Java, as far as they are set. */
    private Map<String, String> set() {
        Map<String, String> set = new LinkedHashMap<>();
        VARIABLES.stream()
                .filter(environment::containsKey)
                .forEach(name -> set.put(name, environment.getOrDefault(name, "")));
        return set;
    }

    private void line(String label, String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%-13s", label);
        out.println(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    }

    private void versions(Platform platform) {
        line("pcn4j", LibraryVersion.current());
        line(
                "Java",
                "%s, %s, in %s",
                Runtime.version(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.home"));
        line("libtorch", "%s, by JavaCPP %s", platform.libtorch(), platform.javaCpp());
        line("system", "%s %s, %s", System.getProperty("os.name"), System.getProperty("os.version"), platform.name());
    }

    private void processor(Platform platform, int processors) {
        line("processor", "%s, of which this process may use %d", machine.processor(), processors);
        List<String> features = machine.features();
        line(
                "features",
                "%s; libtorch's kernels use %s",
                features.isEmpty() ? "not told by the system" : String.join(" ", features),
                platform.capability());
        boolean open = platform.blas().equals("open");
        line("BLAS", open ? "OpenBLAS " + platform.openBlas() : platform.blas());
        line("oneDNN", platform.oneDnn());
        line("OpenMP", platform.openMp());
    }

    private void threads(Threads threads) {
        // OpenBLAS does not know how many it has where it read them from the environment itself.
        String matrices = Threads.chosenByEnvironment()
                ? environment.getOrDefault(MATRIX_THREADS, "as many as OpenBLAS likes")
                : String.valueOf(threads.matrix());
        line(
                "threads",
                "%d for convolutions, %s for matrices, %s",
                threads.convolution(),
                matrices,
                Threads.chosenByEnvironment()
                        ? "as the environment says"
                        : "as pcn4j begins; models may exchange them");
        String set = set().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", "));
        line("environment", set.isEmpty() ? "sets nothing that changes threads, kernels or Java" : set);
    }

    private void memory(Platform platform, long heap, OptionalLong limit) {
        line(
                "memory",
                "%s for Java's heap; tensors %s; machine %s; control group %s",
                bytes(heap),
                platform.memoryCap() == 0
                        ? "not capped"
                        : "capped where the process has " + bytes(platform.memoryCap()),
                bytes(platform.physicalMemory()),
                limit.isPresent() ? bytes(limit.getAsLong()) : "without limit");
        line(
                "native cache",
                "%s in %s",
                bytes(Machine.size(platform.nativeCache())),
                platform.nativeCache().toString());
    }

    private void speeds(SelfTest.Speeds speeds) {
        compared("matrices", speeds.productByOne(), speeds.product(), speeds.threads());
        compared("convolution", speeds.convolutionByOne(), speeds.convolution(), speeds.threads());
        line(
                "in turns",
                "%.0f GFLOP/s as the threads are; %.0f with all in one pool",
                speeds.inTurns(),
                speeds.inTurnsApart());
    }

    private void compared(String label, double byOne, double bySeveral, int threads) {
        if (threads == 1) {
            line(label, "%.0f GFLOP/s by one thread", byOne);
        } else {
            line(label, "%.0f GFLOP/s by one thread, %.0f by %d", byOne, bySeveral, threads);
        }
    }

    private static String bytes(long count) {
        double mebibytes = count / (double) (1 << 20);
        return mebibytes < 10_000
                ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
                : String.format(Locale.ROOT, "%.1f GiB", mebibytes / 1024);
    }
}
