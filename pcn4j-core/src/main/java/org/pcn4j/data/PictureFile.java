package org.pcn4j.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
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

/** A picture in a file: PNG, JPEG, GIF, of which the first frame counts, or BMP, told by what is in the file. */
record PictureFile(Path path) {
    private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");
    // A decoder fills up what is missing and only warns. What else it warns of, as of an odd colour profile, is no
    // damage.
    private static final Pattern DAMAGE =
            Pattern.compile("corrupt|premature|truncated|inconsistent", Pattern.CASE_INSENSITIVE);

    /** What is asked of an open file. */
    private interface Question<T> {
        T ask(ImageReader reader) throws IOException;
    }

    /**
     * Returns the size, without decoding the pixels.
     *
     * @throws DataException if the file cannot be read or is no picture in one of the formats
     */
    PictureSize size() {
        return ask(reader -> new PictureSize(reader.getHeight(0), reader.getWidth(0)));
    }

    /**
     * Returns the picture.
     *
     * @param channels 1 for grey, 3 for red, green and blue
     * @throws DataException if the file cannot be read, is no picture in one of the formats or is damaged
     */
    Picture read(int channels) {
        return ask(reader -> {
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            BufferedImage image = reader.read(0);
            for (String warning : warnings) {
                if (DAMAGE.matcher(warning).find()) {
                    throw new IOException(warning);
                }
            }
            return Picture.of(image, channels);
        });
    }

    private <T> T ask(Question<T> question) {
        if (!Files.isRegularFile(path)) {
            throw new DataException(String.format(Locale.ROOT, "no image: %s is no file", path));
        }
        // Not ImageIO's own stream of a path, which writes a file of its own to the disk.
        try (ImageInputStream in = new MemoryCacheImageInputStream(Files.newInputStream(path))) {
            ImageReader reader = reader(in)
                    .orElseThrow(() -> new DataException(
                            String.format(Locale.ROOT, "no image: %s is not in PNG, JPEG, GIF or BMP format", path)));
            return ask(question, in, reader);
        } catch (IOException e) {
            throw new DataException(String.format(Locale.ROOT, "cannot read the image %s: %s", path, oneLine(e)), e);
        }
    }

    private <T> T ask(Question<T> question, ImageInputStream in, ImageReader reader) {
        try {
            reader.setInput(in);
            return question.ask(reader);
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
        return new DataException(String.format(Locale.ROOT, "damaged image %s: %s", path, oneLine(cause)), cause);
    }

    private static String oneLine(Exception e) {
        return e.toString().replaceAll("\\s+", " ");
    }
}
