package org.pcn4j.data;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A picture as it is stored: PNG, JPEG, GIF, of which the first frame counts, or BMP, told by its bytes. Does not copy
 * them.
 */
final class EncodedPicture {
    /** How many pixels are decoded at most: some 200 MB in colors. */
    static final int MOST_PIXELS = 1 << 26;

    private static final int MOST_BYTES = 1 << 29;
    private static final String JPEG = "jpeg";
    private static final String PNG = "png";
    private static final Set<String> FORMATS = Set.of(PNG, JPEG, "gif", "bmp");
    private static final int PNG_SIGNATURE = 8;
    private static final int CHUNK_FRAME = 12;
    private static final int CHUNK_HEAD = 8;
    // A decoder fills up what is missing and only warns. What else it warns of, as of an odd color profile, is no
    // damage.
    private static final Pattern DAMAGE =
            Pattern.compile("corrupt|premature|truncated|inconsistent", Pattern.CASE_INSENSITIVE);

    private final String where;
    private final byte[] bytes;

    /**
     * Takes the bytes of a whole file.
     *
     * @param where it is from, for messages
     */
    EncodedPicture(String where, byte[] bytes) {
        this.where = where;
        this.bytes = bytes;
    }

    /**
     * Reads the bytes of a file, and decodes nothing yet.
     *
     * @throws DataException if the file cannot be read or is larger than any picture
     */
    static EncodedPicture of(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new DataException(String.format(Locale.ROOT, "no image: %s is no file", path));
        }
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "no image: expected %s to have at most %d bytes, found %d",
                        path,
                        MOST_BYTES,
                        Files.size(path)));
            }
            return new EncodedPicture(path.toString(), Files.readAllBytes(path));
        } catch (IOException e) {
            throw new DataException(
                    String.format(Locale.ROOT, "cannot read the image %s: %s", path, FileFailure.reason(e)), e);
        }
    }

    /** What is asked of an open picture. */
    private interface Question<T> {
        T ask(ImageReader reader, String format) throws IOException;
    }

    /**
     * Returns the size of the upright picture, without decoding the pixels.
     *
     * @throws DataException if it is no picture in one of the formats
     */
    PictureSize size() {
        return ask((reader, format) -> turn(format).size(size(reader)));
    }

    /**
     * Returns the upright picture.
     *
     * @throws DataException if it is no picture in one of the formats, has more pixels than are decoded, or is damaged
     */
    Picture read(ImageReading reading) {
        return ask((reader, format) -> {
            requireFew(size(reader));
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            PixelRows rows = format.equals(JPEG) ? jpeg(reader) : BufferedRows.of(reader.read(0), reading.ground());
            for (String warning : warnings) {
                if (DAMAGE.matcher(warning).find()) {
                    throw new IOException(warning);
                }
            }
            return Picture.of(rows, reading.channels(), turn(format));
        });
    }

    private static PictureSize size(ImageReader reader) throws IOException {
        return new PictureSize(reader.getHeight(0), reader.getWidth(0));
    }

    /** Before any is decoded: a few bytes may stand for more pixels than there is memory. */
    private void requireFew(PictureSize size) {
        if ((long) size.height() * size.width() > MOST_PIXELS) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "too large an image: expected %s to have at most %d pixels, found %d, %s (height x width); make it "
                            + "smaller before",
                    where,
                    MOST_PIXELS,
                    (long) size.height() * size.width(),
                    size));
        }
    }

    private PixelRows jpeg(ImageReader reader) throws IOException {
        JpegHeader header = JpegHeader.of(bytes);
        Raster raster = reader.readRaster(0, null);
        return new JpegRows(raster, header.colors(raster.getNumBands()), header.inksAreInverted());
    }

    private Turn turn(String format) {
        if (format.equals(JPEG)) {
            return JpegHeader.of(bytes).turn();
        }
        return format.equals(PNG) ? turnOfPng() : Turn.NONE;
    }

    private Turn turnOfPng() {
        int at = PNG_SIGNATURE;
        while (at + CHUNK_FRAME <= bytes.length) {
            ByteBuffer chunk = ByteBuffer.wrap(bytes, at, bytes.length - at).slice();
            int length = chunk.getInt();
            if (length < 0 || length > bytes.length - at - CHUNK_FRAME) {
                break;
            }
            if (new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1).equals("eXIf")) {
                return Turn.of(ByteBuffer.wrap(bytes, at + CHUNK_HEAD, length).slice());
            }
            at += CHUNK_FRAME + length;
        }
        return Turn.NONE;
    }

    private <T> T ask(Question<T> question) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            ImageReader reader = reader(in)
                    .orElseThrow(() -> new DataException(
                            String.format(Locale.ROOT, "no image: %s is not in PNG, JPEG, GIF or BMP format", where)));
            return ask(question, in, reader);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private <T> T ask(Question<T> question, ImageInputStream in, ImageReader reader) {
        try {
            reader.setInput(in);
            return question.ask(reader, format(reader));
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders meet damage with exceptions of any kind.
            throw damaged(e);
        } finally {
            reader.dispose();
        }
    }

    private static Optional<ImageReader> reader(ImageInputStream in) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (FORMATS.contains(format(reader))) {
                return Optional.of(reader);
            }
            reader.dispose();
        }
        return Optional.empty();
    }

    private static String format(ImageReader reader) {
        try {
            return reader.getFormatName().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            // A reader that cannot even say what it reads.
            return "";
        }
    }

    private DataException damaged(Exception cause) {
        return new DataException(String.format(Locale.ROOT, "damaged image %s: %s", where, reason(cause)), cause);
    }

    private static String reason(Exception damage) {
        for (Throwable cause = damage; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException) {
                return "it is cut off";
            }
        }
        // What decoders run into while they do not expect damage tells nothing.
        return damage instanceof IOException failure ? FileFailure.reason(failure) : "its decoder cannot read it";
    }
}
