package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.tensor.Platform;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.ExperimentRun;
import org.pcn4j.train.experiment.LastData;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.experiment.RunState;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.model.Renaming;
import org.pcn4j.train.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Evaluates a trained network by the test samples. */
@Command(
        name = "evaluate",
        description = "Evaluate a run's network by the test samples, or by those held back for validation.",
        footer = {
            "",
            "Example: the network that did best on the validation samples, evaluated by the test samples",
            "  pcn4j evaluate runs/20261126-035100-digits --state best",
            "Example: weights of a PyTorch module, whose layers are called otherwise",
            "  pcn4j evaluate runs/20261126-035100-digits --weights torch.safetensors \\",
            "      --rename net.0=fc1 --rename net.2=out"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "RUN", description = "The folder of a run, which may still be training.")
    private Path run = Path.of("");

    @Option(
            names = "--state",
            paramLabel = "STATE",
            converter = StateConverter.class,
            completionCandidates = StateConverter.class,
            description = "Which of the network's states, as they were after training or when it did best on the"
                    + " validation samples: ${COMPLETION-CANDIDATES} (default: last).")
    private Optional<RunState> state = Optional.empty();

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "Weights in the safetensors format in place of the run's, as of PyTorch's state_dict.")
    private Optional<Path> weights = Optional.empty();

    @Mixin
    private RenameOption renamed = new RenameOption();

    @Option(names = "--validation", description = "By the validation samples, not those for testing.")
    private boolean validation;

    @Mixin
    private DataOptions data;

    EvaluateCommand(Terminal terminal, DataSets sets) {
        this.data = new DataOptions(terminal, sets);
    }

    private void warn(String warning) {
        spec.commandLine().getErr().println("warning: " + warning);
    }

    /** Reads a state. */
    static final class StateConverter extends Choice<RunState> {
        StateConverter() {
            super("state", RunState.class);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Renaming renaming = renamed.renaming(spec);
        if (weights.isEmpty() && !renaming.equals(Renaming.NONE)) {
            throw new ParameterException(
                    spec.commandLine(), "--rename: expected --weights FILE as well, the file whose names are replaced");
        }
        if (weights.isPresent() && state.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "expected one of --weights and --state, each of which says what is evaluated");
        }
        RunFolder folder = RunFolder.open(run);
        Platform.preload();
        Prepared prepared = prepared(folder);
        try (Model model = weights.isPresent()
                ? RunState.imported(prepared, weights.orElseThrow(), renaming, this::warn)
                : RunState.model(folder, prepared, state.orElse(RunState.LAST), this::warn)) {
            Evaluation found = prepared.evaluator()
                    .evaluate(
                            model.parameters(),
                            validation
                                    ? prepared.validation()
                                            .orElseThrow(() -> new IllegalArgumentException(
                                                    "the run held no samples back for validation"))
                                    : prepared.test());
            spec.commandLine()
                    .getOut()
                    .println((validation ? "Validation: " : "Test: ") + Experiments.described(found));
        }
        return ExitCode.OK;
    }

    /** A network that learned in fused arithmetic answers in what this machine has: no rule is carried out. */
    private Prepared prepared(RunFolder folder) throws InterruptedException {
        Experiment experiment = Experiment.read(folder.path().resolve("experiment.yaml"), List.of());
        boolean exact = experiment.arithmetic().filter(Arithmetic.EXACT::equals).isPresent();
        List<String> changes = exact ? List.of() : List.of("arithmetic=none");
        return ExperimentRun.open(folder, changes, List.of(), new LastData(data.access()))
                .prepared();
    }
}
