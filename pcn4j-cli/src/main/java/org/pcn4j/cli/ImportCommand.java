package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.pcn4j.train.model.Description;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.model.Renaming;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a model of weights from elsewhere. */
@Command(
        name = "import",
        description = "Make a model of weights from elsewhere, as PyTorch's, for a network that a model describes.",
        footer = {
            "",
            "What samples are, how they are normalized and what classes are called is the model's: the weights must have "
                    + "learned from such samples.",
            "",
            "Example: weights of a PyTorch module whose layers are called otherwise, which can then be asked",
            "  pcn4j import runs/20261126-035100-digits torch.safetensors \\",
            "      imported.safetensors --rename net.0=fc1",
            "  pcn4j predict imported.safetensors seven.png"
        })
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A model's file, or the folder of a run that is over, whose network it is.")
    private Path model = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "WEIGHTS",
            description = "Weights in the safetensors format, as of PyTorch's state_dict.")
    private Path weights = Path.of("");

    @Parameters(index = "2", paramLabel = "FILE", description = "Where to write the model.")
    private Path file = Path.of("");

    @Option(names = "--force", description = "Replace a file that exists.")
    private boolean force;

    @Mixin
    private RenameOption renamed = new RenameOption();

    @Override
    public Integer call() throws IOException {
        Renaming renaming = renamed.renaming(spec);
        if (Files.exists(file) && !force) {
            throw new ParameterException(
                    spec.commandLine(), "'" + file + "' exists already: name another file, or give --force");
        }
        Description description;
        try (Model described = Model.load(Experiments.model(model))) {
            description = described.description();
        }
        try (Model imported = Model.importing(weights, description, renaming, this::warn)) {
            imported.save(file);
        }
        spec.commandLine().getOut().println("Wrote " + file);
        return ExitCode.OK;
    }

    private void warn(String warning) {
        spec.commandLine().getErr().println("warning: " + warning);
    }
}
