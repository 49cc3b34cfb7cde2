package org.pcn4j.cli;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pcn4j.cli.DataPlaces.Whereabouts;
import org.pcn4j.data.ContactSheet;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.experiment.LoadedData;
import org.pcn4j.train.fetch.FetchException;
import org.pcn4j.train.fetch.RemoteSet;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.settings.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is in a data set, as numbers and as a picture. */
@Command(
        name = "show",
        description = "Show what is in a data set: how many samples of what kind, how many of each class, the first"
                + " samples; of images a picture, if wanted. Nothing is fetched.",
        footer = {
            "",
            "Example: a picture of the first images of MNIST, 30 side by side",
            "  pcn4j data show mnist --output mnist.png --columns 30"
        })
final class DataShowCommand implements Callable<Integer> {
    private static final int COLUMNS = 20;
    private static final int ROWS = 8;
    private static final long MOST_CELLS = 10_000;
    private static final long MOST_PIXELS = 100_000_000;

    private final DataSets sets;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "DATA",
            completionCandidates = Names.Sets.class,
            description =
                    "The name of a data set; a folder of pictures in a folder for each class, or of the files of a"
                            + " published set; a table in FILE.csv or a text in FILE.txt.")
    private String name = "";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write a picture of the first images, PNG, whole or not at all.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--columns",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "Images side by side in the picture (default: " + COLUMNS + ").")
    private Optional<Integer> columns = Optional.empty();

    @Option(
            names = "--rows",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "Rows of images in the picture, or how many samples are shown of data that are no images"
                    + " (default: " + ROWS + ").")
    private Optional<Integer> rows = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the data, as in an experiment: --set label=species of a table, --set"
                    + " train=100 of any; as often as needed.")
    private List<String> overrides = new ArrayList<>();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private DataPlaces places;

    DataShowCommand(DataSets sets) {
        this.sets = sets;
        this.places = new DataPlaces(sets);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        output.flatMap(WholeFile::complaint).ifPresent(complaint -> {
            throw misused("--output: " + complaint);
        });
        DataSpec data = data();
        requireHere();
        LoadedData loaded = data.load(places.access());
        if (loaded instanceof LoadedData.Images images) {
            show(data, images);
        } else if (output.isPresent() || columns.isPresent()) {
            throw misused((output.isPresent() ? "--output" : "--columns") + " goes with images, and these are "
                    + loaded.kind());
        } else {
            summarize(data, loaded);
        }
        return ExitCode.OK;
    }

    private DataSpec data() {
        try {
            return ShownData.of(name, overrides, sets);
        } catch (IllegalArgumentException | SettingsException e) {
            throw misused(String.valueOf(e.getMessage()));
        }
    }

    /** A published set that is not here is no reason to fetch it unasked. */
    private void requireHere() {
        Optional<RemoteSet> published = sets.find(name);
        if (published.isPresent()) {
            Whereabouts whereabouts = places.find(published.get());
            if (whereabouts instanceof Whereabouts.Nowhere || whereabouts instanceof Whereabouts.Partly) {
                throw new FetchException(String.format(
                        Locale.ROOT,
                        "%s is %s, neither in a data folder nor in the cache %s: pcn4j data fetch %s",
                        name,
                        whereabouts instanceof Whereabouts.Partly ? "not all here" : "not here",
                        places.cache().folder(),
                        name));
            }
        }
    }

    private void show(DataSpec data, LoadedData.Images images) throws IOException {
        if (output.isEmpty() && (columns.isPresent() || rows.isPresent())) {
            throw misused((columns.isPresent() ? "--columns" : "--rows") + " of images goes with --output");
        }
        LabeledImages train = images.split().train();
        int across = columns.orElse(COLUMNS);
        int down = rows.orElse(ROWS);
        if (output.isPresent()) {
            requireMeasure(train, across, down);
            WholeFile.write(
                    output.get(),
                    channel -> ContactSheet.write(train, across, down, Channels.newOutputStream(channel)));
        }
        summarize(data, images);
        if (output.isPresent() && !json.isWanted()) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "%n%s: the first %d images to train on, %d by %d%n",
                            output.get(),
                            Math.min(train.size(), across * down),
                            across,
                            down);
        }
    }

    private void requireMeasure(LabeledImages images, int across, int down) {
        if ((long) across * down > MOST_CELLS) {
            throw misused(String.format(
                    Locale.ROOT,
                    "--columns %d and --rows %d are %d images, expected at most %d",
                    across,
                    down,
                    (long) across * down,
                    MOST_CELLS));
        }
        if (images.channels() != 1 && images.channels() != 3) {
            throw misused("--output goes with images of 1 or 3 channels, and these have " + images.channels());
        }
        long pixels = ContactSheet.pixels(images, across, down);
        if (pixels > MOST_PIXELS) {
            throw misused(String.format(
                    Locale.ROOT,
                    "--columns %d and --rows %d make a picture of %d pixels, expected at most %d",
                    across,
                    down,
                    pixels,
                    MOST_PIXELS));
        }
    }

    private void summarize(DataSpec spec, LoadedData data) {
        if (json.isWanted()) {
            Json.print(
                    DataJson.of(data, rows.orElse(ROWS)),
                    this.spec.commandLine().getOut());
            return;
        }
        new DataSummary(spec, data, rows.orElse(ROWS))
                .lines()
                .forEach(this.spec.commandLine().getOut()::println);
    }

    private ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
