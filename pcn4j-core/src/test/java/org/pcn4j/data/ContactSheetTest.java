package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContactSheetTest {
    private static final LabeledImages IMAGES =
            new LabeledImages("tiny", 1, 2, 1, new byte[] {10, 20, 30, (byte) 200}, new byte[] {0, 0});

    @TempDir
    Path dir;

    @Test
    void imagesAppearAtTwiceTheirSizeWithGapsBetween() throws IOException {
        Path png = dir.resolve("sheet.png");

        ContactSheet.write(IMAGES, 2, 2, png);

        BufferedImage sheet = ImageIO.read(png.toFile());
        assertThat(sheet.getWidth()).isEqualTo(2 + 6 + 6);
        assertThat(sheet.getHeight()).isEqualTo(2 + 4 + 4);
        assertThat(sheet.getRaster().getSample(2, 2, 0)).isEqualTo(10);
        assertThat(sheet.getRaster().getSample(5, 3, 0)).isEqualTo(20);
        assertThat(sheet.getRaster().getSample(11, 3, 0)).isEqualTo(200);
        assertThat(sheet.getRaster().getSample(6, 2, 0)).isEqualTo(0x40);
        assertThat(sheet.getRaster().getSample(2, 6, 0)).isEqualTo(0x40);
    }

    @Test
    void imagesOfThreeChannelsAppearInColor() throws IOException {
        Path png = dir.resolve("sheet.png");
        LabeledImages color =
                new LabeledImages("tiny", 3, 1, 2, 1, new byte[] {10, 20, 30, 40, 50, (byte) 200}, new byte[] {0});

        ContactSheet.write(color, 1, 1, png);

        BufferedImage sheet = ImageIO.read(png.toFile());
        assertThat(sheet.getRGB(2, 2)).isEqualTo(0xff0a1e32);
        assertThat(sheet.getRGB(5, 3)).isEqualTo(0xff1428c8);
        assertThat(sheet.getRGB(0, 0)).isEqualTo(0xff404040);
    }

    @Test
    void imagesOfTwoChannelsAreRefused() {
        LabeledImages two = new LabeledImages("two", 2, 1, 2, 1, new byte[4], new byte[1]);

        assertThatThrownBy(() -> ContactSheet.write(two, 1, 1, dir.resolve("sheet.png")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("contact sheet: expected images of 1 or 3 channels, found 2");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path png = dir.resolve("nowhere").resolve("sheet.png");

        assertThatThrownBy(() -> ContactSheet.write(IMAGES, 2, 1, png))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot write the contact sheet " + png);
    }

    @Test
    void aSheetWithoutCellsIsRefused() {
        assertThatThrownBy(() -> ContactSheet.write(IMAGES, 0, 3, dir.resolve("sheet.png")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("contact sheet: expected 1 to 10000 cells, found 0 columns and 3 rows");
    }
}
