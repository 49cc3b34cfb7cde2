package org.pcn4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.pcn4j.data.ImageFile;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.systems.sensing.ActiveSensing;
import org.pcn4j.systems.sensing.ActiveSensing.Choice;
import org.pcn4j.systems.sensing.ClassModels;
import org.pcn4j.systems.sensing.Glimpses;
import org.pcn4j.systems.sensing.Look;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.experiment.LoadedData;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.model.ClassModelsFile;
import org.pcn4j.train.report.LookSheet;
import org.pcn4j.train.settings.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at pictures piece by piece, each time where a look is expected to be most informative. */
@Command(
        name = "look",
        description =
                "Look at pictures piece by piece, each time where a look is expected to tell most about the class: by a"
                        + " generative model of each class, which --fit makes of a data set.",
        footer = {
            "",
            "Example: models of the digits, and six looks at a picture, drawn over it with the belief below",
            "  pcn4j look digits.safetensors --fit mnist",
            "  pcn4j look digits.safetensors seven.png --to seven-looks.png"
        })
final class LookCommand implements Callable<Integer> {
    private static final List<String> OF_FITTING =
            List.of("--latents", "--noise", "--set", "--data-dir", "--cache", "--offline");
    private static final List<String> OF_LOOKING = List.of(
            "--looks", "--size", "--across", "--imagined", "--random", "--seed", "--invert", "--resize", "--to");

    private final DataSets sets;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "MODEL", description = "A file of models of classes, written by --fit.")
    private Path model = Path.of("");

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "IMAGE", description = "Image files.")
    private List<Path> images = new ArrayList<>();

    @Option(
            names = "--fit",
            paramLabel = "DATA",
            completionCandidates = Names.Sets.class,
            description =
                    "Fit a model to the training images of each class, and write MODEL: the name of a data set, or a folder"
                            + " of pictures in a folder for each class.")
    private Optional<String> fit = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Of --fit: a setting of the data, as --set train=3000; as often as needed.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--latents",
            paramLabel = "K",
            converter = Numbers.Count.class,
            defaultValue = "16",
            description = "Of --fit: the latent values of a class (default: ${DEFAULT-VALUE}).")
    private int latents = 16;

    @Option(
            names = "--noise",
            paramLabel = "VARIANCE",
            converter = Numbers.Positive.class,
            defaultValue = "0.05",
            description =
                    "Of --fit: the variance of a pixel, from 0 to 1, around its model (default: ${DEFAULT-VALUE}).")
    private double noise = 0.05;

    @Option(
            names = "--looks",
            paramLabel = "N",
            converter = Numbers.Count.class,
            defaultValue = "6",
            description = "How often to look at each picture (default: ${DEFAULT-VALUE}).")
    private int looks = 6;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            converter = Numbers.Count.class,
            defaultValue = "6",
            description = "How wide and high a look is (default: ${DEFAULT-VALUE}).")
    private int size = 6;

    @Option(
            names = "--across",
            paramLabel = "N",
            converter = Numbers.Count.class,
            defaultValue = "6",
            description = "How many places there are in a row, and in a column (default: ${DEFAULT-VALUE}).")
    private int across = 6;

    @Option(
            names = "--imagined",
            paramLabel = "N",
            converter = Numbers.Count.class,
            defaultValue = "3",
            description = "How many pictures are imagined before each look (default: ${DEFAULT-VALUE}).")
    private int imagined = 3;

    @Option(names = "--random", description = "Look at random places, to compare with.")
    private boolean random;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            converter = Numbers.SeedNumber.class,
            defaultValue = "1",
            description = "The same seed gives the same looks (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--invert", description = "Turn images' black into white, as of ink on paper.")
    private boolean invert;

    @Option(names = "--resize", description = "Scale images of another size to the one that the models know.")
    private boolean resize;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description =
                    "Draw the looks over the pictures, with the belief below, into a PNG file; a page with the same name and"
                            + " .html is written beside it.")
    private Optional<Path> to = Optional.empty();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private DataOptions data;

    LookCommand(Terminal terminal, DataSets sets) {
        this.sets = sets;
        this.data = new DataOptions(terminal, sets);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireTask();
        if (fit.isPresent()) {
            fit(fit.get());
        }
        if (!images.isEmpty()) {
            try (ClassModels models = ClassModelsFile.read(model)) {
                look(models);
            }
        }
        return ExitCode.OK;
    }

    private void requireTask() {
        if (images.isEmpty() && fit.isEmpty()) {
            throw misuse("expected an image to look at, or --fit DATA");
        }
        for (String option : fit.isEmpty() ? OF_FITTING : images.isEmpty() ? OF_LOOKING : List.<String>of()) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw misuse(option
                        + (fit.isEmpty()
                                ? " goes with --fit DATA, which makes MODEL"
                                : " goes with images to look at"));
            }
        }
        to.ifPresent(file -> PictureFiles.writable(file, spec.commandLine()));
        if (fit.isPresent()) {
            WholeFile.complaint(model).ifPresent(complaint -> {
                throw misuse("MODEL: " + complaint);
            });
        } else if (!Files.exists(model)) {
            throw misuse("there is no file '" + model + "': pcn4j look " + model + " --fit DATA makes one");
        }
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void fit(String name) throws IOException, InterruptedException {
        LabeledImages train = train(name);
        try (ClassModels models = ClassModels.fit(train, latents, noise)) {
            ClassModelsFile.write(model, models);
        }
        if (!json.isWanted()) {
            out().printf(
                            Locale.ROOT,
                            "%s: %d classes of %s, of %d images%n",
                            model,
                            train.classes(),
                            train.name(),
                            train.size());
        }
    }

    private LabeledImages train(String name) throws InterruptedException {
        DataSpec wanted;
        try {
            wanted = ShownData.of(name, overrides, sets);
        } catch (IllegalArgumentException | SettingsException e) {
            throw misuse("--fit: " + e.getMessage());
        }
        LoadedData loaded = wanted.load(data.access());
        if (loaded instanceof LoadedData.Images pictures) {
            LabeledImages train = pictures.split().train();
            return train.subset(0, Math.min(train.size(), wanted.train().orElse(train.size())));
        }
        throw misuse("--fit: expected images with classes, found " + loaded.kind());
    }

    private void look(ClassModels models) {
        Shape shape = models.picture();
        Glimpses glimpses;
        ActiveSensing sensing;
        try {
            glimpses = new Glimpses((int) shape.size(0), (int) shape.size(1), (int) shape.size(2), size, across);
            sensing = new ActiveSensing(models, glimpses, imagined);
        } catch (IllegalArgumentException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
        if (looks > glimpses.count()) {
            throw misuse(
                    "--looks: expected at most " + glimpses.count() + ", as many as there are places, found " + looks);
        }
        List<double[]> read =
                images.stream().map(image -> read(image, glimpses)).toList();
        List<LookSheet.Row> rows = new ArrayList<>();
        try (Tensor pictures = stacked(read)) {
            List<List<Look>> all =
                    sensing.look(pictures, looks, random ? Choice.RANDOM : Choice.INFORMATION, new Seed(seed));
            for (int i = 0; i < read.size(); i++) {
                rows.add(new LookSheet.Row(name(images.get(i)), read.get(i), all.get(i)));
            }
        }
        LookSheet sheet = new LookSheet(glimpses, models.names(), rows);
        to.ifPresent(file -> {
            sheet.save(file);
            sheet.savePage(PictureFiles.page(file), "Looks by " + model);
        });
        tell(sheet);
    }

    private static String name(Path image) {
        return String.valueOf(image.getFileName());
    }

    private double[] read(Path image, Glimpses glimpses) {
        if (!resize) {
            PictureSizes.require(image, glimpses.height(), glimpses.width(), "; --resize scales it");
        }
        float[] pixels = new ImageFile(image).read(glimpses.channels(), glimpses.height(), glimpses.width());
        return IntStream.range(0, pixels.length)
                .mapToDouble(i -> invert ? 1 - pixels[i] : pixels[i])
                .toArray();
    }

    private static Tensor stacked(List<double[]> samples) {
        int each = samples.get(0).length;
        double[] all = new double[samples.size() * each];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(samples.get(i), 0, all, i * each, each);
        }
        return Tensor.of(DType.FLOAT64, Shape.of(samples.size(), each), all);
    }

    private void tell(LookSheet sheet) {
        if (json.isWanted()) {
            Json.print(LooksJson.of(images, sheet), out());
            return;
        }
        for (LookSheet.Row row : sheet.rows()) {
            out().println(row.name());
            for (int k = 0; k < row.looks().size(); k++) {
                Look look = row.looks().get(k);
                out().printf(
                                Locale.ROOT,
                                "  look %d at row %2d, column %2d: %s (%.2f nats left)%n",
                                k + 1,
                                sheet.glimpses().top(look.place()),
                                sheet.glimpses().left(look.place()),
                                sheet.summary(look),
                                look.entropy());
            }
        }
        to.ifPresent(file -> out().println(file + " and " + PictureFiles.page(file)));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
