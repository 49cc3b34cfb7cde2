package org.pcn4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.systems.sensing.Glimpses;
import org.pcn4j.train.report.LookSheet;

/**
 * The looks at pictures, as {@code --json} prints them for other programs.
 *
 * @param classes what the classes are called
 * @param images the pictures, in the order of the command line
 */
record LooksJson(List<String> classes, List<Image> images) {
    /** The looks at a picture. */
    record Image(String image, List<Look> looks) {}

    /** A look: its first row and column, and the belief after it. */
    record Look(int row, int column, double entropy, String answer, List<Double> belief) {}

    static LooksJson of(List<Path> files, LookSheet sheet) {
        return new LooksJson(
                sheet.classes(),
                IntStream.range(0, files.size())
                        .mapToObj(i -> new Image(
                                files.get(i).toString(),
                                sheet.rows().get(i).looks().stream()
                                        .map(look -> look(look, sheet))
                                        .toList()))
                        .toList());
    }

    private static Look look(org.pcn4j.systems.sensing.Look look, LookSheet sheet) {
        Glimpses places = sheet.glimpses();
        return new Look(
                places.top(look.place()),
                places.left(look.place()),
                look.entropy(),
                sheet.classes().get(look.answer()),
                look.belief());
    }
}
