package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Cifar100Test {
    private static final int RECORD = 3074;

    @TempDir
    Path dir;

    @Test
    void fineLabelsAreTheClassesUnlessCoarseOnesAreAskedFor() throws IOException {
        writeGood(dir);

        Split<LabeledImages> fine = Cifar100.read(dir);
        Split<LabeledImages> coarse = Cifar100.read(dir, Cifar100.Labels.COARSE);

        assertThat(fine.train()).hasToString("CIFAR-100 train: 3 images of 3x32x32 in 100 classes");
        assertThat(labels(fine.train())).containsExactly(99, 0, 42);
        assertThat(labels(fine.test())).containsExactly(7);
        assertThat(coarse.train()).hasToString("CIFAR-100 train: 3 images of 3x32x32 in 20 classes");
        assertThat(labels(coarse.train())).containsExactly(19, 3, 0);
        assertThat(labels(coarse.test())).containsExactly(11);
        assertThat(Cifar100.read(dir, Cifar100.Labels.FINE)).isEqualTo(fine);
    }

    @Test
    void pixelsBeginAfterBothLabels() throws IOException {
        writeGood(dir);
        float[] pixels = new float[3072];

        Cifar100.read(dir).train().copyPixels(1, pixels, 0);

        assertThat(pixels[0]).isEqualTo(1 / 255f);
        assertThat(pixels[1024]).as("first pixel of green").isEqualTo((1 + 1024) % 251 / 255f);
        assertThat(pixels[3071]).isEqualTo((1 + 3071) % 251 / 255f);
    }

    @Test
    void aSubfolderAnArchiveInAFolderAndAnArchiveHoldTheSameAsTheFolder() throws IOException {
        writeGood(dir.resolve("plain"));
        writeGood(dir.resolve("below").resolve("cifar-100-binary"));
        Path packed = Files.createDirectory(dir.resolve("packed"));
        Path archive = writeArchive(packed, good());

        Split<LabeledImages> plain = Cifar100.read(dir.resolve("plain"));

        assertThat(Cifar100.read(dir.resolve("below"))).isEqualTo(plain);
        assertThat(Cifar100.read(packed)).isEqualTo(plain);
        assertThat(Cifar100.read(archive)).isEqualTo(plain);
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Path missing = dir.resolve("none");
        assertFails(missing, "CIFAR-100 not found: " + missing + " is no folder; get cifar-100-binary.tar.gz");
        assertFails(dir, "no batches in " + dir + " or " + dir.resolve("cifar-100-binary"), "no archive *.tar.gz");

        Files.write(dir.resolve("train.bin"), record(1, 2));
        assertFails(dir, "CIFAR-100 not found: " + dir + " lacks test.bin; ");

        Files.move(dir.resolve("train.bin"), dir.resolve("test.bin"));
        assertFails(dir, "CIFAR-100 not found: " + dir + " lacks train.bin; ");
    }

    @Test
    void theArchiveOfCifar10IsRefused() throws IOException {
        Path archive = writeArchive(
                dir, Map.of("data_batch_1.bin", CifarFiles.batch(1), "test_batch.bin", CifarFiles.batch(1)));

        assertFails(archive, archive + " lacks train.bin, test.bin");
    }

    @Test
    void aLabelOutOfRangeIsNamedWhicheverItIs() throws IOException {
        writeGood(dir);
        Path file = dir.resolve("train.bin");

        Files.write(file, join(record(1, 2), record(20, 2)));
        assertFails(dir, "label out of range in " + file, "expected 0 to 19 at byte 3074 (record 1), found 20");

        Files.write(file, join(record(1, 2), record(1, 100)));
        assertFails(dir, "label out of range in " + file, "expected 0 to 99 at byte 3075 (record 1), found 100");
    }

    @Test
    void anIncompleteRecordAndAnEmptyFileAreRefused() throws IOException {
        writeGood(dir);
        Path file = Files.write(dir.resolve("test.bin"), Arrays.copyOf(record(1, 2), RECORD - 1));
        assertFails(dir, "truncated file " + file, "ends at byte 3073, within record 0, expected 3074 bytes");

        Files.write(file, new byte[0]);
        assertFails(dir, "empty file " + file, "expected a multiple of 3074 bytes");
    }

    @Test
    void anArchiveThatIsCutOffIsRefused() throws IOException {
        byte[] whole = IdxFiles.gzip(CifarFiles.tar(good()));
        Path archive = Files.write(dir.resolve("cifar-100-binary.tar.gz"), Arrays.copyOf(whole, whole.length / 2));

        assertFails(archive, archive.toString());
    }

    @Test
    void theRealFilesHoldAsManyImagesOfEachClass() {
        Split<LabeledImages> split = Cifar100.read(RealData.folder("cifar100"));

        assertThat(split.train().size()).isEqualTo(50_000);
        int[] counts = new int[100];
        for (int label : labels(split.test())) {
            counts[label]++;
        }
        assertThat(counts).containsOnly(100);
    }

    private static int[] labels(LabeledImages images) {
        return IntStream.range(0, images.size()).map(images::label).toArray();
    }

    private static byte[] train() {
        return join(record(19, 99), record(3, 0), record(0, 42));
    }

    private static void writeGood(Path dir) throws IOException {
        Files.createDirectories(dir);
        Files.write(dir.resolve("train.bin"), train());
        Files.write(dir.resolve("test.bin"), record(11, 7));
    }

    private static Map<String, byte[]> good() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("cifar-100-binary/fine_label_names.txt", new byte[3]);
        files.put("cifar-100-binary/test.bin", record(11, 7));
        files.put("cifar-100-binary/train.bin", train());
        return files;
    }

    private static Path writeArchive(Path dir, Map<String, byte[]> files) throws IOException {
        return Files.write(dir.resolve("cifar-100-binary.tar.gz"), IdxFiles.gzip(CifarFiles.tar(files)));
    }

    private static byte[] record(int coarse, int fine) {
        byte[] record = new byte[RECORD];
        record[0] = (byte) coarse;
        record[1] = (byte) fine;
        return record;
    }

    /** Puts records into one file; pixel j of record i is i + j, modulo 251. */
    private static byte[] join(byte[]... records) {
        byte[] all = new byte[records.length * RECORD];
        for (int i = 0; i < records.length; i++) {
            System.arraycopy(records[i], 0, all, i * RECORD, RECORD);
            for (int j = 0; j < RECORD - 2; j++) {
                all[i * RECORD + 2 + j] = (byte) ((i + j) % 251);
            }
        }
        return all;
    }

    private static void assertFails(Path path, String... parts) {
        assertThatThrownBy(() -> Cifar100.read(path))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }
}
