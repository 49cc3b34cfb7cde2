package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
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

/** Has a trained network complete images. */
@Command(
        name = "complete",
        description = "Have a trained network complete images of which it sees a part.",
        footer = {
            "",
            "Models that are asked from any end do so: bidirectional, pc-graph and generator.",
            "",
            "Example: the lower half of a picture, from its upper one",
            "  pcn4j complete runs/20261126-035100-both seven.png --mask lower-half"
        })
final class CompleteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model's file, or the folder of a run that is over.")
    private Path model = Path.of("");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Image files.")
    private List<Path> images = new ArrayList<>();

    @Option(
            names = "--mask",
            paramLabel = "MASK",
            defaultValue = "lower-half",
            description =
                    "What is hidden: lower-half, upper-half, left-half or right-half, or the dark pixels of an image file of"
                            + " the same size (default: ${DEFAULT-VALUE}).")
    private String mask = "lower-half";

    @Option(names = "--resize", description = "Scale images of another size to the one that the network reads.")
    private boolean resize;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            converter = Numbers.SeedNumber.class,
            description = "Of what is drawn: the same seed completes alike (default: 0).")
    private long seed;

    @Mixin
    private PictureFiles files = new PictureFiles();

    @Override
    public Integer call() throws IOException {
        HiddenPart.complaint(mask).ifPresent(complaint -> {
            throw new ParameterException(spec.commandLine(), "--mask: " + complaint);
        });
        Path sheet = files.sheet("completed", spec.commandLine());
        try (Model loaded = Model.load(Experiments.model(model))) {
            Shape shape = loaded.description().domain().shape();
            if (!(loaded.description().domain() instanceof Domain.Images) || !Gallery.shows(shape)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "the model reads " + loaded.description().domain().described() + ", not images");
            }
            boolean[] known = HiddenPart.known(mask, shape, spec.commandLine());
            List<PictureTable.Row> rows = new ArrayList<>();
            for (double[] original : read(loaded, shape)) {
                double[] seen = original.clone();
                for (int i = 0; i < seen.length; i++) {
                    seen[i] = known[i] ? seen[i] : 0;
                }
                rows.add(new PictureTable.Row(
                        images.get(rows.size()).getFileName().toString(),
                        "",
                        Stream.of(original, seen, loaded.complete(original, known, new Seed(seed).derive(rows.size())))
                                .map(sample -> PictureTable.picture(shape, sample, 0))
                                .toList()));
            }
            PictureFiles.write(
                    sheet,
                    "Images completed by " + model,
                    new PictureTable(List.of("original", "seen", "filled in"), rows),
                    spec.commandLine().getOut());
        }
        return ExitCode.OK;
    }

    /** All images are read before any is completed: a bad one is refused at once. */
    private List<double[]> read(Model loaded, Shape shape) {
        List<double[]> all = new ArrayList<>();
        for (Path image : images) {
            if (!resize) {
                PictureSizes.require(
                        image,
                        Math.toIntExact(shape.size(1)),
                        Math.toIntExact(shape.size(2)),
                        ", as the model reads; --resize scales it to that");
            }
            all.add(loaded.preparation().read(image.toString()));
        }
        return all;
    }
}
