package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures become numbers by their color model. The expected levels are those that Pillow finds in the same files. */
final class PictureTest {
    private static final byte[] ADOBE = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };
    private static final int TRANSFORM = 15;

    @TempDir
    Path dir;

    @Test
    void whatIsTransparentLiesOnTheGround() throws IOException {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_4BYTE_ABGR);
        image.setRGB(0, 0, 0xff000000);
        image.setRGB(1, 0, 0x00000000);
        image.setRGB(2, 0, 0x8000ff00);
        image.setRGB(3, 0, 0x214d0ac8);
        byte[] png = encode(image, "png");

        assertThat(colors(png, Ground.WHITE)).containsExactly(0x000000, 0xffffff, 0x7fff7f, 0xe8dff8);
        assertThat(colors(png, Ground.BLACK)).containsExactly(0x000000, 0x000000, 0x008000, 0x0a011a);
        assertThat(colors(png, new Ground(255, 0, 100))).startsWith(0x000000, 0xff0064);
        assertThat(levels(png, ImageReading.gray(), 1, 4)).startsWith(0, 255);
        assertThat(levels(png, ImageReading.gray().on(Ground.BLACK), 1, 4)).startsWith(0, 0);
    }

    @Test
    void blackStrokesOnATransparentGroundAreSeen() throws IOException {
        for (String name : new String[] {"down/1.png", "across/1.png"}) {
            BufferedImage image = new BufferedImage(5, 5, BufferedImage.TYPE_4BYTE_ABGR);
            for (int i = 0; i < 5; i++) {
                image.setRGB(name.startsWith("down") ? 2 : i, name.startsWith("down") ? i : 2, 0xff000000);
            }
            Files.createDirectories(dir.resolve(name).getParent());
            Files.write(dir.resolve(name), encode(image, "png"));
        }

        LabeledImages white = ImageFolder.of(dir).gray().read();
        LabeledImages blue = ImageFolder.of(dir).on(Ground.of("#0000ff")).read();

        assertThat(pixels(white, 0)).contains(0f, 1f);
        assertThat(pixels(white, 0)).isNotEqualTo(pixels(white, 1));
        assertThat(Arrays.copyOfRange(pixels(blue, 0), 50, 75)).contains(1f);
        assertThat(Arrays.copyOf(pixels(blue, 0), 50)).containsOnly(0f);
        assertThat(new ImageFile(dir.resolve("down/1.png")).read(1, 5, 5)).isEqualTo(pixels(white, 1));
        assertThat(new ImageFile(dir.resolve("down/1.png"))
                        .read(ImageReading.color().on(Ground.of("#0000ff")), 5, 5))
                .isEqualTo(pixels(blue, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT})
    void graysAndColorsWithAlphaAreReadAtEightAndSixteenBits(int type) throws IOException {
        int scale = type == DataBuffer.TYPE_BYTE ? 1 : 257;
        BufferedImage grays = image(type, ColorSpace.CS_GRAY, 2);
        grays.getRaster().setPixel(0, 0, new int[] {76 * scale, 255 * scale});
        grays.getRaster().setPixel(1, 0, new int[] {150 * scale, 128 * scale});
        BufferedImage colors = image(type, ColorSpace.CS_sRGB, 4);
        colors.getRaster().setPixel(0, 0, new int[] {10 * scale, 200 * scale, 90 * scale, 255 * scale});
        colors.getRaster().setPixel(1, 0, new int[] {0, 255 * scale, 0, 128 * scale});

        assertThat(colors(encode(grays, "png"), Ground.WHITE)).containsExactly(0x4c4c4c, 0xcacaca);
        assertThat(colors(encode(colors, "png"), Ground.WHITE)).containsExactly(0x0ac85a, 0x7fff7f);
    }

    @Test
    void palettesMayHoldTransparentColors() throws IOException {
        byte[] red = {0, (byte) 255, 0};
        byte[] green = {0, 0, (byte) 255};
        byte[] alpha = {0, (byte) 255, (byte) 128};
        IndexColorModel palette = new IndexColorModel(2, 3, red, green, new byte[3], alpha);
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
        IntStream.range(0, 3).forEach(i -> image.getRaster().setSample(i, 0, 0, i));

        assertThat(colors(encode(image, "png"), Ground.WHITE)).containsExactly(0xffffff, 0xff0000, 0x7fff7f);
        assertThat(colors(encode(image, "png"), Ground.BLACK)).containsExactly(0x000000, 0xff0000, 0x008000);

        BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.setRGB(1, 0, 0xffffff);
        for (String format : new String[] {"png", "bmp", "gif"}) {
            assertThat(colors(encode(bits, format), Ground.WHITE)).as(format).containsExactly(0x000000, 0xffffff);
        }
    }

    @Test
    void oneColorOfAPngMayBeTransparent() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xff0000);
        image.setRGB(1, 0, 0x0000ff);
        byte[] png = insert(encode(image, "png"), 33, chunk("tRNS", new byte[] {0, (byte) 255, 0, 0, 0, 0}));

        assertThat(colors(png, Ground.of("#00ff00"))).containsExactly(0x00ff00, 0x0000ff);
    }

    @ParameterizedTest
    @CsvSource({
        // What is stored; the color: of inks, of Adobe's complements of inks, of those with the first three in YCbCr.
        "100 60 20 30, 89accf, 0c0702, 0c0702",
        "0 0 0 0, ffffff, 000000, 000000",
        "255 255 255 255, 000000, ffffff, ffffff",
        "100 0 0 100, 5e9b9b, 270000, 270000"
    })
    void inksBecomeColorsByTheirProducts(String stored, String inks, String adobe, String ycck) throws IOException {
        int[] samples =
                Arrays.stream(stored.split(" ")).mapToInt(Integer::parseInt).toArray();
        byte[] plain = jpeg(samples);
        byte[] inverted = insert(plain, 2, ADOBE);

        assertThat(hex(colors(plain, Ground.WHITE)[0])).isEqualTo(inks);
        assertThat(hex(colors(inverted, Ground.WHITE)[0])).isEqualTo(adobe);

        // Of R, G and B, the complements of what is to come out.
        int red = 255 - samples[0];
        int green = 255 - samples[1];
        int blue = 255 - samples[2];
        int y = (int) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
        int cb = (int) Math.round(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue);
        int cr = (int) Math.round(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue);
        byte[] transformed = insert(jpeg(y, Math.min(cb, 255), Math.min(cr, 255), samples[3]), 2, ADOBE);
        transformed[2 + TRANSFORM] = 2;
        int found = colors(transformed, Ground.WHITE)[0];
        for (int shift = 0; shift <= 16; shift += 8) {
            assertThat(found >> shift & 0xff)
                    .as("%s, whose YCbCr is rounded, found %s", ycck, hex(found))
                    .isBetween(
                            (Integer.parseInt(ycck, 16) >> shift & 0xff) - 1,
                            (Integer.parseInt(ycck, 16) >> shift & 0xff) + 1);
        }
    }

    @Test
    void threeComponentsAreYcbcrUnlessTheFileSaysOtherwise() throws IOException {
        byte[] bare = jpeg(76, 85, 255);
        byte[] rgb = insert(bare, 2, ADOBE);

        assertThat(hex(colors(bare, Ground.WHITE)[0])).isEqualTo("fe0000");
        assertThat(hex(colors(rgb, Ground.WHITE)[0])).isEqualTo("4c55ff");
        byte[] ycc = rgb.clone();
        ycc[2 + TRANSFORM] = 1;
        assertThat(hex(colors(ycc, Ground.WHITE)[0])).isEqualTo("fe0000");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3, abc def", "2, 3, cba fed", "3, 3, fed cba", "4, 3, def abc",
        "5, 2, ad be cf", "6, 2, da eb fc", "7, 2, fc eb da", "8, 2, cf be ad"
    })
    void anOrientationOfExifIsFollowed(int orientation, int width, String upright) throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage blocks = new BufferedImage(24, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 6; i++) {
            image.getRaster().setSample(i % 3, i / 3, 0, 'a' + i);
            for (int j = 0; j < 64; j++) {
                blocks.getRaster().setSample(i % 3 * 8 + j % 8, i / 3 * 8 + j / 8, 0, 'a' + i);
            }
        }
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            byte[] tiff = tiff(order, orientation);
            byte[] png = insert(encode(image, "png"), 33, chunk("eXIf", tiff));
            byte[] jpeg = insert(write(blocks.getRaster()), 2, segment(tiff));
            int height = 6 / width;
            int[] expected = upright.replace(" ", "").chars().toArray();

            assertThat(levels(png, ImageReading.gray(), height, width)).containsExactly(expected);
            assertThat(new EncodedPicture("it", png).size()).isEqualTo(new PictureSize(height, width));
            assertThat(new EncodedPicture("it", jpeg).size()).isEqualTo(new PictureSize(8 * height, 8 * width));
            int[] large = levels(jpeg, ImageReading.gray(), 8 * height, 8 * width);
            for (int i = 0; i < 6; i++) {
                assertThat(large[(i / width * 8 + 4) * 8 * width + i % width * 8 + 4])
                        .as("block %d", i)
                        .isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void damagedNotesOfACameraAreNoOrientation() throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
        byte[] tiff = tiff(ByteOrder.BIG_ENDIAN, 6);
        for (int length = 0; length < tiff.length - 4; length++) {
            byte[] png = insert(encode(image, "png"), 33, chunk("eXIf", Arrays.copyOf(tiff, length)));
            assertThat(new EncodedPicture("it", png).size().width())
                    .as("cut at %d", length)
                    .isIn(2, 3);
        }
        assertThat(Turn.of(ByteBuffer.wrap(tiff(ByteOrder.BIG_ENDIAN, 9)))).isEqualTo(Turn.NONE);
        byte[] far = tiff(ByteOrder.BIG_ENDIAN, 6);
        far[4] = (byte) 0xff;
        assertThat(Turn.of(ByteBuffer.wrap(far))).isEqualTo(Turn.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void tooManyPixelsAreRefusedBeforeTheyAreDecoded(int interlaced) throws IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(rows)) {
            out.write(new byte[30_000]);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        byte[] size = ByteBuffer.allocate(13).putInt(30_000).putInt(40_000).array();
        size[8] = 1;
        size[12] = (byte) interlaced;
        png.write(chunk("IHDR", size));
        png.write(chunk("IDAT", rows.toByteArray()));
        png.write(chunk("IEND", new byte[0]));

        assertThatThrownBy(() -> ImageFile.read(png.toByteArray(), "large.png", ImageReading.gray(), 28, 28))
                .isInstanceOf(DataException.class)
                .hasMessage("too large an image: expected large.png to have at most 67108864 pixels, found 1200000000, "
                        + "40000x30000 (height x width); make it smaller before");
    }

    @Test
    void whatIsWrongIsSaidWithoutTheNamesOfClasses() throws IOException {
        BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        byte[] whole = encode(image, "png");
        byte[] cut = Arrays.copyOf(whole, whole.length - 20);

        assertThatThrownBy(() -> ImageFile.read(cut, "cut.png", ImageReading.color(), 4, 4))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("damaged image cut.png: ")
                .hasMessageNotContainingAny("Exception", "javax", "java.");
        assertThatThrownBy(() -> ImageFile.read(new byte[3], "it", ImageReading.color(), 4, 4))
                .hasMessage("no image: it is not in PNG, JPEG, GIF or BMP format");
        assertThatThrownBy(() -> new ImageFile(dir.resolve("none.png")).read(1, 4, 4))
                .hasMessage("no image: " + dir.resolve("none.png") + " is no file");
    }

    @Test
    void groundsAreNamedOrWrittenInHexadecimal() {
        assertThat(Ground.of("white")).isEqualTo(Ground.WHITE).hasToString("white");
        assertThat(Ground.of("#000000")).isEqualTo(Ground.BLACK).hasToString("black");
        assertThat(Ground.of("#Ffcc01")).isEqualTo(new Ground(255, 204, 1)).hasToString("#ffcc01");
        for (String wrong : new String[] {"", "red", "#fff", "#00000g", "ffffff"}) {
            assertThatThrownBy(() -> Ground.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("expected white, black or a color as #ffcc00, found '" + wrong + "'");
        }
        assertThatThrownBy(() -> new Ground(0, 256, 0))
                .hasMessage("ground: expected three levels of 0 to 255, found 0, 256, 0");
        assertThatThrownBy(() -> new ImageReading(2, Ground.WHITE))
                .hasMessage("channels of an image: expected 1 or 3, found 2");
    }

    private static BufferedImage image(int type, int space, int bands) {
        ColorModel model =
                new ComponentColorModel(ColorSpace.getInstance(space), true, false, Transparency.TRANSLUCENT, type);
        WritableRaster raster = Raster.createInterleavedRaster(type, 2, 1, bands, null);
        return new BufferedImage(model, raster, false, null);
    }

    /** A JPEG of 8x8 pixels of these components, without a marker that says what they are. */
    private static byte[] jpeg(int... samples) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, samples.length, null);
        for (int i = 0; i < 64; i++) {
            raster.setPixel(i % 8, i / 8, samples);
        }
        byte[] jpeg = write(raster);
        boolean jfif = jpeg[3] == (byte) 0xe0;
        return jfif ? remove(jpeg, 2, 2 + (jpeg[4] << 8 | jpeg[5])) : jpeg;
    }

    private static byte[] write(Raster raster) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(1);
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] tiff(ByteOrder order, int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(26).order(order);
        tiff.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949))
                .putShort((short) 42)
                .putInt(8);
        tiff.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
        tiff.putShort((short) orientation).putShort((short) 0).putInt(0);
        return tiff.array();
    }

    private static byte[] segment(byte[] tiff) {
        return ByteBuffer.allocate(10 + tiff.length)
                .putShort((short) 0xffe1)
                .putShort((short) (8 + tiff.length))
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(tiff)
                .array();
    }

    private static byte[] chunk(String type, byte[] content) {
        byte[] named = ByteBuffer.allocate(4 + content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
        CRC32 crc = new CRC32();
        crc.update(named);
        return ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(named)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] insert(byte[] into, int at, byte[] what) {
        return ByteBuffer.allocate(into.length + what.length)
                .put(into, 0, at)
                .put(what)
                .put(into, at, into.length - at)
                .array();
    }

    private static byte[] remove(byte[] from, int at, int count) {
        return ByteBuffer.allocate(from.length - count)
                .put(from, 0, at)
                .put(from, at + count, from.length - at - count)
                .array();
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            assertThat(ImageIO.write(image, format, out)).isTrue();
        }
        return bytes.toByteArray();
    }

    private static int[] colors(byte[] file, Ground ground) {
        PictureSize size = new EncodedPicture("it", file).size();
        int[] levels = levels(file, ImageReading.color().on(ground), size.height(), size.width());
        int pixels = size.pixels();
        return IntStream.range(0, pixels)
                .map(i -> levels[i] << 16 | levels[pixels + i] << 8 | levels[2 * pixels + i])
                .toArray();
    }

    private static int[] levels(byte[] file, ImageReading reading, int height, int width) {
        float[] pixels = ImageFile.read(file, "it", reading, height, width);
        return IntStream.range(0, pixels.length)
                .map(i -> Math.round(255 * pixels[i]))
                .toArray();
    }

    private static float[] pixels(LabeledImages images, int image) {
        float[] pixels = new float[images.numbersPerImage()];
        images.copyPixels(image, pixels, 0);
        return pixels;
    }

    private static String hex(int rgb) {
        return String.format(Locale.ROOT, "%06x", rgb);
    }
}
