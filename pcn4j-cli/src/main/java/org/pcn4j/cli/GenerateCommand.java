package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.pcn4j.systems.generative.Ability;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.report.Gallery;
import org.pcn4j.train.report.PictureTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a trained network make samples. */
@Command(
        name = "generate",
        description = "Have a trained network make images: of a label, or of whatever it learned.",
        footer = {
            "",
            "Models that are asked from any end do so: bidirectional, pc-graph and generator.",
            "",
            "Examples: ten images of a 3; one of each label, or samples where there are no labels",
            "  pcn4j generate runs/20261126-035100-both --label 3 --count 10",
            "  pcn4j generate runs/20261126-035100-both --to digits.png"
        })
final class GenerateCommand implements Callable<Integer> {
    private static final int MOST = 1000;
    private static final int MANY = 10;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model's file, or the folder of a run that is over.")
    private Path model = Path.of("");

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "The class to make images of (default: each; samples of whatever it learned where it knows no"
                    + " labels).")
    private Optional<String> label = Optional.empty();

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "How many images of a label, or samples (default: 1 of each label, 10 otherwise).")
    private Optional<Integer> count = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            converter = Numbers.SeedNumber.class,
            description = "Of what is drawn: the same seed gives the same images (default: 1).")
    private Optional<Long> seed = Optional.empty();

    @Mixin
    private PictureFiles files = new PictureFiles();

    @Override
    public Integer call() throws IOException {
        if (count.isPresent() && (count.get() < 1 || count.get() > MOST)) {
            throw misuse("--count: expected 1 to " + MOST + ", found " + count.get());
        }
        Path sheet = files.sheet("generated", spec.commandLine());
        try (Model loaded = Model.load(Experiments.model(model))) {
            Shape shape = loaded.description().domain().shape();
            if (!(loaded.description().domain() instanceof Domain.Images) || !Gallery.shows(shape)) {
                throw misuse("the model reads " + loaded.description().domain().described()
                        + ", of which no picture can be made");
            }
            PictureTable table = table(loaded, new Seed(seed.orElse(1L)));
            PictureFiles.write(
                    sheet, "Images made by " + model, table, spec.commandLine().getOut());
        }
        return ExitCode.OK;
    }

    private PictureTable table(Model loaded, Seed drawn) {
        Shape shape = loaded.description().domain().shape();
        if (label.isEmpty() && !loaded.abilities().contains(Ability.GENERATE)) {
            int samples = count.orElse(MANY);
            return new PictureTable(numbered(samples), List.of(row("samples", shape, loaded.sample(samples, drawn))));
        }
        List<String> classes = loaded.description().domain().classes();
        label.filter(one -> !classes.contains(one)).ifPresent(one -> {
            throw misuse("--label: there is no class " + OneLine.quoted(one) + ", expected one of " + classes);
        });
        int each = count.orElse(label.isPresent() ? MANY : 1);
        List<String> labels = label.map(List::of).orElse(classes);
        List<PictureTable.Row> rows = new ArrayList<>();
        List<double[]> firsts = new ArrayList<>();
        List<String> alike = new ArrayList<>();
        for (String one : labels) {
            // Each label draws its own.
            List<double[]> samples = loaded.generate(one, each, drawn.derive(one));
            if (areAlike(samples)) {
                alike.add(one);
            }
            firsts.add(samples.get(0));
            rows.add(row(one, shape, samples));
        }
        warnOf(alike, each);
        return each == 1
                ? new PictureTable(labels, List.of(row("labels", shape, firsts)))
                : new PictureTable(numbered(each), rows);
    }

    private static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
    }

    private static PictureTable.Row row(String name, Shape shape, List<double[]> samples) {
        return new PictureTable.Row(
                name,
                "",
                samples.stream()
                        .map(sample -> PictureTable.picture(shape, sample, 0))
                        .toList());
    }

    private static boolean areAlike(List<double[]> samples) {
        return samples.size() > 1 && samples.stream().allMatch(sample -> Arrays.equals(sample, samples.get(0)));
    }

    /** A network that draws nothing makes one image of a label. */
    private void warnOf(List<String> alike, int each) {
        if (!alike.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("note: the " + each + " images of " + String.join(", ", alike)
                            + " are alike: this network draws nothing, and knows one image of a label");
        }
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
