package org.pcn4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.Shape;

class PictureTableTest {
    private static final Shape GRAY = Shape.of(1, 1, 2);

    @TempDir
    Path folder;

    private static PictureTable table() {
        double[] numbers = {0, 1, 1, 0};
        return new PictureTable(
                List.of("first", "second"),
                List.of(new PictureTable.Row(
                        "a <b>",
                        "of no note",
                        List.of(PictureTable.picture(GRAY, numbers, 0), PictureTable.picture(GRAY, numbers, 1)))));
    }

    private static int[] colors(Picture picture) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png()));
        return image.getRGB(0, 0, image.getWidth(), 1, new int[image.getWidth()], 0, image.getWidth());
    }

    @Test
    void eachPictureHasItsOwnNumbersAndWhatLiesBeyondIsCutOff() throws IOException {
        double[] numbers = {-3, 0.2, 7, 1};
        assertThat(colors(PictureTable.picture(GRAY, numbers, 0))).containsExactly(0xff000000, 0xff333333);
        assertThat(colors(PictureTable.picture(GRAY, numbers, 1))).containsExactly(0xffffffff, 0xffffffff);
        assertThat(colors(PictureTable.picture(Shape.of(3, 1, 1), new double[] {1, 2, -1}, 0)))
                .containsExactly(0xffffff00);
    }

    @Test
    void theSheetShowsPicturesBelowTheHeadsOfTheirColumns() throws IOException {
        Path sheet = folder.resolve("sheet.png");
        table().save(sheet);
        BufferedImage image = ImageIO.read(sheet.toFile());
        // Two columns of 140 between gaps of 16; the second picture is the first one's negative.
        assertThat(image.getWidth()).isEqualTo(16 + 2 * 156);
        assertThat(image.getRGB(16 + 35, 44 + 16 + 35) & 0xff).isZero();
        assertThat(image.getRGB(16 + 105, 44 + 16 + 35) & 0xff).isEqualTo(255);
        assertThat(image.getRGB(172 + 35, 44 + 16 + 35) & 0xff).isEqualTo(255);
        assertThat(image.getRGB(172 + 105, 44 + 16 + 35) & 0xff).isZero();
        assertThat(table().svg()).startsWith("<svg ").contains("href=\"data:image/png;base64,");
    }

    @Test
    void thePageNamesRowsAndColumnsAndHasPicturesWithinIt() throws IOException {
        Path page = folder.resolve("page.html");
        table().savePage(page, "A title", List.of("a line above"), List.of());
        assertThat(Files.readString(page))
                .contains("<title>A title")
                .contains("a line above")
                .contains("<th>first</th><th>second</th>")
                .contains("<th>a &lt;b&gt;</th>")
                .contains("alt=\"second of a &lt;b&gt;\" src=\"data:image/png;base64,")
                .contains("of no note")
                .doesNotContain("<figure>");
    }

    @Test
    void aRowOfAnotherLengthAndNoRowAreRefused() {
        assertThatThrownBy(() -> new PictureTable(List.of("one"), List.of()))
                .hasMessage("expected at least one row of 1 pictures");
        List<PictureTable.Row> rows = table().rows();
        assertThatThrownBy(() -> new PictureTable(List.of("one"), rows))
                .hasMessage("expected at least one row of 1 pictures");
    }
}
