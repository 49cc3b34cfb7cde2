package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.pcn4j.analysis.Diagnosis;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.Backends;
import org.pcn4j.train.Evaluator;
import org.pcn4j.train.RuleSchedule;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.ExperimentException;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.experiment.RunState;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.report.DiagnosedRun;
import org.pcn4j.train.report.Report;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells how far a rule is from equilibrium and from backpropagation. */
@Command(
        name = "diagnose",
        description = "Measure on one batch how far a rule's inference is from equilibrium, and its update from"
                + " backpropagation's; with the first weights of an experiment or with those of a run, whose report then"
                + " shows it.",
        footer = {
            "",
            "Example: inference learning of the default network, before training",
            "  pcn4j diagnose --rule il --gamma 0.2",
            "Example: a run as it was when it did best on the validation samples",
            "  pcn4j diagnose runs/20261126-035100-digits --state best"
        })
final class DiagnoseCommand implements Callable<Integer> {
    private static final int USUAL_SAMPLES = 16;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ModelOption subject;

    @Mixin
    private RuleOptions rule = new RuleOptions();

    @Option(
            names = "--samples",
            paramLabel = "N",
            converter = Numbers.Count.class,
            defaultValue = "" + USUAL_SAMPLES,
            description =
                    "How many samples are looked at, the first of those held back for validation, or else of the test"
                            + " samples (default: ${DEFAULT-VALUE}).")
    private int samples = USUAL_SAMPLES;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            converter = EvaluateCommand.StateConverter.class,
            completionCandidates = EvaluateCommand.StateConverter.class,
            description = "Which state of a run's network, as it was after training or when it did best on the"
                    + " validation samples: ${COMPLETION-CANDIDATES} (default: last).")
    private Optional<RunState> state = Optional.empty();

    @Mixin
    private JsonOption json = new JsonOption();

    DiagnoseCommand(Terminal terminal, DataSets sets) {
        this.subject = new ModelOption(terminal, sets);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ExperimentRequest asked = rule.of(subject.request());
        Optional<RunFolder> run = asked.file().filter(Files::isDirectory).map(this::opened);
        if (run.isEmpty() && state.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--state: expected the folder of a run, whose states it chooses from");
        }
        ExperimentRequest request =
                run.map(folder -> asked.withFile(settings(folder))).orElse(asked);
        Experiment experiment = request.read();
        Experiments.requireForward(experiment, spec.commandLine());
        Platform.preload();
        Prepared prepared;
        try {
            prepared = experiment.prepare(subject.access());
        } catch (ExperimentException e) {
            throw request.misuse(e);
        }
        undivided(prepared.useThreads()).use();
        Experiments.tellMissing(prepared.backends(), spec);
        DiagnosedRun found = found(prepared, run);
        run.ifPresent(folder -> {
            found.write(folder);
            Report.write(folder);
        });
        String model = experiment.model().name();
        if (json.isWanted()) {
            Json.print(new Document(model, found), spec.commandLine().getOut());
        } else {
            new DiagnosisText(model, found).lines().forEach(spec.commandLine().getOut()::println);
            run.ifPresent(folder -> spec.commandLine().getOut().println("Report " + folder.report()));
        }
        return ExitCode.OK;
    }

    private RunFolder opened(Path folder) {
        try {
            return RunFolder.open(folder);
        } catch (RunException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Workers that share a batch add Δθ up in another order; rules whose batches they cannot share would seem to differ. */
    private static Threads undivided(Threads used) {
        return new Threads(used.convolution(), used.matrix() * used.workers(), 1, used.oneDnn());
    }

    /** A diagnosis, for other programs. */
    record Document(String model, long update, String among, Optional<String> arithmetic, Diagnosis diagnosis) {
        Document(String model, DiagnosedRun found) {
            this(model, found.update(), found.among(), found.arithmetic(), found.diagnosis());
        }
    }

    private static Path settings(RunFolder run) {
        return run.path().resolve("experiment.yaml");
    }

    private DiagnosedRun found(Prepared prepared, Optional<RunFolder> run) throws IOException {
        if (run.isEmpty()) {
            try (Parameters parameters = prepared.parameters()) {
                return found(prepared, parameters, 0);
            }
        }
        RunState chosen = state.orElse(RunState.LAST);
        try (Model model = RunState.model(run.get(), prepared, chosen, this::warn)) {
            return found(prepared, model.parameters(), updates(run.get(), chosen));
        }
    }

    private static Backends backends(Prepared prepared, Rule rule) {
        return prepared.trainer(RuleSchedule.of(rule))
                .backends(prepared.experiment().dtype().dtype());
    }

    private static long updates(RunFolder run, RunState state) throws IOException {
        return CheckpointFolder.updates(RunState.file(run, state));
    }

    private void warn(String warning) {
        spec.commandLine().getErr().println("warning: " + warning);
    }

    private DiagnosedRun found(Prepared prepared, Parameters parameters, long update) {
        Samples from = prepared.validation().orElse(prepared.test());
        String among = prepared.validation().isPresent() ? "validation samples" : "test samples";
        Rule learning = prepared.experiment().firstRule(prepared.network().depth());
        int[] indices = IntStream.range(0, Math.min(samples, from.size())).toArray();
        try (TensorScope scope = new TensorScope();
                Batch batch = from.batch(indices, parameters.dtype())) {
            Clamps clamps = Evaluator.clamps(prepared.network(), batch, parameters.dtype());
            Seed noise = new Seed(prepared.experiment().seed()).derive("diagnose");
            return new DiagnosedRun(
                    update,
                    among,
                    Optional.of(backends(prepared, learning).toString()),
                    Diagnosis.of(prepared.network(), parameters, clamps, learning, prepared::optimizer, noise));
        }
    }
}
