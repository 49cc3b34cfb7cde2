package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pcn4j.data.ImageFile;
import org.pcn4j.train.model.Answer;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a trained network. */
@Command(
        name = "predict",
        description = "Ask a trained network: about images in files, texts, or rows of numbers.",
        footer = {
            "",
            "Images are scaled to the size that the network knows. A row's numbers have commas between. A text is as long",
            "as a sample, or shorter where the network reads words.",
            "",
            "Example: what a picture shows, with the three likeliest classes",
            "  pcn4j predict runs/20261126-035100-digits seven.png --top 3"
        })
final class PredictCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model's file, or the folder of a run that is over.")
    private Path model = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "SAMPLE",
            description = "An image file, a text or a row of numbers, whatever the network reads.")
    private List<String> samples = new ArrayList<>();

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "1",
            description = "How many classes to name, the likeliest first (default: 1).")
    private int top = 1;

    @Override
    public Integer call() throws IOException {
        if (top < 1) {
            throw new ParameterException(spec.commandLine(), "--top: expected at least 1, found " + top);
        }
        try (Model loaded = Model.load(Experiments.model(model))) {
            Domain domain = loaded.description().domain();
            // All are read before any is answered: a bad one is refused at once.
            float[][] read = new float[samples.size()][];
            for (int i = 0; i < read.length; i++) {
                read[i] = sample(loaded, domain, samples.get(i));
            }
            List<Answer> answers = loaded.predict(read);
            for (int i = 0; i < read.length; i++) {
                spec.commandLine().getOut().println(samples.get(i) + ": " + told(domain, answers.get(i)));
            }
        }
        return ExitCode.OK;
    }

    private static float[] sample(Model model, Domain domain, String given) {
        if (domain instanceof Domain.Images images) {
            return new ImageFile(Path.of(given)).read(images.channels(), images.height(), images.width());
        } else if (domain instanceof Domain.Rows) {
            return row(given);
        }
        try {
            return model.encoded(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + given + "': " + e.getMessage(), e);
        }
    }

    private static float[] row(String given) {
        String[] cells = given.split(",", -1);
        float[] numbers = new float[cells.length];
        for (int i = 0; i < cells.length; i++) {
            try {
                numbers[i] = Float.parseFloat(cells[i].strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "'" + given + "': number " + (i + 1) + ": expected a number, found '" + cells[i].strip() + "'",
                        e);
            }
        }
        return numbers;
    }

    private String told(Domain domain, Answer answer) {
        if (answer.label().isEmpty()) {
            return Arrays.toString(answer.outputs());
        }
        if (answer.probabilities().isEmpty()) {
            return answer.label();
        }
        List<String> classes = domain.classes();
        return IntStream.range(0, classes.size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        (Integer label) -> -answer.probabilities().get(label)))
                .limit(top)
                .map(label -> String.format(
                        Locale.ROOT,
                        "%s %s",
                        classes.get(label),
                        Experiments.percent(answer.probabilities().get(label))))
                .collect(Collectors.joining(", "));
    }
}
