package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Cifar10Test {
    private static final int RECORD = CifarFiles.RECORD;

    @TempDir
    Path dir;

    @Test
    void batchesInTheFolderBecomeTrainAndTest() throws IOException {
        CifarFiles.writeGood(dir);

        Split<LabeledImages> split = Cifar10.read(dir);

        assertThat(split.train()).hasToString("CIFAR-10 train: 4 images of 3x32x32 in 10 classes");
        assertThat(split.test()).hasToString("CIFAR-10 test: 2 images of 3x32x32 in 10 classes");
        assertThat(labels(split.train())).containsExactly(6, 9, 0, 4);
        assertThat(labels(split.test())).containsExactly(3, 8);
    }

    @Test
    void pixelsAreReadChannelByChannel() throws IOException {
        CifarFiles.writeGood(dir);
        float[] pixels = new float[3072];

        Cifar10.read(dir).train().copyPixels(1, pixels, 0);

        assertThat(pixels[0]).isEqualTo(1 / 255f);
        assertThat(pixels[1024]).as("first pixel of green").isEqualTo((1 + 1024) % 251 / 255f);
        assertThat(pixels[3071]).isEqualTo((1 + 3071) % 251 / 255f);
    }

    @Test
    void aSubfolderAndAnArchiveHoldTheSameAsTheFolder() throws IOException {
        CifarFiles.writeGood(dir.resolve("plain"));
        CifarFiles.writeGood(dir.resolve("below").resolve("cifar-10-batches-bin"));
        Path packed = Files.createDirectory(dir.resolve("packed"));
        writeArchive(packed, good());

        Split<LabeledImages> plain = Cifar10.read(dir.resolve("plain"));

        assertThat(Cifar10.read(dir.resolve("below"))).isEqualTo(plain);
        assertThat(Cifar10.read(packed)).isEqualTo(plain);
        try (Stream<Path> files = Files.list(packed)) {
            assertThat(files).as("nothing is unpacked to disk").hasSize(1);
        }
    }

    @Test
    void batchesAreInTheOrderOfTheirNumbersNotOfTheirNamesOrPlaces() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int number : new int[] {10, 2, 1}) {
            files.put(String.format(Locale.ROOT, "x/data_batch_%d.bin", number), CifarFiles.batch(number % 10));
            Files.write(
                    dir.resolve(String.format(Locale.ROOT, "data_batch_%d.bin", number)),
                    CifarFiles.batch(number % 10));
        }
        files.put("test_batch.bin", CifarFiles.batch(5));
        Files.write(dir.resolve("test_batch.bin"), CifarFiles.batch(5));
        Path packed = Files.createDirectory(dir.resolve("packed"));
        writeArchive(packed, files);

        assertThat(labels(Cifar10.read(dir).train())).containsExactly(1, 2, 0);
        assertThat(labels(Cifar10.read(packed).train())).containsExactly(1, 2, 0);
    }

    @Test
    void otherFilesInTheArchiveArePassedOver() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("cifar/batches.meta.txt", "airplane\n".getBytes(StandardCharsets.US_ASCII));
        files.put("cifar/._data_batch_1.bin", new byte[700]);
        files.put("cifar/empty", new byte[0]);
        files.putAll(good());
        files.put("cifar/readme.html", new byte[512]);
        writeArchive(dir, files);

        assertThat(Cifar10.read(dir).train().size()).isEqualTo(4);
    }

    @Test
    void aMissingFolderIsNamedWithWhatShouldBeInIt() {
        Path missing = dir.resolve("cifar10");

        assertFails(
                missing,
                "CIFAR-10 not found: " + missing + " is no folder",
                "cifar-10-binary.tar.gz",
                "--data-dir or PCN4J_DATA",
                "the folder that holds cifar10/");
    }

    @Test
    void anEmptyFolderIsNamedWithAllPlacesThatWereLookedAt() {
        assertFails(
                dir,
                "no batches in " + dir + " or " + dir.resolve("cifar-10-batches-bin"),
                "no archive *.tar.gz",
                "get cifar-10-binary.tar.gz");
    }

    @Test
    void missingBatchesAreNamed() throws IOException {
        Files.write(dir.resolve("data_batch_3.bin"), CifarFiles.batch(1));
        assertFails(dir, "CIFAR-10 not found: " + dir + " lacks test_batch.bin; ");

        Files.move(dir.resolve("data_batch_3.bin"), dir.resolve("test_batch.bin"));
        assertFails(dir, "CIFAR-10 not found: " + dir + " lacks data_batch_1.bin; ");
    }

    @Test
    void anArchiveWithoutBatchesIsNamedWithWhatItLacks() throws IOException {
        Path archive = writeArchive(dir, Map.of("readme", new byte[3]));

        assertFails(dir, archive + " lacks data_batch_1.bin, test_batch.bin");
    }

    @Test
    void severalArchivesAreRefusedRatherThanOneChosen() throws IOException {
        writeArchive(dir, good());
        Files.write(dir.resolve("other.tar.gz"), new byte[0]);

        assertFails(dir, "expected one archive *.tar.gz, found 2: cifar-10-binary.tar.gz, other.tar.gz");
    }

    @Test
    void aBatchThatIsTwiceInAnArchiveIsRefused() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>(good());
        files.put("copy/test_batch.bin", CifarFiles.batch(1));
        Path archive = writeArchive(dir, files);

        assertFails(dir, "expected each batch once, found another in copy/test_batch.bin of " + archive);
    }

    @Test
    void anIncompleteRecordIsNamedWithItsFileAndWhereItEnds() throws IOException {
        CifarFiles.writeGood(dir);
        Path file = Files.write(dir.resolve("data_batch_1.bin"), Arrays.copyOf(CifarFiles.batch(1, 2), RECORD + 5));

        assertFails(
                dir,
                "truncated file " + file,
                "ends at byte " + (RECORD + 5) + ", within record 1",
                "expected " + 2 * RECORD + " bytes (a multiple of 3073)");
    }

    @Test
    void aFileOfAnyOtherLengthThanWholeRecordsIsRefused() throws IOException {
        CifarFiles.writeGood(dir);
        byte[] whole = CifarFiles.batch(1);
        for (int length : new int[] {1, 2, 1536, RECORD - 1, RECORD + 1}) {
            Files.write(dir.resolve("test_batch.bin"), Arrays.copyOf(whole, length));

            assertFails(dir, "truncated file " + dir.resolve("test_batch.bin"), "ends at byte " + length + ",");
        }
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        CifarFiles.writeGood(dir);
        Path file = Files.write(dir.resolve("test_batch.bin"), new byte[0]);

        assertFails(dir, "empty file " + file, "expected a multiple of 3073 bytes");
    }

    @Test
    void aLabelAboveNineIsNamedWithItsFileRecordAndOffset() throws IOException {
        CifarFiles.writeGood(dir);
        Path file = Files.write(dir.resolve("data_batch_2.bin"), CifarFiles.batch(9, 0, 200));

        assertFails(
                dir,
                "label out of range in " + file,
                "expected 0 to 9 at byte " + 2 * RECORD + " (record 2), found 200");
    }

    @Test
    void damageWithinAnArchiveIsNamedWithTheFileAndTheArchive() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>(good());
        files.put("cifar-10-batches-bin/data_batch_2.bin", CifarFiles.batch(10));
        Path archive = writeArchive(dir, files);

        assertFails(dir, "label out of range in cifar-10-batches-bin/data_batch_2.bin of " + archive, "found 10");
    }

    @Test
    void theRealFilesHoldImagesInAllClasses() {
        Split<LabeledImages> split = Cifar10.read(RealData.folder("cifar10"));

        assertThat(split.test().size()).isEqualTo(10_000);
        assertThat(split.train().size())
                .as("one to five batches of 10000")
                .isBetween(10_000, 50_000)
                .matches(size -> size % 10_000 == 0);
        int[] counts = new int[10];
        for (int label : labels(split.test())) {
            counts[label]++;
        }
        assertThat(counts).containsOnly(1000);
    }

    private static int[] labels(LabeledImages images) {
        return IntStream.range(0, images.size()).map(images::label).toArray();
    }

    private static Map<String, byte[]> good() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("cifar-10-batches-bin/test_batch.bin", CifarFiles.batch(3, 8));
        files.put("cifar-10-batches-bin/data_batch_1.bin", CifarFiles.batch(6, 9, 0));
        files.put("cifar-10-batches-bin/data_batch_2.bin", CifarFiles.batch(4));
        return files;
    }

    private static Path writeArchive(Path dir, Map<String, byte[]> files) throws IOException {
        return Files.write(dir.resolve("cifar-10-binary.tar.gz"), IdxFiles.gzip(CifarFiles.tar(files)));
    }

    private static void assertFails(Path dir, String... parts) {
        assertThatThrownBy(() -> Cifar10.read(dir))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }
}
