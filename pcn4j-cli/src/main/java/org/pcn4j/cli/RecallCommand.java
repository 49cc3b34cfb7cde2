package org.pcn4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.systems.memory.Recall;
import org.pcn4j.systems.memory.RecallSettings;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.model.ImageMemory;
import org.pcn4j.train.report.Axis;
import org.pcn4j.train.report.LinePlot;
import org.pcn4j.train.report.Picture;
import org.pcn4j.train.report.PictureTable;
import org.pcn4j.train.reproduce.Plots;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
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
    private static final double FAR = 10;
    private static final double ROUNDING = 1e-4;
    private static final double NOISE = 1.2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "MEMORY", description = "A file that remember wrote.")
    private Path file = Path.of("");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Image files, or folders of them.")
    private List<Path> images = new ArrayList<>();

    @Option(
            names = "--mask",
            paramLabel = "MASK",
            description =
                    "What is hidden of each image: lower-half, upper-half, left-half or right-half, or the dark pixels of"
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
            description =
                    "The contact sheet, a PNG file (default: ${DEFAULT-VALUE}); a page with the same name and .html is"
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

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        PictureFiles.writable(to, spec.commandLine());
        refuse("--seed", noise.isEmpty(), "goes with --noise SIGMA, as nothing else is drawn");
        refuse(
                "--rounds",
                mask.isPresent(),
                "goes without --mask: what is seen of an image is held, and recalled once");
        List<Path> files = MemoryImages.files(images, "to recall", spec.commandLine());
        try (ImageMemory memory = ImageMemory.load(file);
                TensorScope scope = new TensorScope()) {
            Shape shape = memory.image();
            Tensor originals =
                    MemoryImages.read(files, shape, resize, ", as the memory stores; --resize scales it to that");
            Tensor known = Tensor.of(DType.FLOAT32, shape, known(shape));
            Tensor corrupted = corrupted(originals, known);
            // All images settle together: work is divided within each product, not by images.
            Threads.forMatrices(Threads.available()).use();
            try (Recall recall = mask.isPresent()
                    ? memory.memory().recall(corrupted, known, settings())
                    : memory.memory().denoise(corrupted, settings())) {
                write(files, originals, corrupted, recall, memory.card());
            }
        }
        return ExitCode.OK;
    }

    private void refuse(String option, boolean useless, String why) {
        if (useless && spec.commandLine().getParseResult().hasMatchedOption(option)) {
            throw new ParameterException(spec.commandLine(), option + " " + why);
        }
    }

    private RecallSettings settings() {
        RecallSettings settings = RecallSettings.DEFAULT
                .withSteps(RecallSettings.DEFAULT.tolerance(), steps)
                .withRounds(rounds);
        return gamma.map(settings::withGamma).orElse(settings);
    }

    private double[] known(Shape shape) {
        boolean[] seen = mask.map(name -> HiddenPart.known(name, shape, spec.commandLine()))
                .orElseGet(() -> new boolean[0]);
        double[] known = new double[Math.toIntExact(shape.elements())];
        for (int i = 0; i < known.length; i++) {
            known[i] = seen.length == 0 || seen[i] ? 1 : 0;
        }
        return known;
    }

    private Tensor corrupted(Tensor originals, Tensor known) {
        Tensor noisy = noise.map(
                        sigma -> originals.add(new Seed(seed).normal(originals.dtype(), originals.shape(), 0, sigma)))
                .orElse(originals);
        return PointwiseKernels.weighted(noisy, known);
    }

    private void write(List<Path> files, Tensor originals, Tensor corrupted, Recall recall, ImageMemory.Card card) {
        boolean spoilt = mask.isPresent() || noise.isPresent();
        Shape shape = originals.shape().sample();
        double[] original = originals.toDoubles();
        double[] shown = corrupted.toDoubles();
        double[] recalled = recall.recalled().toDoubles();
        double[] errors = recall.errors(originals);
        List<PictureTable.Row> rows = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            List<Picture> pictures = new ArrayList<>();
            if (spoilt) {
                pictures.add(PictureTable.picture(shape, original, i));
            }
            pictures.add(PictureTable.picture(shape, shown, i));
            pictures.add(PictureTable.picture(shape, recalled, i));
            String note = String.format(
                    Locale.ROOT, spoilt ? "mean squared error %.2g" : "changed by a mean square of %.2g", errors[i]);
            rows.add(new PictureTable.Row(String.valueOf(files.get(i).getFileName()), note, pictures));
        }
        List<String> heads = spoilt ? List.of("original", "corrupted", "recalled") : List.of("corrupted", "recalled");
        PictureTable table = new PictureTable(heads, rows);
        String line = energyLine(recall.rounds(), card);
        table.save(to);
        table.savePage(
                PictureFiles.page(to), "Recalled by " + file.getFileName(), List.of(line), List.of(plot(recall)));
        tell(files, rows, errors, recall, line);
        warnOfOthers(files, recall, card);
        recall.step().ifPresent(step -> MemoryImages.warnOfStep(step, spec.commandLine()));
    }

    /** A line a round, all of them from step 0 on. */
    private static LinePlot plot(Recall recall) {
        Map<String, List<Double>> rounds = new LinkedHashMap<>();
        recall.rounds().forEach(round -> rounds.put("round " + (rounds.size() + 1), round.energies()));
        int longest = rounds.values().stream().mapToInt(List::size).max().orElse(0);
        List<Double> places =
                IntStream.range(0, longest).mapToObj(Double::valueOf).toList();
        return Plots.lines("step of inference", "energy per image", Axis.Scale.LOGARITHMIC, places, rounds);
    }

    /**
     * An image that was recalled, for other programs.
     *
     * @param error the mean squared error, or where the image was taken as it is, its mean squared change
     * @param misfit half the squared difference of what was held and what was predicted of it, at rest in the first round
     */
    record RecalledImage(String image, double error, double misfit) {}

    /**
     * All that was recalled, for other programs.
     *
     * @param rounds the energies of each
     */
    record AllRecalled(
            String sheet,
            String page,
            List<RecalledImage> images,
            List<List<Double>> rounds,
            Optional<StepSize> step) {}

    private void tell(List<Path> files, List<PictureTable.Row> rows, double[] errors, Recall recall, String energies) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            List<Double> misfits = recall.rounds().get(0).misfits();
            Json.print(
                    new AllRecalled(
                            to.toString(),
                            PictureFiles.page(to).toString(),
                            IntStream.range(0, errors.length)
                                    .mapToObj(
                                            i -> new RecalledImage(files.get(i).toString(), errors[i], misfits.get(i)))
                                    .toList(),
                            recall.rounds().stream().map(Recall.Round::energies).toList(),
                            recall.step()),
                    out);
            return;
        }
        for (int i = 0; i < errors.length; i++) {
            out.println(files.get(i) + ": " + rows.get(i).note());
        }
        out.println(energies);
        out.println("Wrote " + to + " and " + PictureFiles.page(to));
    }

    private static String energyLine(List<Recall.Round> rounds, ImageMemory.Card card) {
        List<Double> first = rounds.get(0).energies();
        List<Double> last = rounds.get(rounds.size() - 1).energies();
        String line = String.format(
                Locale.ROOT,
                "energy per image: %.4g before recall, %.4g after %d steps (%.4g of images when they were stored)",
                first.get(0),
                first.get(first.size() - 1),
                first.size() - 1,
                card.energy());
        return rounds.size() == 1
                ? line
                : line + String.format(Locale.ROOT, ", %.4g after %d rounds", last.get(last.size() - 1), rounds.size());
    }

    /** What is recalled in the end is always near to what was stored: only the first round tells what was shown. */
    private void warnOfOthers(List<Path> files, Recall recall, ImageMemory.Card card) {
        double pixels = recall.recalled().elements() / (double) files.size();
        double ofNoise = noise.map(sigma -> NOISE * sigma * sigma * pixels / 2).orElse(0.0);
        double most = Math.max(FAR * card.energy(), ROUNDING * pixels / 2) + ofNoise;
        List<Double> misfits = recall.rounds().get(0).misfits();
        for (int i = 0; i < files.size(); i++) {
            if (misfits.get(i) > most) {
                spec.commandLine()
                        .getErr()
                        .printf(
                                Locale.ROOT,
                                "warning: %s is not among the stored%s: it leaves an energy of %.3g, where those left %.3g%n",
                                files.get(i),
                                mask.isPresent() || noise.isPresent() ? "" : ", or much of it is wrong",
                                misfits.get(i),
                                card.energy());
            }
        }
    }
}
