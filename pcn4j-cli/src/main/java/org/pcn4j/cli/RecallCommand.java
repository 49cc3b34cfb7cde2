package org.pcn4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.pcn4j.systems.memory.Recall;
import org.pcn4j.systems.memory.RecallSettings;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.model.ImageMemory;
import org.pcn4j.train.report.Axis;
import org.pcn4j.train.report.Picture;
import org.pcn4j.train.report.PictureTable;
import org.pcn4j.train.reproduce.Plots;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recalls images from an associative memory. */
@Command(
        name = "recall",
        description = "Recall images that were stored by remember, from a part of each or from noise.",
        footer = {
            "",
            "Without --mask and --noise the images are taken to be wrong as they are.",
            "",
            "Examples: images of which the lower half is hidden, and images that are spoilt",
            "  pcn4j recall memory.safetensors pictures/*.png --mask lower-half",
            "  pcn4j recall memory.safetensors scratched.png --to cleaned.png"
        })
final class RecallCommand implements Callable<Integer> {
    private static final String PNG = ".png";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "MEMORY", description = "A file that remember wrote.")
    private Path file = Path.of("");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Image files.")
    private List<Path> images = new ArrayList<>();

    @Option(
            names = "--mask",
            paramLabel = "MASK",
            description = "What is hidden of each image: lower-half, upper-half, left-half or right-half, or the dark pixels of"
                    + " an image file of the same size.")
    private Optional<String> mask = Optional.empty();

    @Option(
            names = "--noise",
            paramLabel = "SIGMA",
            converter = Numbers.Positive.class,
            description = "Noise of this standard deviation is put on each image; pixels are from 0 to 1.")
    private Optional<Double> noise = Optional.empty();

    @Option(names = "--resize", description = "Scale images of another size to that of the memory.")
    private boolean resize;

    @Option(
            names = "--to",
            defaultValue = "recalled.png",
            paramLabel = "FILE",
            description = "The contact sheet, a PNG file (default: ${DEFAULT-VALUE}); a page with the same name and .html is"
                    + " written beside it.")
    private Path to = Path.of("");

    @Option(
            names = "--steps",
            defaultValue = "500",
            paramLabel = "T",
            converter = Numbers.Count.class,
            description = "How many steps of inference at most (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "How often an image that may be wrong everywhere is replaced by what is recalled of it"
                    + " (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--gamma",
            paramLabel = "G",
            converter = Numbers.Positive.class,
            description = "The step of inference, which then is not lowered (default: 0.05, or less).")
    private Optional<Double> gamma = Optional.empty();

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "SEED",
            converter = Numbers.SeedNumber.class,
            description = "Of the noise (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws IOException {
        requireWritable();
        try (ImageMemory memory = ImageMemory.load(file);
                TensorScope scope = new TensorScope()) {
            Shape shape = memory.image();
            Tensor originals =
                    MemoryImages.read(images, shape, resize, ", as the memory stores; --resize scales it to that");
            Tensor known = Tensor.of(DType.FLOAT32, shape, known(shape));
            Tensor corrupted = corrupted(originals, known);
            // Values that settle do so together, so that workers could take no shards of them.
            Threads.forMatrices(Threads.available()).use();
            try (Recall recall = mask.isPresent()
                    ? memory.memory().recall(corrupted, known, settings())
                    : memory.memory().denoise(corrupted, settings())) {
                write(originals, corrupted, recall, shape);
            }
        }
        return ExitCode.OK;
    }

    private void requireWritable() {
        if (!to.toString().endsWith(PNG)) {
            throw new ParameterException(
                    spec.commandLine(), "--to: expected a name that ends in .png, found '" + to + "'");
        }
        for (Path each : List.of(to, page())) {
            WholeFile.complaint(each).ifPresent(complaint -> {
                throw new ParameterException(spec.commandLine(), "--to: " + complaint);
            });
        }
    }

    private Path page() {
        String name = to.toString();
        return Path.of(name.substring(0, name.length() - PNG.length()) + ".html");
    }

    private RecallSettings settings() {
        RecallSettings settings =
                RecallSettings.DEFAULT.withSteps(RecallSettings.DEFAULT.tolerance(), steps).withRounds(rounds);
        return gamma.map(settings::withGamma).orElse(settings);
    }

    private double[] known(Shape shape) {
        boolean[] seen = mask.map(name -> HiddenPart.known(name, shape)).orElseGet(() -> new boolean[0]);
        double[] known = new double[Math.toIntExact(shape.elements())];
        boolean any = false;
        for (int i = 0; i < known.length; i++) {
            known[i] = seen.length == 0 || seen[i] ? 1 : 0;
            any |= known[i] == 1;
        }
        if (!any) {
            throw new IllegalArgumentException(
                    "nothing is known of the images: the mask " + mask.orElse("") + " hides all of their pixels");
        }
        return known;
    }

    private Tensor corrupted(Tensor originals, Tensor known) {
        Tensor noisy = noise.map(sigma -> originals.add(
                        new Seed(seed).normal(originals.dtype(), originals.shape(), 0, sigma)))
                .orElse(originals);
        return PointwiseKernels.weighted(noisy, known);
    }

    private void write(Tensor originals, Tensor corrupted, Recall recall, Shape shape) {
        boolean spoilt = mask.isPresent() || noise.isPresent();
        double[] original = originals.toDoubles();
        double[] shown = corrupted.toDoubles();
        double[] recalled = recall.recalled().toDoubles();
        double[] errors = recall.errors(originals);
        List<PictureTable.Row> rows = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        for (int i = 0; i < images.size(); i++) {
            List<Picture> pictures = new ArrayList<>();
            if (spoilt) {
                pictures.add(PictureTable.picture(shape, original, i));
            }
            pictures.add(PictureTable.picture(shape, shown, i));
            pictures.add(PictureTable.picture(shape, recalled, i));
            String note = String.format(
                    Locale.ROOT,
                    spoilt ? "mean squared error %.2g" : "changed by a mean square of %.2g",
                    errors[i]);
            rows.add(new PictureTable.Row(images.get(i).getFileName().toString(), note, pictures));
            out.println(images.get(i) + ": " + note);
        }
        List<String> heads = spoilt ? List.of("original", "corrupted", "recalled") : List.of("corrupted", "recalled");
        PictureTable table = new PictureTable(heads, rows);
        List<Double> energies = recall.energies();
        String line = energyLine(energies);
        table.save(to);
        table.savePage(
                page(),
                "Recalled by " + file.getFileName(),
                List.of(line),
                List.of(Plots.lines(
                        "step of inference",
                        "energy per image",
                        Axis.Scale.LOGARITHMIC,
                        IntStream.range(0, energies.size())
                                .mapToObj(step -> (double) step)
                                .toList(),
                        Map.of("energy", energies))));
        out.println(line);
        out.println("Wrote " + to + " and " + page());
        recall.step().filter(step -> step.isBeyond()).ifPresent(step -> spec.commandLine()
                .getErr()
                .println(String.format(
                        Locale.ROOT,
                        "warning: γλ is %.3g, and values converge only below %.3g; the largest safe --gamma is %.3g",
                        step.product(),
                        step.limit().orElseThrow(),
                        step.largestGamma().orElseThrow())));
    }

    private static String energyLine(List<Double> energies) {
        return String.format(
                Locale.ROOT,
                "energy per image: %.4g before recall, %.4g after %d steps",
                energies.get(0),
                energies.get(energies.size() - 1),
                energies.size() - 1);
    }
}
