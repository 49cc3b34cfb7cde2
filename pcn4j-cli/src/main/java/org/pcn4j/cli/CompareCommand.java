package org.pcn4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pcn4j.analysis.ComparisonReport.Failure;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.Backends;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.ExperimentException;
import org.pcn4j.train.experiment.LastData;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.experiment.RuleComparison;
import org.pcn4j.train.file.LibraryVersion;
import org.pcn4j.train.file.WholeFile;
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
                "Train an experiment, or networks by their names, by several learning rules side by side, from the same"
                        + " weights on the same batches, and show how far each ends from backpropagation.",
        footer = {
            "",
            "Example: zero-divergence inference learning against backpropagation on MNIST, three epochs",
            "  pcn4j compare --model cnn --data mnist --data-dir DIR --rules bp,z-il \\",
            "      --epochs 3",
            "Example: an experiment of your own, as long as it says",
            "  pcn4j compare digits.yaml --rules bp,z-il",
            "",
            "docs/command-line.md explains the table, docs/learning-rules.md the rules, and docs/exactness.md when they"
                    + " equal backpropagation."
        })
final class CompareCommand implements Callable<Integer> {
    private static final String NOTHING = "Interrupted before anything was measured.";

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ExperimentOptions options;

    @Option(
            names = {"--model", "--models"},
            paramLabel = "MODELS",
            completionCandidates = Names.SeveralModels.class,
            description = "Networks, with commas between, each as --set model=MODEL, or a word for several:"
                    + " ${COMPLETION-CANDIDATES} (default: the experiment's, or " + Names.ALL + ", those that learn"
                    + " digits, where there is none).")
    private Optional<String> models = Optional.empty();

    @Option(
            names = "--rules",
            paramLabel = "RULES",
            completionCandidates = Names.SeveralRules.class,
            description = "Learning rules, with commas between: ${COMPLETION-CANDIDATES}, those that learn the network"
                    + " (default: " + ComparedExperiments.RULES + " and the experiment's).")
    private Optional<String> rules = Optional.empty();

    @Mixin
    private TrainingOptions training = new TrainingOptions();

    @Option(
            names = "--steps",
            paramLabel = "T",
            description = "The inference steps of all rules that take them, as --set rule.steps=T of each.")
    private Optional<String> steps = Optional.empty();

    @Option(
            names = "--gamma",
            paramLabel = "G",
            description = "The integration step of all rules that take it, as --set rule.gamma=G of each.")
    private Optional<String> gamma = Optional.empty();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write what was measured to a file as well, whole or not at all; - prints it to standard"
                    + " output, and the tables to standard error.")
    private Optional<Path> json = Optional.empty();

    CompareCommand(Terminal terminal, DataSets sets) {
        this.terminal = terminal;
        this.options = new ExperimentOptions(terminal, sets);
    }

    @Override
    public Integer call() throws IOException {
        String complaint = json.filter(file -> !jsonToOutput())
                .flatMap(WholeFile::complaint)
                .orElse("");
        if (!complaint.isEmpty()) {
            throw misuse("--json: " + complaint);
        }
        List<ComparedExperiments.Compared> asked = asked();
        asked.forEach(each -> Experiments.requireForward(each.experiment(), spec.commandLine()));
        LastData lastData = new LastData(options.access());
        Platform.preload();
        try (Interruption interruption = Interruption.watch()) {
            // What is said comes before the interruption is closed, which lets a process that was asked to end do so.
            try {
                return compare(prepared(asked, lastData, interruption), interruption);
            } catch (InterruptedException e) {
                spec.commandLine().getOut().println(NOTHING);
                return Interruption.EXIT_CODE;
            }
        }
    }

    /** Prepares all before any is trained: data that do not fit one, and a rule that does not learn it, are refused at once. */
    private List<RuleComparison> prepared(
            List<ComparedExperiments.Compared> asked, LastData lastData, Interruption interruption)
            throws InterruptedException {
        List<RuleComparison> all = new ArrayList<>();
        for (ComparedExperiments.Compared each : asked) {
            RuleComparison comparison = RuleComparison.of(prepared(each, lastData, interruption), each.rules());
            all.add(isGroup() ? ofFitting(comparison) : fitting(comparison, each));
        }
        return all;
    }

    /** Whether rules or networks are asked for by a word for several, of which some may have no part in others. */
    private boolean isGroup() {
        return rules.equals(Optional.of(Names.ALL))
                || networks(options.request())
                        .filter(Names.groupsOfModels()::containsKey)
                        .isPresent();
    }

    private RuleComparison ofFitting(RuleComparison comparison) {
        RuleComparison fitting = comparison.ofFitting();
        if (!rules.equals(Optional.of(Names.ALL))) {
            comparison.rules().stream()
                    .filter(rule -> !fitting.rules().contains(rule))
                    .forEach(rule -> spec.commandLine()
                            .getErr()
                            .println("note: " + rule.name() + " does not learn "
                                    + comparison.prepared().experiment().model().name() + ", and has no part in it"));
        }
        return fitting;
    }

    private static RuleComparison fitting(RuleComparison comparison, ComparedExperiments.Compared asked) {
        try {
            return comparison.requireFitting();
        } catch (ExperimentException e) {
            throw asked.request().misuse(e);
        }
    }

    /** Reads what is to be compared, model by model. */
    private List<ComparedExperiments.Compared> asked() {
        ExperimentRequest common = training.of(options.request());
        Optional<List<String>> ruleNames = rules.map(text -> list("rule", text, Map.of(Names.ALL, Names.comparable())));
        ComparedExperiments reading = new ComparedExperiments(ruleNames, steps, gamma);
        return models(common).stream().map(reading::read).toList();
    }

    /** Returns the networks that are asked for by their names; nothing where the experiment's is. */
    private Optional<String> networks(ExperimentRequest request) {
        boolean isChosen = request.file().isPresent() || request.says("model");
        return isChosen ? models : models.or(() -> Optional.of(Names.ALL));
    }

    private List<ExperimentRequest> models(ExperimentRequest request) {
        return networks(request)
                .map(text -> list("model", text, Names.groupsOfModels()).stream()
                        .map(name -> request.with("--model " + name, List.of("model=" + name)))
                        .toList())
                .orElse(List.of(request));
    }

    private List<String> list(String what, String text, Map<String, List<String>> groups) {
        try {
            return Names.list(what, text, groups);
        } catch (IllegalArgumentException e) {
            throw misuse((what.equals("rule") ? "--rules: " : "--model: ") + e.getMessage());
        }
    }

    private static Prepared prepared(ComparedExperiments.Compared asked, LastData lastData, Interruption interruption)
            throws InterruptedException {
        try {
            return interruption.givingUp(() -> lastData.prepare(asked.experiment()));
        } catch (ExperimentException e) {
            throw asked.request().misuse(e);
        }
    }

    private int compare(List<RuleComparison> comparisons, Interruption interruption) throws IOException {
        // Standard output holds one document, if one is asked for there.
        PrintWriter out = jsonToOutput()
                ? spec.commandLine().getErr()
                : spec.commandLine().getOut();
        ReportText text = new ReportText(terminal);
        List<Measured> all = new ArrayList<>();
        List<ReportJson.Compared> compared = new ArrayList<>();
        int mostThreads = 1;
        boolean failed = false;
        boolean isTold = false;
        for (RuleComparison next : comparisons) {
            if (interruption.isRequested()) {
                break;
            }
            Threads used = next.prepared().useThreads();
            mostThreads = Math.max(mostThreads, used.most());
            Backends backends = next.backends();
            isTold = isTold || Experiments.tellMissing(backends, spec);
            Measured measured = compare(next, backends, used, interruption);
            if (!measured.isEmpty()) {
                all.add(measured);
                compared.add(ReportJson.Compared.of(next.prepared().experiment(), measured));
                out.println(text.table(measured));
            }
            for (Failure failure : measured.report().failures()) {
                spec.commandLine().getErr().println(ReportText.failure(measured, failure));
                failed = true;
            }
            out.flush();
        }
        write(new ReportJson(
                LibraryVersion.current(),
                comparisons.get(0).prepared().experiment().seed(),
                mostThreads,
                compared));
        if (!all.isEmpty()) {
            ReportText.LEGEND.forEach(out::println);
            out.println();
            out.println(ReportText.conclusion(all));
        }
        if (interruption.isRequested()) {
            out.println(all.isEmpty() ? NOTHING : "Interrupted.");
            out.flush();
            return Interruption.EXIT_CODE;
        }
        return failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private void write(ReportJson document) throws IOException {
        if (jsonToOutput()) {
            Json.print(document, spec.commandLine().getOut());
        } else if (json.isPresent() && !document.comparisons().isEmpty()) {
            WholeFile.write(json.orElseThrow(), Json.text(document));
        }
    }

    private boolean jsonToOutput() {
        return json.filter(file -> file.toString().equals("-")).isPresent();
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Measured compare(RuleComparison comparison, Backends backends, Threads used, Interruption interruption) {
        Experiment experiment = comparison.prepared().experiment();
        String model = experiment.model().name();
        String title = model + " on " + comparison.prepared().train().name() + ": "
                + comparison.prepared().network().parameterCount() + " parameters, "
                + experiment.loss().name() + ", " + experiment.dtype().label() + ", batch " + experiment.batch() + ", "
                + used;
        PrintWriter err = spec.commandLine().getErr();
        comparison.warnings().forEach(warning -> err.println("warning: " + model + ": " + warning));
        err.flush();
        try (Progress progress = Progress.of(terminal, model, comparison.updates(), interruption, err)) {
            return new Measured(model, title, comparison.rules(), backends, comparison.run(progress));
        }
    }
}
