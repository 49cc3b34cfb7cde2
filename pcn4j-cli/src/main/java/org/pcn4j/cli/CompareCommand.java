package org.pcn4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.pcn4j.analysis.Comparison;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.analysis.ComparisonReport.Failure;
import org.pcn4j.analysis.TestBatch;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.data.Samples;
import org.pcn4j.function.Loss;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.Clamps;
import org.pcn4j.inference.Shares;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.LoadedData;
import org.pcn4j.train.experiment.Precision;
import org.pcn4j.train.experiment.RuleChoice;
import org.pcn4j.train.experiment.Task;
import org.pcn4j.train.file.LibraryVersion;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.model.Answers;
import org.pcn4j.train.model.LossChoice;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
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
            "  pcn4j compare --model cnn --data mnist --data-dir DIR --rules bp,z-il \\",
            "      --epochs 3",
            "",
            "docs/command-line.md explains the table, docs/learning-rules.md the rules, and docs/exactness.md when they"
                    + " equal backpropagation."
        })
final class CompareCommand implements Callable<Integer> {
    private static final int TEST_BATCH = 250;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            converter = ModelChoice.Several.class,
            defaultValue = "all",
            description =
                    "mlp, cnn, rnn, alexnet, vgg5, resnet18, resnet18-plain, lstm, transformer, autoencoder, several"
                            + " with commas between, all (the first three) or all-graphs (the others) (default: all).")
    private Listed<ModelChoice> models = new Listed<>(List.of());

    @Option(
            names = "--data",
            paramLabel = "DATA",
            converter = DataSource.One.class,
            completionCandidates = DataNames.class,
            description = "Generated: digits, shapes, words, reber, markov. Published: mnist, fashion-mnist, kmnist,"
                    + " cifar10, cifar100, names, tinyshakespeare; of your own data folder: qmnist, emnist. Or a folder with the four files of MNIST (default: digits, shapes, words or"
                    + " markov, by the model).")
    private Optional<DataSource> data = Optional.empty();

    @Mixin
    private DataOptions places;

    @Option(
            names = "--rules",
            paramLabel = "RULES",
            converter = RuleOption.Several.class,
            defaultValue = "bp,il,z-il",
            description = "Of bp, il, z-il, z-il-unlevelled, ipc, fpa, with commas between, or all"
                    + " (default: bp,il,z-il).")
    private Listed<RuleChoice> rules = new Listed<>(List.of());

    @ArgGroup
    private Length length = new Length();

    /** How long to train. */
    static final class Length {
        @Option(
                names = "--updates",
                paramLabel = "N",
                converter = Numbers.Count.class,
                description = "Updates of each rule (default: 200 for mlp, cnn and rnn; 20 to 100 for the others).")
        private Optional<Integer> updates = Optional.empty();

        @Option(
                names = "--epochs",
                paramLabel = "N",
                converter = Numbers.Count.class,
                description = "Passes over the training samples, instead of --updates.")
        private Optional<Integer> epochs = Optional.empty();

        long updates(long perEpoch, int usual) {
            return epochs.map(count -> count * perEpoch).orElseGet(() -> (long) updates.orElse(usual));
        }
    }

    @Option(
            names = "--batch",
            paramLabel = "B",
            converter = Numbers.Count.class,
            description = "Samples in a batch (default: 64 for mlp, cnn, rnn and lstm; 16 for the others).")
    private Optional<Integer> batch = Optional.empty();

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
            converter = PrecisionOption.class,
            defaultValue = "float32",
            description = "float32 or float64 (default: float32).")
    private Precision precision = Precision.FLOAT32;

    @Option(
            names = "--loss",
            paramLabel = "LOSS",
            converter = LossOption.class,
            description = "squared-error or cross-entropy (default: cross-entropy; squared-error for the autoencoder).")
    private Optional<LossChoice> loss = Optional.empty();

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
            description = "Write what was measured to a file as well, whole or not at all; - prints it to standard"
                    + " output, and the tables to standard error.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "Threads (default: OMP_NUM_THREADS, or one a processor).")
    private Optional<Integer> threads = Optional.empty();

    CompareCommand(Terminal terminal, DataSets sets) {
        this.terminal = terminal;
        this.places = new DataOptions(terminal, sets);
    }

    /** A model with what it learns from, by what loss. */
    private record Prepared(
            ModelChoice model, DataSource source, Task task, Network network, LossChoice loss, int batch) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireSense();
        DataAccess access = places.access();
        Platform.preload();
        // All networks are built before any is trained: data that do not fit one of them are refused at once.
        Map<DataSource, LoadedData> loaded = new HashMap<>();
        List<Prepared> all = new ArrayList<>();
        for (ModelChoice model : models.items()) {
            DataSource source = data.orElse(model.usualData());
            if (!loaded.containsKey(source)) {
                loaded.put(source, source.load(access, seed));
            }
            all.add(prepared(model, source, Objects.requireNonNull(loaded.get(source))));
        }
        try (Interruption interruption = Interruption.watch()) {
            return compare(all, interruption);
        }
    }

    private Prepared prepared(ModelChoice model, DataSource source, LoadedData found) {
        try {
            Task task = model.task(found);
            LossChoice chosen = loss.orElse(task.answers().usualLoss());
            if (task.answers() == Answers.NUMBERS && chosen == LossChoice.CROSS_ENTROPY) {
                throw misuse("--loss cross-entropy does not go with --model " + model.label()
                        + ", which answers with numbers, not classes");
            }
            int size = batch.orElse(model.usualBatch());
            if (size > task.samples().train().size()) {
                throw misuse("--batch: " + size + " is more than the "
                        + task.samples().train().size() + " training samples of " + source.name());
            }
            return new Prepared(model, source, task, task.network(chosen), chosen, size);
        } catch (NetworkException | ShapeException e) {
            throw misuse("--model " + model.label() + " does not fit " + found.kind() + ": " + e.getMessage());
        }
    }

    private int compare(List<Prepared> prepared, Interruption interruption) throws IOException {
        // Standard output holds one document, if one is asked for there.
        PrintWriter out = jsonToOutput()
                ? spec.commandLine().getErr()
                : spec.commandLine().getOut();
        ReportText text = new ReportText(terminal);
        List<Measured> all = new ArrayList<>();
        List<ReportJson.Compared> compared = new ArrayList<>();
        int mostThreads = 1;
        boolean failed = false;
        for (Prepared next : prepared) {
            if (interruption.isRequested()) {
                break;
            }
            Threads used = chooseThreads(next);
            mostThreads = Math.max(mostThreads, used.most());
            Measured measured = compare(next, used, interruption);
            if (!measured.isEmpty()) {
                all.add(measured);
                compared.add(compared(next, measured));
                out.println(text.table(measured));
            }
            for (Failure failure : measured.report().failures()) {
                spec.commandLine().getErr().println(ReportText.failure(next.model(), failure));
                failed = true;
            }
            out.flush();
        }
        ReportJson document = new ReportJson(LibraryVersion.current(), seed, mostThreads, compared);
        if (jsonToOutput()) {
            Json.print(document, spec.commandLine().getOut());
        } else if (json.isPresent() && !all.isEmpty()) {
            WholeFile.write(json.orElseThrow(), Json.text(document));
        }
        if (!all.isEmpty()) {
            ReportText.LEGEND.forEach(out::println);
            out.println();
            out.println(ReportText.conclusion(all, rules.items()));
        }
        if (interruption.isRequested()) {
            out.println(all.isEmpty() ? "Interrupted before anything was measured." : "Interrupted.");
            out.flush();
            return Interruption.EXIT_CODE;
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
        String complaint = json.filter(file -> !jsonToOutput())
                .flatMap(WholeFile::complaint)
                .orElse("");
        if (!complaint.isEmpty()) {
            throw misuse("--json: " + complaint);
        }
    }

    private boolean jsonToOutput() {
        return json.filter(file -> file.toString().equals("-")).isPresent();
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Thread counts change nothing between the rules, but much in how long they take; so they suit the model. */
    private Threads chooseThreads(Prepared prepared) {
        if (threads.isPresent() || !Threads.chosenByEnvironment()) {
            int count = threads.orElseGet(Threads::available);
            Shares.suited(prepared.network(), prepared.batch(), count).use();
        }
        return Threads.current();
    }

    private Measured compare(Prepared prepared, Threads used, Interruption interruption) {
        ModelChoice model = prepared.model();
        Network network = prepared.network();
        Samples train = prepared.task().samples().train();
        Loss chosen = prepared.loss().loss();
        DType dtype = precision.dtype();
        Seed root = new Seed(seed);
        Batches batches = new Batches(train, dtype, prepared.batch(), root.derive("batches"));
        long updates = length.updates(batches.perEpoch(), model.usualUpdates());
        List<Rule> chosenRules = rules.items().stream()
                .map(rule -> rule.rule(steps, gamma, network.depth()))
                .toList();
        String title = model.label() + " on " + train.name() + ": " + network.parameterCount() + " parameters, "
                + prepared.loss().label() + ", " + precision.label() + ", batch " + prepared.batch() + ", "
                + used;
        Supplier<Optimizer> optimizers = () -> optimizer.optimizer(learningRate);
        boolean classes = prepared.task().answers() == Answers.CLASSES;
        Shape output = network.outputs().get(0).shape();
        try (TensorScope scope = new TensorScope();
                Parameters initial = network.initialize(root.derive("weights"), dtype);
                Progress progress = Progress.of(
                        terminal,
                        model.label(),
                        updates,
                        interruption,
                        spec.commandLine().getErr())) {
            ComparisonReport report = new Comparison(network, initial, chosenRules, optimizers, root.derive("noise"))
                    .run(
                            update -> {
                                Batch batch = batches.get(update);
                                return Clamps.of(
                                        batch.inputs(),
                                        classes ? chosen.targets(batch.targets(), output, dtype) : batch.targets());
                            },
                            updates,
                            classes ? test(prepared.task().samples().test(), dtype) : List.of(),
                            progress);
            return new Measured(
                    model, title, rules.items().stream().map(RuleChoice::label).toList(), report);
        }
    }

    private static List<TestBatch> test(Samples samples, DType dtype) {
        Batches batches = new Batches(samples, dtype, TEST_BATCH, new Seed(0));
        List<TestBatch> all = new ArrayList<>();
        for (long i = 0; i < batches.perEpoch(); i++) {
            Batch next = batches.get(i);
            all.add(TestBatch.of(next.inputs(), next.targets()));
        }
        return all;
    }

    private ReportJson.Compared compared(Prepared prepared, Measured measured) {
        List<ReportJson.Ruled> ruled = new ArrayList<>();
        measured.each(rule -> ruled.add(ReportJson.Ruled.of(rule)), failure -> ruled.add(ReportJson.Ruled.of(failure)));
        return new ReportJson.Compared(
                measured.model().label(),
                prepared.source().name(),
                precision.label(),
                prepared.loss().label(),
                measured.report().updates(),
                prepared.batch(),
                ruled);
    }
}
