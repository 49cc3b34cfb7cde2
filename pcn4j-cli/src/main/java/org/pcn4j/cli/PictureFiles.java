package org.pcn4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.report.Gallery;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a command puts the pictures that a network made: a contact sheet, and a page beside it. */
final class PictureFiles {
    private static final String PNG = ".png";

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "The contact sheet, a PNG file (default: what the command is called); a page with the same name and"
                    + " .html is written beside it.")
    private Optional<Path> to = Optional.empty();

    /** Rows of samples with their names, from the top. */
    record Row(String name, List<double[]> samples) {}

    /** Returns the sheet's file, if it can be written. */
    Path sheet(String byDefault, picocli.CommandLine command) {
        Path file = to.orElse(Path.of(byDefault + PNG));
        if (!file.toString().endsWith(PNG)) {
            throw new ParameterException(command, "--to: expected a name that ends in .png, found '" + file + "'");
        }
        for (Path each : List.of(file, page(file))) {
            WholeFile.complaint(each).ifPresent(complaint -> {
                throw new ParameterException(command, "--to: " + complaint);
            });
        }
        return file;
    }

    private static Path page(Path sheet) {
        String name = sheet.toString();
        return Path.of(name.substring(0, name.length() - PNG.length()) + ".html");
    }

    /**
     * Writes both and says so.
     *
     * @param shape of a sample, [1 or 3, height, width]
     */
    static void write(Path sheet, String title, Shape shape, List<Row> rows, PrintWriter out) throws IOException {
        Gallery gallery = Gallery.empty();
        List<List<double[]>> samples = new ArrayList<>();
        for (Row row : rows) {
            gallery = gallery.with(row.name(), shape, row.samples());
            samples.add(row.samples());
        }
        Gallery.writePng(sheet, shape, samples);
        WholeFile.write(page(sheet), gallery.page(title));
        out.println(sheet + " and " + page(sheet));
    }
}
