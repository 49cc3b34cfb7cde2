package org.pcn4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.pcn4j.analysis.Comparison;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.analysis.ComparisonReport.Failure;
import org.pcn4j.analysis.TestBatch;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.data.LabelledImages;
import org.pcn4j.data.Split;
import org.pcn4j.function.Loss;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.Clamps;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains networks by several learning rules side by side and says how far they are from backpropagation. */
@Command(
        name = "compare",
        description =
                "Train networks by several learning rules side by side, from the same weights on the same batches,"
                        + " and show how far each ends from backpropagation.",
        footer = {
            "",
            "Example: zero-divergence inference learning against backpropagation on MNIST, three epochs",
            "  pcn4j compare --model cnn --data mnist --data-dir DIR --rules bp,z-il --epochs 3"
        })
final class CompareCommand implements Callable<Integer> {
    private static final int TEST_BATCH = 250;
    private static final int UPDATES = 200;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            converter = ModelChoice.Several.class,
            defaultValue = "all",
            description = "mlp, cnn, rnn, several with commas between, or all (default: all).")
    private Listed<ModelChoice> models = new Listed<>(List.of());

    @Option(
            names = "--data",
            paramLabel = "DATA",
            converter = DataSource.One.class,
            defaultValue = "digits",
            description = "digits (generated), mnist, or a folder with the four files of MNIST (default: digits).")
    private DataSource data = new DataSource("digits");

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The folder that holds mnist/ (default: the variable " + DataSource.VARIABLE + ").")
    private Optional<Path> dataDir = Optional.empty();

    @Option(
            names = "--rules",
            paramLabel = "RULES",
            converter = RuleChoice.Several.class,
            defaultValue = "bp,il,z-il",
            description = "Of bp, il, z-il, ipc, fpa, with commas between, or all (default: bp,il,z-il).")
    private Listed<RuleChoice> rules = new Listed<>(List.of());

    @ArgGroup
    private Length length = new Length();

    /** How long to train. */
    static final class Length {
        @Option(
                names = "--updates",
                paramLabel = "N",
                converter = Numbers.Count.class,
                description = "Updates of each rule (default: " + UPDATES + ").")
        private Optional<Integer> updates = Optional.empty();

        @Option(
                names = "--epochs",
                paramLabel = "N",
                converter = Numbers.Count.class,
                description = "Passes over the training images, instead of --updates.")
        private Optional<Integer> epochs = Optional.empty();

        long updates(long perEpoch) {
            return epochs.map(count -> count * perEpoch).orElseGet(() -> (long) updates.orElse(UPDATES));
        }
    }

    @Option(
            names = "--batch",
            paramLabel = "B",
            converter = Numbers.Count.class,
            defaultValue = "64",
            description = "Images in a batch (default: 64).")
    private int batch = 1;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            converter = Numbers.SeedNumber.class,
            defaultValue = "1",
            description = "Of generated data, first weights and the order of batches (default: 1).")
    private long seed;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            converter = Precision.One.class,
            defaultValue = "float32",
            description = "float32 or float64 (default: float32).")
    private Precision precision = Precision.FLOAT32;

    @Option(
            names = "--loss",
            paramLabel = "LOSS",
            converter = LossChoice.One.class,
            defaultValue = "cross-entropy",
            description = "squared-error or cross-entropy (default: cross-entropy).")
    private LossChoice loss = LossChoice.CROSS_ENTROPY;

    @Option(
            names = "--optimizer",
            paramLabel = "OPT",
            converter = OptimizerChoice.One.class,
            defaultValue = "adam",
            description = "sgd, momentum, adam or adamw (default: adam).")
    private OptimizerChoice optimizer = OptimizerChoice.ADAM;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            converter = Numbers.Positive.class,
            description = "Learning rate (default: 0.1 for sgd, 0.01 for momentum, 0.001 for adam and adamw).")
    private Optional<Double> learningRate = Optional.empty();

    @Option(
            names = "--steps",
            paramLabel = "T",
            converter = Numbers.Count.class,
            description = "Inference steps of il and ipc (default: " + RuleChoice.STEPS
                    + ") and fpa (default: the depth of the network), at least 1.")
    private Optional<Integer> steps = Optional.empty();

    @Option(
            names = "--gamma",
            paramLabel = "G",
            converter = Numbers.Positive.class,
            description = "Integration step of il and ipc (default: " + RuleChoice.GAMMA
                    + ") and of z-il and fpa (default: 1).")
    private Optional<Double> gamma = Optional.empty();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write what was measured to a file as well, whole or not at all.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "Threads (default: OMP_NUM_THREADS, or one a processor).")
    private Optional<Integer> threads = Optional.empty();

    CompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        requireSense();
        Split<LabelledImages> split = data.load(dataDir.or(DataSource::directoryByEnvironment), seed);
        if (batch > split.train().size()) {
            throw misuse(
                    "--batch: " + batch + " is more than the " + split.train().size() + " training images");
        }
        // All networks are built before any is trained: images that do not fit one of them are refused at once.
        Map<ModelChoice, Network> networks = new LinkedHashMap<>();
        for (ModelChoice model : models.items()) {
            networks.put(model, network(model, split.train()));
        }
        PrintWriter out = spec.commandLine().getOut();
        ReportText text = new ReportText(terminal);
        List<Measured> all = new ArrayList<>();
        List<ReportJson.Compared> compared = new ArrayList<>();
        int largestPool = 1;
        boolean failed = false;
        try (Interruption interruption = Interruption.watch()) {
            for (Map.Entry<ModelChoice, Network> entry : networks.entrySet()) {
                ModelChoice model = entry.getKey();
                if (interruption.isRequested()) {
                    break;
                }
                Threads used = chooseThreads(model);
                largestPool = Math.max(largestPool, Math.max(used.convolution(), used.matrix()));
                Measured measured = compare(model, entry.getValue(), split, used, interruption);
                if (!measured.report().rules().isEmpty()) {
                    all.add(measured);
                    compared.add(compared(measured));
                    out.println(text.table(measured));
                }
                for (Failure failure : measured.report().failures()) {
                    spec.commandLine().getErr().println(ReportText.failure(model, failure));
                    failed = true;
                }
                out.flush();
            }
            if (json.isPresent() && !all.isEmpty()) {
                new ReportJson(Version.current(), seed, largestPool, compared).write(json.orElseThrow());
            }
            if (!all.isEmpty()) {
                out.println(ReportText.conclusion(all, rules.items()));
            }
            if (interruption.isRequested()) {
                out.println(all.isEmpty() ? "Interrupted before anything was measured." : "Interrupted.");
                out.flush();
                return Interruption.EXIT_CODE;
            }
        }
        return failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private void requireSense() {
        if (steps.isPresent() && rules.items().stream().noneMatch(RuleChoice::takesSteps)) {
            throw misuse("--steps goes with il, ipc or fpa, none of which is in --rules");
        }
        if (gamma.isPresent() && rules.items().stream().noneMatch(RuleChoice::takesGamma)) {
            throw misuse("--gamma goes with il, z-il, ipc or fpa, none of which is in --rules");
        }
        json.ifPresent(file -> {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw misuse("--json: there is no folder '" + folder + "' to write '" + file.getFileName() + "' into");
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw misuse("--json: '" + file + "' exists and is no ordinary file");
            }
            if (!Files.isWritable(folder)) {
                throw misuse("--json: the folder '" + folder + "' cannot be written to");
            }
        });
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Network network(ModelChoice model, LabelledImages images) {
        try {
            return model.network(images.height(), images.width(), images.classes(), loss.loss());
        } catch (NetworkException | ShapeException e) {
            throw misuse("--model " + model.label() + " does not fit images of " + images.height() + "×"
                    + images.width() + ": " + e.getMessage());
        }
    }

    /** Thread counts change nothing between the rules, but much in how long they take; so they suit the model. */
    private Threads chooseThreads(ModelChoice model) {
        if (threads.isPresent() || !Threads.chosenByEnvironment()) {
            model.threads(threads.orElseGet(Threads::available)).use();
        }
        return Threads.current();
    }

    private Measured compare(
            ModelChoice model, Network network, Split<LabelledImages> split, Threads used, Interruption interruption) {
        LabelledImages train = split.train();
        Loss chosen = loss.loss();
        Shape sample = model.sample(train.height(), train.width());
        DType dtype = precision.dtype();
        Seed root = new Seed(seed);
        Batches batches = new Batches(train.as(sample), dtype, batch, root.derive("batches"));
        long updates = length.updates(batches.perEpoch());
        List<Rule> chosenRules = rules.items().stream()
                .map(rule -> rule.rule(steps, gamma, network.depth()))
                .toList();
        String title = model.label() + " on " + split.train().name() + ": " + network.parameterCount()
                + " parameters, " + loss.label() + ", " + precision.label() + ", batch " + batch + ", "
                + used.convolution() + "+" + used.matrix() + " threads";
        Supplier<Optimizer> optimizers = () -> optimizer.optimizer(learningRate);
        Shape output = network.outputs().get(0).shape();
        try (TensorScope scope = new TensorScope();
                Parameters initial = network.initialise(root.derive("weights"), dtype);
                Progress progress = Progress.of(
                        terminal,
                        model.label(),
                        updates,
                        interruption,
                        spec.commandLine().getErr())) {
            ComparisonReport report = new Comparison(network, initial, chosenRules, optimizers, root.derive("noise"))
                    .run(
                            update -> clamps(batches.get(update), chosen, output, dtype),
                            updates,
                            test(split.test(), sample, dtype),
                            progress);
            return new Measured(model, title, report);
        }
    }

    private static Clamps clamps(Batch batch, Loss loss, Shape output, DType dtype) {
        return Clamps.of(batch.inputs(), loss.targets(batch.targets(), output, dtype));
    }

    private static List<TestBatch> test(LabelledImages images, Shape sample, DType dtype) {
        Batches batches = new Batches(images.as(sample), dtype, TEST_BATCH, new Seed(0));
        List<TestBatch> all = new ArrayList<>();
        for (long i = 0; i < batches.perEpoch(); i++) {
            Batch next = batches.get(i);
            all.add(TestBatch.of(next.inputs(), next.targets()));
        }
        return all;
    }

    private ReportJson.Compared compared(Measured measured) {
        return new ReportJson.Compared(
                measured.model().label(),
                data.name(),
                precision.label(),
                loss.label(),
                measured.report().updates(),
                batch,
                measured.report().rules().stream().map(ReportJson.Ruled::of).toList());
    }
}
