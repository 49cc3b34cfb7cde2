package org.pcn4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.report.PictureTable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a command puts the pictures that a network made: a contact sheet, and a page beside it. */
final class PictureFiles {
    private static final String PNG = ".png";

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description =
                    "The contact sheet, a PNG file (default: generated.png of generate, completed.png of complete); a"
                            + " page with the same name and .html is written beside it.")
    private Optional<Path> to = Optional.empty();

    /** Returns the sheet's file, after making sure that it can be written, and the page beside it. */
    Path sheet(String byDefault, CommandLine command) {
        return writable(to.orElse(Path.of(byDefault + PNG)), command);
    }

    /** Returns a sheet's file, after making sure that it can be written, and the page beside it. */
    static Path writable(Path file, CommandLine command) {
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

    /** Returns the page beside a sheet. */
    static Path page(Path sheet) {
        String name = sheet.toString();
        return Path.of(name.substring(0, name.length() - PNG.length()) + ".html");
    }

    /** Writes both and says so. */
    static void write(Path sheet, String title, PictureTable table, PrintWriter out) {
        table.save(sheet);
        table.savePage(page(sheet), title, List.of(), List.of());
        out.println("Wrote " + sheet + " and " + page(sheet));
    }
}
