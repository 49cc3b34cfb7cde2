package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.file.WholeFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes an experiment to begin with. */
@Command(
        name = "init",
        description = "Write an experiment file to begin with: every key, its default and what it means.",
        footer = {
            "",
            "Example: a convolutional network's experiment, then a run of it",
            "  pcn4j init --model cnn digits.yaml",
            "  pcn4j train digits.yaml"
        })
final class InitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = "experiment.yaml",
            description = "Where to write it (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("experiment.yaml");

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            completionCandidates = Names.Models.class,
            defaultValue = "mlp",
            description = "The network, one of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private String model = "mlp";

    @Option(names = "--force", description = "Replace a file that exists.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        if (Files.exists(file) && !force) {
            throw new ParameterException(
                    spec.commandLine(), "'" + file + "' exists already: name another file, or give --force");
        }
        WholeFile.write(file, byDefault().toTemplate());
        spec.commandLine().getOut().println("Wrote " + file + ". Run it: pcn4j train " + file);
        return ExitCode.OK;
    }

    private Experiment byDefault() {
        try {
            return Experiment.byDefault(model);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--model: " + e.getMessage(), e);
        }
    }
}
