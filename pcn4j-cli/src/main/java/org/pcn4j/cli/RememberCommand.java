package org.pcn4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.data.ImageFile;
import org.pcn4j.inference.run.Shards;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.systems.memory.AssociativeMemory;
import org.pcn4j.systems.memory.Duplicates;
import org.pcn4j.systems.memory.MemorySettings;
import org.pcn4j.systems.memory.StepChoice;
import org.pcn4j.systems.memory.Stored;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.model.Activation;
import org.pcn4j.train.model.ImageMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stores images in an associative memory. */
@Command(
        name = "remember",
        description = "Store images in an associative memory, from which recall finds them again.",
        footer = {
            "",
            "A memory is a network that learns by ipc to generate the images. The step guard lowers the step of inference where"
                    + " it is too large.",
            "",
            "Example: a folder of pictures, each as 32x32 pixels",
            "  pcn4j remember pictures --resize 32x32 --to memory.safetensors"
        })
final class RememberCommand implements Callable<Integer> {
    private static final int STEPS = 20;
    private static final int TOLD_EVERY = 20;
    private static final double MUCH = 0.005;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "IMAGES", description = "Image files, or folders of them: PNG, JPEG, GIF or BMP.")
    private List<Path> images = new ArrayList<>();

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The file of the memory.")
    private Path to = Path.of("");

    @Option(
            names = "--resize",
            paramLabel = "HxW",
            description = "Scale all images to H rows of W pixels; without it all must be of one size.")
    private Optional<String> resize = Optional.empty();

    @Option(names = "--gray", description = "Store them in gray, as those without color are anyway.")
    private boolean gray;

    @Option(
            names = "--hidden",
            split = ",",
            paramLabel = "N",
            defaultValue = "256,256",
            converter = Numbers.Count.class,
            description =
                    "The widths of the layers, from the top (default: ${DEFAULT-VALUE}). More and larger images want"
                            + " more.")
    private List<Integer> hidden = List.of();

    @Option(
            names = "--epochs",
            defaultValue = "100",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "How often all images are learned (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--gamma",
            paramLabel = "G",
            converter = Numbers.Positive.class,
            description = "The step of inference, which then is not lowered (default: 0.1, or less).")
    private Optional<Double> gamma = Optional.empty();

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "SEED",
            converter = Numbers.SeedNumber.class,
            description = "Of the first weights: the same seed gives the same memory (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        WholeFile.complaint(to).ifPresent(complaint -> {
            throw new ParameterException(spec.commandLine(), "--to: " + complaint);
        });
        List<Path> files = MemoryImages.files(images, "to store", spec.commandLine());
        try (TensorScope scope = new TensorScope()) {
            Tensor patterns = patterns(files);
            Shape shape = patterns.shape().sample();
            warnOfDuplicates(files, patterns);
            MemorySettings settings = settings();
            Shards.suited(AssociativeMemory.network(shape.elements(), settings), files.size(), Threads.available())
                    .use();
            AssociativeMemory memory = AssociativeMemory.of(shape, settings, new Seed(seed));
            try (memory) {
                Stored stored = memory.store(patterns, this::tell);
                ImageMemory.of(memory, Activation.RELU, files.size(), stored.energy())
                        .save(to);
                summarize(files.size(), shape, stored);
            }
        }
        return ExitCode.OK;
    }

    /** Reads the images in color where one of them has any. */
    private Tensor patterns(List<Path> files) {
        Tensor first = patterns(files, gray ? MemoryImages.GRAY : MemoryImages.COLOR);
        return gray || !MemoryImages.areGray(first) ? first : patterns(files, MemoryImages.GRAY);
    }

    private Tensor patterns(List<Path> files, int channels) {
        Shape shape = size(channels).orElseGet(() -> new ImageFile(files.get(0)).shape(channels));
        return MemoryImages.read(files, shape, resize.isPresent(), "; --resize HxW scales all");
    }

    private MemorySettings settings() {
        MemorySettings settings = MemorySettings.DEFAULT
                .withHidden(hidden.stream().mapToInt(Integer::intValue).toArray())
                .withEpochs(epochs);
        return gamma.map(given -> settings.withStoring(IncrementalPredictiveCoding.schedule(STEPS, given))
                        .withStep(StepChoice.AS_GIVEN))
                .orElse(settings);
    }

    private Optional<Shape> size(int channels) {
        return resize.map(text -> {
            if (!text.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
                throw new ParameterException(
                        spec.commandLine(), "--resize: expected rows x columns, as in 32x32, found '" + text + "'");
            }
            String[] sizes = text.split("x", -1);
            return Shape.of(channels, Long.parseLong(sizes[0]), Long.parseLong(sizes[1]));
        });
    }

    private void warnOfDuplicates(List<Path> files, Tensor patterns) {
        for (Duplicates same : Duplicates.among(patterns)) {
            spec.commandLine()
                    .getErr()
                    .println("warning: " + files.get(same.second()) + " is the same image as " + files.get(same.first())
                            + ", and is stored twice");
        }
    }

    private boolean tell(int epoch, int ofEpochs, double energy) {
        if (epoch % TOLD_EVERY == 0 || epoch == ofEpochs) {
            PrintWriter err = spec.commandLine().getErr();
            err.printf(Locale.ROOT, "epoch %d of %d: energy %.4g per image%n", epoch, ofEpochs, energy);
            err.flush();
        }
        return true;
    }

    /**
     * What was stored, for other programs.
     *
     * @param step of inference at the end
     */
    record StoredImages(String memory, int images, List<Long> shape, double energy, Optional<StepSize> step) {}

    private void summarize(int count, Shape shape, Stored stored) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            List<Long> sizes = Arrays.stream(shape.toArray()).boxed().toList();
            Json.print(new StoredImages(to.toString(), count, sizes, stored.energy(), stored.step()), out);
        } else {
            out.printf(
                    Locale.ROOT,
                    "Stored %d image%s of %s in %s: energy %.4g per image%s%n",
                    count,
                    count == 1 ? "" : "s",
                    MemoryImages.named(shape),
                    to,
                    stored.energy(),
                    stored.step()
                            .map(step -> String.format(
                                    Locale.ROOT,
                                    ", γλ %.3g (must stay below %.3g)",
                                    step.product(),
                                    step.limit().orElse(Double.NaN)))
                            .orElse(""));
        }
        stored.step().ifPresent(step -> MemoryImages.warnOfStep(step, spec.commandLine()));
        if (stored.energy() > MUCH * shape.elements()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "warning: much energy is left, so that recall will be poor: more --epochs, or wider --hidden"
                                    + " layers, would help");
        }
    }
}
