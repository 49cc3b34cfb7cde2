package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxTest {
    private static final byte[] IMAGES = IdxFiles.images(5, 7, 3);
    private static final int CLASSES = 10;

    @TempDir
    Path dir;

    @Test
    void plainImagesAreReadAsWritten() throws IOException {
        Idx idx = Idx.images(write("images", IMAGES));

        assertThat(new int[] {idx.count(0), idx.count(1), idx.count(2)}).containsExactly(5, 7, 3);
        assertThat(idx.bytes()).isEqualTo(Arrays.copyOfRange(IMAGES, IdxFiles.IMAGES_HEADER, IMAGES.length));
    }

    @Test
    void gzippedImagesEqualPlainOnes() throws IOException {
        byte[] large = IdxFiles.images(300, 28, 28);

        assertThat(Idx.images(write("images.gz", IdxFiles.gzip(large))).bytes())
                .isEqualTo(Idx.images(write("images", large)).bytes());
    }

    @Test
    void labelsAreReadAsWritten() throws IOException {
        assertThat(Idx.labels(write("labels", IdxFiles.labels(3, 1, 4)), 0, CLASSES)
                        .bytes())
                .containsExactly(3, 1, 4);
    }

    @Test
    void aFileThatEndsWithinItsBodyIsNamedWithBothLengths() throws IOException {
        Path file = write("images", IdxFiles.cut(IMAGES, 100));

        assertFails(
                () -> Idx.images(file),
                "truncated file " + file,
                "ends at byte 100,",
                "expected 121 bytes",
                "5 images of 7x3",
                "found 100");
    }

    @Test
    void aFileThatEndsWithinItsHeaderIsNamedWithTheHeaderLength() throws IOException {
        Path file = write("images", IdxFiles.cut(IMAGES, 11));

        assertFails(
                () -> Idx.images(file), "truncated file " + file, "ends at byte 11,", "expected 16 bytes", "found 11");
    }

    @Test
    void anEmptyFileIsTruncatedAtByteZero() throws IOException {
        Path file = write("labels", new byte[0]);

        assertFails(
                () -> Idx.labels(file, 0, CLASSES), "truncated file " + file, "ends at byte 0,", "expected 8 bytes");
    }

    @Test
    void aTruncatedFileThatWasGzippedAfterwardsCountsUnpackedBytes() throws IOException {
        Path file = write("images.gz", IdxFiles.gzip(IdxFiles.cut(IMAGES, 100)));

        assertFails(
                () -> Idx.images(file),
                "truncated file " + file,
                "byte 100 of its unpacked content",
                "expected 121 bytes");
    }

    @Test
    void aTruncatedGzipFileIsTruncated() throws IOException {
        byte[] packed = IdxFiles.gzip(IMAGES);
        Path file = write("images.gz", IdxFiles.cut(packed, packed.length / 2));

        assertFails(() -> Idx.images(file), "truncated file " + file, "expected 121 bytes");
    }

    @Test
    void aGzipFileCutWithinItsChecksumIsTruncated() throws IOException {
        byte[] packed = IdxFiles.gzip(IMAGES);
        Path file = write("images.gz", IdxFiles.cut(packed, packed.length - 3));

        assertFails(
                () -> Idx.images(file),
                "truncated file " + file,
                "ends at byte " + (packed.length - 3),
                "before its gzip checksum");
    }

    @Test
    void aGzipFileCutWithinItsHeaderIsTruncated() throws IOException {
        Path file = write("images.gz", IdxFiles.cut(IdxFiles.gzip(IMAGES), 6));

        assertFails(() -> Idx.images(file), "truncated file " + file, "ends at byte 6", "within its gzip header");
    }

    @Test
    void aGzipFileWithAChangedByteIsCorrupt() throws IOException {
        byte[] packed = IdxFiles.gzip(IMAGES);
        packed[packed.length - 8] ^= 1;
        Path file = write("images.gz", packed);

        assertFails(() -> Idx.images(file), "corrupt gzip file " + file, "beyond byte 121 of its content");
    }

    @Test
    void aFileNamedGzipThatIsNoneIsCorrupt() throws IOException {
        Path file = write("images.gz", IMAGES);

        assertFails(() -> Idx.images(file), "corrupt gzip file " + file, "beyond byte 0 of its content");
    }

    @Test
    void anUnknownMagicNumberIsShownInHex() throws IOException {
        Path file = write("images", IdxFiles.header(0xcafebabe, new byte[4], 1, 2, 2));

        assertFails(
                () -> Idx.images(file),
                "wrong magic number in " + file,
                "expected 0x00000803 (images)",
                "found 0xcafebabe");
    }

    @Test
    void imagesInPlaceOfLabelsAreRecognized() throws IOException {
        Path file = write("labels", IMAGES);

        assertFails(
                () -> Idx.labels(file, 0, CLASSES),
                "wrong magic number in " + file,
                "expected 0x00000801 (labels)",
                "found 0x00000803 (a file of images)");
    }

    @Test
    void labelsInPlaceOfImagesAreRecognized() throws IOException {
        Path file = write("images", IdxFiles.labels(1, 2, 3));

        assertFails(() -> Idx.images(file), "expected 0x00000803 (images)", "found 0x00000801 (a file of labels)");
    }

    @Test
    void aGzipFileWithoutItsSuffixIsRecognized() throws IOException {
        Path file = write("images", IdxFiles.gzip(IMAGES));

        assertFails(
                () -> Idx.images(file),
                "wrong magic number in " + file,
                "found 0x1f8b0800",
                "a gzip file, whose name should end in .gz");
    }

    @Test
    void trailingBytesAreCounted() throws IOException {
        Path file = write("images", Arrays.copyOf(IMAGES, IMAGES.length + 6));

        assertFails(
                () -> Idx.images(file),
                "trailing bytes in " + file,
                "expected its end at byte 121,",
                "found 6 bytes more");
    }

    @Test
    void trailingBytesInAGzipFileAreCounted() throws IOException {
        byte[] labels = IdxFiles.labels(1, 2);
        Path file = write("labels.gz", IdxFiles.gzip(Arrays.copyOf(labels, labels.length + 1)));

        assertFails(
                () -> Idx.labels(file, 0, CLASSES),
                "trailing bytes in " + file,
                "expected its end at byte 10 of its unpacked content",
                "found 1 bytes more");
    }

    @Test
    void aLabelOutOfRangeIsNamedWithItsOffset() throws IOException {
        Path file = write("labels", IdxFiles.labels(1, 9, 200));

        assertFails(
                () -> Idx.labels(file, 0, CLASSES),
                "label out of range in " + file,
                "expected 0 to 9",
                "at byte 10 ",
                "label 2",
                "found 200");
    }

    @Test
    void aHeaderThatPromisesMoreThanAnArrayHoldsIsRefused() throws IOException {
        Path file = write("images", IdxFiles.header(0x00000803, new byte[0], -1, -1, -1));

        assertFails(() -> Idx.images(file), "impossible size in the header of " + file, "expected 1 to 2147483639");
    }

    @Test
    void imagesWithoutPixelsAreRefused() throws IOException {
        Path file = write("images", IdxFiles.header(0x00000803, new byte[0], 3, 0, 28));

        assertFails(() -> Idx.images(file), "impossible size in the header of " + file, "3 images of 0x28");
    }

    @Test
    void aFileThatIsNotThereCannotBeRead() {
        Path file = dir.resolve("nowhere");

        assertFails(() -> Idx.images(file), "cannot read " + file);
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(dir.resolve(name), content);
    }

    private static void assertFails(Runnable read, String... parts) {
        assertThatThrownBy(read::run)
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }
}
