package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.settings.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
            converter = ModelConverter.class,
            defaultValue = "mlp",
            description = "The network: mlp, cnn, rnn, alexnet, vgg5, resnet18, resnet18-plain, lstm, transformer,"
                    + " autoencoder, or graph, which is spelled out node by node (default: mlp).")
    private String model = "mlp";

    @Option(names = "--force", description = "Replace a file that exists.")
    private boolean force;

    /** Reads the name of a model. */
    static final class ModelConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            List<String> names = new ArrayList<>();
            for (ModelChoice model : ModelChoice.values()) {
                names.add(model.label());
            }
            names.add("graph");
            if (!names.contains(text)) {
                throw new TypeConversionException(Words.unknown("model", text, names));
            }
            return text;
        }
    }

    @Override
    public Integer call() throws IOException {
        if (Files.exists(file) && !force) {
            throw new ParameterException(
                    spec.commandLine(), "'" + file + "' exists already: name another file, or give --force");
        }
        WholeFile.write(file, Experiment.usual(model).toTemplate());
        spec.commandLine().getOut().println("Wrote " + file + ". Run it: pcn4j train " + file);
        return ExitCode.OK;
    }
}
