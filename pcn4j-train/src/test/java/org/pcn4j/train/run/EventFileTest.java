package org.pcn4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.file.ProtoFields;

class EventFileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_790_000_000_250L), ZoneOffset.UTC);

    // event.proto and summary.proto
    private static final int TIME = 1;
    private static final int STEP = 2;
    private static final int SUMMARY = 5;
    private static final int SESSION = 7;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int NUMBER = 2;
    private static final int IMAGE = 4;
    private static final int HISTOGRAM = 5;
    private static final int TENSOR = 8;
    private static final int METADATA = 9;

    @TempDir
    private Path folder;

    private static ProtoFields value(ProtoFields event) {
        return event.message(SUMMARY).message(VALUE);
    }

    /** RFC 3720, B.4: the checksum by which the reader of this test checks. */
    @Test
    void theReadersChecksumIsThatOfTheStandardsExamples() {
        assertThat(EventRecords.crc(new byte[32])).isEqualTo(0x8a9136aa);
        assertThat(EventRecords.crc("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(0xe3069283);
    }

    @Test
    void theFirstRecordIsTheVersionThenTheSessionStartsAndNumbersFollowByTagAndStep() throws IOException {
        Path file;
        try (EventFile events = EventFile.started(folder.resolve("a/run"), CLOCK, 0)) {
            file = events.file();
            events.scalar("train/loss", 7, 0.1);
            Map<String, Double> both = new LinkedHashMap<>();
            both.put("validation/loss", 2.5);
            both.put("validation/accuracy", Double.NaN);
            events.scalars(1L << 40, both);
        }
        assertThat(file.getFileName().toString()).matches("events\\.out\\.tfevents\\.1790000000\\.pcn4j\\.\\d+");
        List<ProtoFields> records = EventRecords.read(file);
        assertThat(records).hasSize(4);
        assertThat(records)
                .allSatisfy(record -> assertThat(record.float64(TIME)).isEqualTo(1_790_000_000.25));
        assertThat(records.get(0).text(3)).isEqualTo("brain.Event:2");
        assertThat(records.get(2).integer(STEP)).isEqualTo(7);
        assertThat(value(records.get(2)).text(TAG)).isEqualTo("train/loss");
        assertThat(value(records.get(2)).float32(NUMBER)).isEqualTo(0.1f);
        assertThat(records.get(3).integer(STEP)).isEqualTo(1L << 40);
        List<ProtoFields> several = records.get(3).message(SUMMARY).messages(VALUE);
        assertThat(several.stream().map(each -> each.text(TAG)))
                .containsExactly("validation/loss", "validation/accuracy");
        assertThat(several.get(1).float32(NUMBER)).isNaN();
    }

    /** event.proto: time, step and a session_log of status START; a step of 0 is written out. */
    @Test
    void aNewRunSaysThatItStartsAtStepZeroByTheseBytes() throws IOException {
        try (EventFile events = EventFile.started(folder, CLOCK, 0)) {
            ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(events.file())).order(ByteOrder.LITTLE_ENDIAN);
            int first = Math.toIntExact(file.getLong(0));
            int frame = Long.BYTES + Integer.BYTES;
            int second = frame + first + Integer.BYTES;
            byte[] start = new byte[Math.toIntExact(file.getLong(second))];
            file.get(second + frame, start);
            assertThat(ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getDouble(1))
                    .isEqualTo(1_790_000_000.25);
            assertThat(Arrays.copyOfRange(start, 9, start.length))
                    .isEqualTo(new byte[] {2 << 3, 0, 7 << 3 | 2, 2, 1 << 3, 1});
            assertThat(file.capacity()).isEqualTo(second + frame + start.length + Integer.BYTES);
        }
    }

    @Test
    void everyRecordIsThereBeforeTheNextOneAndATornOneIsPassedOver() throws IOException {
        try (EventFile events = EventFile.create(folder)) {
            for (int step = 1; step <= 3; step++) {
                events.scalar("loss", step, step);
                assertThat(EventRecords.read(events.file())).hasSize(2 + step);
            }
            byte[] whole = Files.readAllBytes(events.file());
            Path torn = folder.resolve("torn");
            Files.write(torn, Arrays.copyOf(whole, whole.length - 5));
            assertThat(EventRecords.read(torn)).hasSize(4);
        }
    }

    @Test
    void aRunThatGoesOnHasANewFileThatIsReadAfterTheOthersAndTellsFromWhereItCounts() throws IOException {
        Path first;
        try (EventFile events = EventFile.create(folder)) {
            first = events.file();
        }
        // Named in the same second, or by a clock that went ahead.
        Path ahead = folder.resolve("events.out.tfevents.9000000000.elsewhere");
        Files.createFile(ahead);
        byte[] before = Files.readAllBytes(first);
        try (EventFile events = EventFile.resume(folder, 11)) {
            List<ProtoFields> records = EventRecords.read(events.file());
            assertThat(records).hasSize(2);
            assertThat(records.get(1).integer(STEP)).isEqualTo(11);
            assertThat(records.get(1).message(SESSION).integer(1)).isEqualTo(1);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.sorted()).containsExactly(first, ahead, events.file());
            }
        }
        assertThat(Files.readAllBytes(first)).isEqualTo(before);
    }

    @Test
    void histogramsCountAllFiniteElements() throws IOException {
        try (EventFile events = EventFile.create(folder);
                Tensor numbers = Tensor.of(
                        DType.FLOAT64, Shape.of(2, 4), -1, 2, 0.5, 0.5, Double.NaN, 2, Double.POSITIVE_INFINITY, 0);
                Tensor same = Tensor.full(DType.FLOAT32, Shape.of(3), 4);
                Tensor nothing = Tensor.full(DType.FLOAT32, Shape.of(2), Double.NaN)) {
            events.histogram("weights", 3, numbers);
            events.histogram("same", 3, same);
            events.histogram("nothing", 3, nothing);
            List<ProtoFields> records = EventRecords.read(events.file());
            assertThat(records).hasSize(4);
            ProtoFields found = value(records.get(2)).message(HISTOGRAM);
            assertThat(List.of(
                            found.float64(1), found.float64(2), found.float64(3), found.float64(4), found.float64(5)))
                    .containsExactly(-1.0, 2.0, 6.0, 4.0, 9.5);
            double[] limits = doubles(found.bytes(6));
            double[] counts = doubles(found.bytes(7));
            assertThat(limits).hasSize(30).isSorted().endsWith(2);
            assertThat(counts).hasSize(30);
            // 0 is the first of the bucket that begins there, a third of the way.
            assertThat(counts[0]).isEqualTo(1);
            assertThat(counts[10]).isEqualTo(1);
            assertThat(counts[15]).isEqualTo(2);
            assertThat(counts[29]).isEqualTo(2);
            ProtoFields one = value(records.get(3)).message(HISTOGRAM);
            assertThat(doubles(one.bytes(7))).startsWith(3, 0);
        }
    }

    private static double[] doubles(byte[] packed) {
        double[] numbers = new double[packed.length / Double.BYTES];
        ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(numbers);
        return numbers;
    }

    @Test
    void picturesArePngOfTheirSize() throws IOException {
        BufferedImage image = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
        image.setRGB(4, 2, 0x123456);
        try (EventFile events = EventFile.create(folder)) {
            events.image("samples", 2, image);
            ProtoFields found = value(EventRecords.read(events.file()).get(2)).message(IMAGE);
            assertThat(List.of(found.integer(1), found.integer(2), found.integer(3)))
                    .containsExactly(3L, 5L, 3L);
            BufferedImage read = ImageIO.read(new ByteArrayInputStream(found.bytes(4)));
            assertThat(read.getRGB(4, 2)).isEqualTo(0xff123456);
        }
    }

    @Test
    void textsAreForTheTextPlugin() throws IOException {
        try (EventFile events = EventFile.create(folder)) {
            events.text("settings", 0, "**γ** = 1");
            ProtoFields found = value(EventRecords.read(events.file()).get(2));
            assertThat(found.message(METADATA).message(1).text(1)).isEqualTo("text");
            assertThat(found.message(TENSOR).integer(1)).isEqualTo(7);
            assertThat(found.message(TENSOR).text(8)).isEqualTo("**γ** = 1");
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> EventFile.create(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot write events into '" + file + "': ");
    }
}
