package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.onnx.Onnx;
import org.pcn4j.train.onnx.OnnxOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a trained network for other programs. */
@Command(
        name = "export",
        description = "Write a trained network as an ONNX model, which other programs run.",
        footer = {
            "",
            "Inputs are samples as they are read: what normalizes them is part of the model, and so is what scales answers "
                    + "back. The names of classes, columns and symbols are in its metadata.",
            "",
            "Example: a run's network, with probabilities in place of scores",
            "  pcn4j export runs/20261126-035100-digits digits.onnx --probabilities"
        })
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model's file, or the folder of a run that is over.")
    private Path model = Path.of("");

    @Parameters(index = "1", paramLabel = "FILE", description = "Where to write it.")
    private Path file = Path.of("");

    @Option(names = "--probabilities", description = "Answer with probabilities, not scores.")
    private boolean probabilities;

    @Override
    public Integer call() throws IOException {
        try (Model loaded = Model.load(Experiments.model(model))) {
            OnnxOptions options = OnnxOptions.defaults();
            Onnx.write(file, loaded, probabilities ? options.withProbabilities() : options);
        }
        spec.commandLine().getOut().println("Wrote " + file);
        return ExitCode.OK;
    }
}
