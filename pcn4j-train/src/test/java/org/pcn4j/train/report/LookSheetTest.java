package org.pcn4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.systems.sensing.Glimpses;
import org.pcn4j.systems.sensing.Look;

/** Sheets of looks, pixel by pixel where it matters. */
class LookSheetTest {
    private static final int SIDE = 220;
    private static final int GAP = 24;
    private static final int BASE = GAP + SIDE + GAP / 2 + 110;

    @TempDir
    Path dir;

    private BufferedImage drawn(List<String> classes, Glimpses glimpses, int... places) throws IOException {
        List<Double> belief = Collections.nCopies(classes.size(), 1.0 / classes.size());
        List<Look> looks = IntStream.of(places)
                .mapToObj(place -> new Look(place, belief, 1, List.of()))
                .toList();
        Path file = dir.resolve("sheet.png");
        new LookSheet(glimpses, classes, List.of(new LookSheet.Row("black.png", new double[784], looks))).save(file);
        return Objects.requireNonNull(ImageIO.read(file.toFile()));
    }

    private static List<String> names(int count, String stem) {
        return IntStream.range(0, count).mapToObj(c -> stem + c).toList();
    }

    /** How many pixels of a rectangle are dark on the white sheet. */
    private static long ink(BufferedImage image, int left, int top, int width, int height) {
        return IntStream.range(0, width * height)
                .filter(i -> (image.getRGB(left + i % width, top + i / width) & 0xff) < 0x60)
                .count();
    }

    @Test
    void everyBarHasTheNameOfItsClassBelowIt() throws IOException {
        Glimpses glimpses = new Glimpses(1, 28, 28, 6, 6);
        for (String stem : List.of("", "automobile ")) {
            BufferedImage sheet = drawn(names(10, stem), glimpses, 0);
            for (int c = 0; c < 10; c++) {
                assertThat(ink(sheet, 2 * GAP + SIDE + c * 22, BASE + 3, 22, 30))
                        .as("of class '%s%d'", stem, c)
                        .isGreaterThan(10);
            }
        }
        int high = drawn(names(10, ""), glimpses, 0).getHeight();
        BufferedImage many = drawn(names(100, ""), glimpses, 0);
        assertThat(many.getHeight()).isLessThan(high);
    }

    /** A number's ground is white where the picture is black: as many white pixels as there are of numbers that stand alone. */
    @Test
    void numbersOfLooksThatOverlapStandBesideEachOther() throws IOException {
        Glimpses close = new Glimpses(1, 28, 28, 6, 23);
        BufferedImage apart = drawn(names(2, ""), close, 0, 10, 20 * 23);
        BufferedImage overlapping = drawn(names(2, ""), close, 24, 25, 48);
        assertThat(white(overlapping)).isCloseTo(white(apart), withPercentage(3));
    }

    private static long white(BufferedImage sheet) {
        return IntStream.range(0, SIDE * SIDE)
                .filter(i -> (sheet.getRGB(GAP + i % SIDE, GAP + i / SIDE) & 0xffffff) == 0xffffff)
                .count();
    }

    @Test
    void labelsNeverCoverEachOtherWhereThereIsRoom() {
        Rectangle2D picture = new Rectangle2D.Double(GAP, GAP, SIDE, SIDE);
        LabelPlacement placement = new LabelPlacement(picture, 30);
        Point2D middle = new Point2D.Double(100, 100);
        Point2D outside = new Point2D.Double(240, 240);
        List<Point2D> corners = new ArrayList<>(Collections.nCopies(9, middle));
        corners.addAll(Collections.nCopies(3, outside));
        List<Rectangle2D> placed = placement.place(corners, Collections.nCopies(12, 30.0));
        assertThat(placed.get(0)).isEqualTo(new Rectangle2D.Double(100, 100, 30, 30));
        assertThat(placed.get(9)).isEqualTo(new Rectangle2D.Double(GAP + SIDE - 30, GAP + SIDE - 30, 30, 30));
        for (int i = 0; i < placed.size(); i++) {
            assertThat(picture.contains(placed.get(i))).isTrue();
            for (int j = 0; j < i; j++) {
                assertThat(placed.get(i).intersects(placed.get(j)))
                        .as("%d and %d", i, j)
                        .isFalse();
            }
        }
        assertThat(placement.place(Collections.nCopies(60, middle), Collections.nCopies(60, 30.0)))
                .as("where there is no room, at their corner")
                .hasSize(60)
                .endsWith(new Rectangle2D.Double(100, 100, 30, 30));
    }
}
