package org.pcn4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.pcn4j.data.CsvFeatures;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.model.Answer;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Asks a trained network. */
@Command(
        name = "predict",
        description = "Ask a trained network: about images in files, texts, or rows of numbers.",
        footer = {
            "",
            "Images are scaled to the size that the network knows. A row's numbers have commas between. A text may be shorter "
                    + "than those of training where the network reads words, or is causal and predicts every next character.",
            "",
            "Examples: what a picture shows, with the three likeliest classes; all rows of a file; a text continued",
            "  pcn4j predict runs/20261126-035100-digits seven.png --top 3",
            "  pcn4j predict runs/20261126-040000-houses --rows new.csv --as csv \\",
            "      --output prices.csv",
            "  pcn4j predict runs/20261126-050000-shakespeare \"ROMEO:\" --continue 200 \\",
            "      --temperature 0.8 --seed 1"
        })
final class PredictCommand implements Callable<Integer> {
    private static final int AT_ONCE = 1024;
    private static final List<String> OF_CONTINUATIONS = List.of("--temperature", "--seed");
    private static final List<String> OF_ANSWERS = List.of("--top", "--as", "--invert", "--separator");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model's file, or the folder of a run that is over.")
    private Path model = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "SAMPLE",
            description = "An image file, a text or a row of numbers, whatever the network reads.")
    private List<String> samples = new ArrayList<>();

    @Option(
            names = "--rows",
            paramLabel = "FILE",
            description =
                    "Ask about all rows of a CSV file. With a header, columns are found by their names and others are"
                            + " passed over; without one, rows hold the features alone, in training's order.")
    private Optional<Path> rows = Optional.empty();

    @Option(
            names = "--separator",
            paramLabel = "C",
            converter = SeparatorConverter.class,
            description =
                    "Between the fields of --rows and of rows that are typed, one character, \\t for a tab (default: a"
                            + " comma).")
    private char separator = ',';

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "1",
            description = "How many classes to name, the likeliest first (default: 1).")
    private int top = 1;

    @Option(
            names = "--as",
            paramLabel = "FORM",
            converter = FormConverter.class,
            completionCandidates = FormConverter.class,
            defaultValue = "text",
            description =
                    "How to answer: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). CSV has one row a sample"
                            + " with all probabilities.")
    private AnswerForm form = AnswerForm.TEXT;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the answers into a file, whole or not at all, not to the standard output.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--invert",
            description = "Turn images' black into white, as where ink is dark on paper and was light in training.")
    private boolean invert;

    @Option(
            names = "--continue",
            paramLabel = "N",
            description = "Continue texts by N characters, each drawn from what the network says.")
    private Optional<Integer> length = Optional.empty();

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description =
                    "Of --continue: below 1 likely characters are drawn more often, 0 takes the likeliest (default: 1).")
    private Optional<Double> temperature = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            converter = Numbers.SeedNumber.class,
            description = "Of --continue: the same seed gives the same text (default: 1).")
    private Optional<Long> seed = Optional.empty();

    /** Reads how answers are written. */
    static final class FormConverter extends Choice<AnswerForm> {
        FormConverter() {
            super("form", AnswerForm.class);
        }
    }

    /** Reads what stands between fields. */
    static final class SeparatorConverter implements ITypeConverter<Character> {
        @Override
        public Character convert(String text) {
            String plain = text.equals("\\t") ? "\t" : text;
            if (plain.length() != 1 || "\"\r\n".contains(plain)) {
                throw new TypeConversionException(
                        "expected one character that is no quote, or \\t for a tab, found " + OneLine.quoted(text));
            }
            return plain.charAt(0);
        }
    }

    @Override
    public Integer call() throws IOException {
        requireQuestion();
        try (Model loaded = Model.load(Experiments.model(model))) {
            if (length.isPresent()) {
                write(continued(loaded));
            } else {
                Answers answers = new Answers(loaded.description(), top);
                answer(loaded, answers);
                write(answers.written(form));
            }
        }
        return ExitCode.OK;
    }

    private void requireQuestion() {
        if (top < 1) {
            throw misuse("--top: expected at least 1, found " + top);
        }
        if (samples.isEmpty() == rows.isEmpty()) {
            throw misuse(
                    samples.isEmpty()
                            ? "expected a sample, or --rows FILE"
                            : "expected samples or --rows FILE, found both");
        }
        if (length.isPresent() && (length.get() < 0 || rows.isPresent())) {
            throw misuse("--continue: expected at least 0 characters to add to a text, found "
                    + (rows.isPresent() ? "--rows" : length.get()));
        }
        if (!(temperature.orElse(1.0) >= 0 && Double.isFinite(temperature.orElse(1.0)))) {
            throw misuse("--temperature: expected a finite number of at least 0, found " + temperature.orElse(1.0));
        }
        for (String option : length.isPresent() ? OF_ANSWERS : OF_CONTINUATIONS) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw misuse(option
                        + (length.isPresent()
                                ? " does not go with --continue, which answers with the text alone"
                                : " goes with --continue N, which continues a text"));
            }
        }
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void answer(Model loaded, Answers answers) {
        Domain domain = loaded.description().domain();
        if (invert && !(domain instanceof Domain.Images)) {
            throw misuse("--invert turns images; the model reads " + domain.described());
        }
        if (spec.commandLine().getParseResult().hasMatchedOption("--separator") && !(domain instanceof Domain.Rows)) {
            throw misuse("--separator: the model reads " + domain.described() + ", not rows of numbers");
        }
        // All are read before any is answered: a bad one is refused at once.
        List<String> names = new ArrayList<>();
        List<double[]> read = new ArrayList<>();
        if (rows.isPresent()) {
            read.addAll(features(domain).read(rows.get()));
            IntStream.rangeClosed(1, read.size()).forEach(row -> names.add("row " + row));
        } else {
            names.addAll(samples);
            samples.forEach(sample -> read.add(sample(loaded, domain, sample)));
        }
        for (int from = 0; from < read.size(); from += AT_ONCE) {
            int to = Math.min(read.size(), from + AT_ONCE);
            List<Answer> said = said(loaded, names.subList(from, to), read.subList(from, to));
            for (int i = from; i < to; i++) {
                answers.add(names.get(i), said.get(i - from));
            }
        }
    }

    /** Asks about samples at once, and where that is refused one after another, to name the first of which it is. */
    private static List<Answer> said(Model loaded, List<String> names, List<double[]> read) {
        try {
            return loaded.predict(read.toArray(double[][]::new));
        } catch (IllegalArgumentException e) {
            if (read.size() == 1) {
                throw new IllegalArgumentException(names.get(0) + ": " + e.getMessage(), e);
            }
            return IntStream.range(0, read.size())
                    .mapToObj(i -> said(loaded, names.subList(i, i + 1), read.subList(i, i + 1))
                            .get(0))
                    .toList();
        }
    }

    private CsvFeatures features(Domain domain) {
        if (domain instanceof Domain.Rows known) {
            return CsvFeatures.of(known.columns()).separatedBy(separator);
        }
        throw misuse("--rows: the model reads " + domain.described() + ", not rows of numbers");
    }

    private double[] sample(Model loaded, Domain domain, String given) {
        if (domain instanceof Domain.Rows) {
            return features(domain).row(given);
        }
        double[] sample = loaded.preparation().read(given);
        if (invert) {
            return Arrays.stream(sample).map(pixel -> 1 - pixel).toArray();
        }
        if (loaded.preparation().isInverted(sample)) {
            spec.commandLine()
                    .getErr()
                    .println("warning: " + given + ": its border is "
                            + (loaded.preparation().border().orElse(0) < 0.5 ? "bright" : "dark")
                            + ", those of training were not: ask with --invert if ink and ground have changed places");
        }
        return sample;
    }

    private String continued(Model loaded) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        for (String prompt : samples) {
            out.println(loaded.continued(prompt, length.orElse(0), temperature.orElse(1.0), new Seed(seed.orElse(1L))));
        }
        return text.toString();
    }

    private void write(String text) throws IOException {
        if (output.isPresent()) {
            WholeFile.write(output.get(), text);
        } else {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        }
    }
}
