package org.pcn4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.train.report.Axis.Scale;

class FiguresTest {
    @TempDir
    Path folder;

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }

    @Test
    void everythingThatWasMeasuredIsDrawn() throws IOException {
        List<Path> files = Figures.write(folder.resolve("new/figures"), ReportFixture.named("<b>"));
        assertThat(names(files))
                .containsExactly(
                        "loss.png",
                        "accuracy.png",
                        "energy.png",
                        "errors.png",
                        "wave.png",
                        "divergence.png",
                        "confusion.png",
                        "mistakes.png",
                        "filters.png");
        for (Path file : files) {
            BufferedImage image = ImageIO.read(file.toFile());
            long colors = IntStream.range(0, image.getWidth() * image.getHeight())
                    .map(place -> image.getRGB(place % image.getWidth(), place / image.getWidth()))
                    .distinct()
                    .count();
            assertThat(colors).as(file.toString()).isGreaterThan(2);
        }
    }

    @Test
    void whatWasNotMeasuredIsNotDrawn() {
        assertThat(Figures.write(folder, ReportFixture.begun())).isEmpty();
    }

    @Test
    void drawingTwiceGivesTheSamePictures() throws IOException {
        Path again = folder.resolve("again");
        List<Path> first = Figures.write(folder, ReportFixture.named("a"));
        Figures.write(again, ReportFixture.named("a"));
        for (Path file : first) {
            assertThat(again.resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void linesThatDifferHaveDifferentColors() {
        for (int count = 2; count <= 12; count++) {
            for (int one = 0; one < count; one++) {
                for (int other = 0; other < one; other++) {
                    Color a = Figures.shade(one, count);
                    Color b = Figures.shade(other, count);
                    int apart = Math.abs(a.getRed() - b.getRed())
                            + Math.abs(a.getGreen() - b.getGreen())
                            + Math.abs(a.getBlue() - b.getBlue());
                    assertThat(apart).as("%d and %d of %d", one, other, count).isGreaterThan(50);
                }
            }
        }
    }

    @Test
    void ticksAreRoundAndWithinTheAxis() {
        assertThat(new Axis(0, 12, Scale.LINEAR).ticks()).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0);
        assertThat(new Axis(0.5, 20, Scale.LOGARITHMIC).ticks()).containsExactly(0.5, 1.0, 2.0, 5.0, 10.0, 20.0);
        assertThat(new Axis(1e-7, 1, Scale.LOGARITHMIC).ticks())
                .extracting(Axis::text)
                .containsExactly("1e-7", "1e-6", "1e-5", "1e-4", "0.001", "0.01", "0.1", "1");
        for (double least : List.of(-3.0, 0.0, 1e-9, 5.0, 123456.0)) {
            Axis one = Axis.around(least, least, Scale.LINEAR, 0);
            assertThat(one.ticks()).isNotEmpty().allMatch(tick -> one.place(tick) >= 0 && one.place(tick) <= 1);
        }
    }
}
