package org.pcn4j.train.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

final class SafeTensorsTest {
    private final TensorScope scope = new TensorScope();

    @TempDir
    Path dir;

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void aFileIsByteForByteWhatTheFormatSays() throws IOException {
        Path file = dir.resolve("golden.safetensors");
        SafeTensors.write(
                file,
                Map.of(
                        "layer.weight", Tensor.of(DType.FLOAT32, Shape.of(2, 1), 1, -2),
                        "step", Tensor.of(Shape.of(), new long[] {258}),
                        "mean", Tensor.of(DType.FLOAT64, Shape.of(1), 0.5)),
                Map.of("format", "pt"));

        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"step\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"mean\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[8,16]},"
                + "\"layer.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[16,24]}}";
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        byte[] data = {
            2,
            1,
            0,
            0,
            0,
            0,
            0,
            0, // 258
            0,
            0,
            0,
            0,
            0,
            0,
            (byte) 0xe0,
            0x3f, // 0.5
            0,
            0,
            (byte) 0x80,
            0x3f, // 1
            0,
            0,
            0,
            (byte) 0xc0, // −2
        };
        assertThat(padded.length() % 8).isZero();
        assertThat(Files.readAllBytes(file))
                .isEqualTo(SafeTensorsBytes.file(padded.getBytes(StandardCharsets.UTF_8), data));
    }

    @Test
    void everyTypeAndShapeComesBackAsItWas() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            tensors.put(dtype + " scalar", Tensor.of(dtype, Shape.of(), -3));
            tensors.put(dtype + " empty", Tensor.full(dtype, Shape.of(0), 0));
            tensors.put(dtype + " empty inside", Tensor.full(dtype, Shape.of(2, 0, 3), 0));
            tensors.put(dtype + " matrix", Tensor.of(dtype, Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
        }
        tensors.put("", Tensor.of(Shape.of(3), new long[] {Long.MIN_VALUE, (1L << 53) + 1, Long.MAX_VALUE}));
        tensors.put("name \" \\ \n ü 🎲", Tensor.of(Shape.of(2), new float[] {Float.MIN_VALUE, -0f}));
        Map<String, String> metadata = Map.of("", "", "key \"", "text\n\u0000 🎲");

        Path file = write(tensors, metadata);

        try (SafeTensors read = SafeTensors.open(file)) {
            assertThat(read.metadata()).isEqualTo(metadata);
            assertThat(read.names()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
            Map<String, Tensor> all = read.readAll();
            tensors.forEach((name, tensor) -> {
                assertThat(read.shape(name)).isEqualTo(tensor.shape());
                assertThat(read.dtype(name)).isEqualTo(tensor.dtype());
                assertThat(named(all, name).isEqualTo(tensor)).as(name).isTrue();
            });
        }
    }

    @Test
    void infinitiesZerosSignsAndNansKeepTheirBits() throws IOException {
        int[] bits = {0x7f800000, 0xff800000, 0x80000000, 1, 0x7fc00001, 0xffc12345};
        float[] numbers = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            numbers[i] = Float.intBitsToFloat(bits[i]);
        }

        Path file = write(Map.of("x", Tensor.of(Shape.of(bits.length), numbers)), Map.of());

        float[] read = named(open(file), "x").toFloats();
        for (int i = 0; i < bits.length; i++) {
            assertThat(Float.floatToRawIntBits(read[i])).isEqualTo(bits[i]);
        }
    }

    @Test
    void aTensorOfManyPiecesComesBackAsItWas() throws IOException {
        float[] numbers = new float[700_001];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        Tensor large = Tensor.of(Shape.of(numbers.length), numbers);
        Tensor wide = large.to(DType.FLOAT64);

        Map<String, Tensor> read = open(write(Map.of("large", large, "wide", wide), Map.of()));

        assertThat(named(read, "large").isEqualTo(large)).isTrue();
        assertThat(named(read, "wide").isEqualTo(wide)).isTrue();
    }

    @Test
    void aViewIsWrittenInItsOwnOrder() throws IOException {
        Tensor matrix = Tensor.of(DType.FLOAT32, Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

        Map<String, Tensor> read = open(write(Map.of("t", matrix.transpose()), Map.of()));

        assertThat(named(read, "t").toDoubles()).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void theOrderOfTheMapsDoesNotMatter() throws IOException {
        Map<String, Tensor> forwards = new LinkedHashMap<>();
        Map<String, Tensor> backwards = new LinkedHashMap<>();
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, String> textsBackwards = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            forwards.put("p" + i, Tensor.of(i % 2 == 0 ? DType.FLOAT32 : DType.INT64, Shape.of(1), i));
            texts.put("k" + i, "t");
        }
        for (int i = 19; i >= 0; i--) {
            backwards.put("p" + i, named(forwards, "p" + i));
            textsBackwards.put("k" + i, "t");
        }

        byte[] written = Files.readAllBytes(write(forwards, texts));

        assertThat(Files.readAllBytes(write(backwards, textsBackwards))).isEqualTo(written);
    }

    @Test
    void everyTensorIsAlignedToItsElements() throws IOException {
        Path file = write(
                Map.of("a", Tensor.full(DType.FLOAT32, Shape.of(1), 0), "b", Tensor.full(DType.INT64, Shape.of(1), 0)),
                Map.of("k", "text"));
        byte[] bytes = Files.readAllBytes(file);

        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8)
                .isZero();
        try (SafeTensors read = SafeTensors.open(file)) {
            assertThat(read.names()).containsExactly("b", "a");
        }
    }

    @Test
    void aFileWithoutTensorsIsRead() throws IOException {
        try (SafeTensors none = SafeTensors.open(write(Map.of(), Map.of()))) {
            assertThat(none.names()).isEmpty();
            assertThat(none.metadata()).isEmpty();
            assertThat(none.readAll()).isEmpty();
        }
        assertThat(open(file("{}", 0))).isEmpty();
    }

    @Test
    void entriesMayStandInAnyOrderAndTensorsWithoutElementsAnywhereBetween() throws IOException {
        Path file = file(
                "{\"b\":{\"data_offsets\":[4,8],\"shape\":[1],\"dtype\":\"F32\"},"
                        + "\"none\":{\"dtype\":\"F64\",\"shape\":[1125899906842624,0],\"data_offsets\":[4,4]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}  ",
                8);

        try (SafeTensors read = SafeTensors.open(file)) {
            assertThat(read.names()).containsExactly("a", "none", "b");
            assertThat(read.read("none").shape()).isEqualTo(Shape.of(1L << 50, 0));
        }
    }

    @Test
    void aTensorMayHaveSixtyFourDimensions() throws IOException {
        String sizes = String.join(",", Collections.nCopies(HeaderReader.MAX_RANK, "1"));
        Path file = file("{\"a\":{\"dtype\":\"F32\",\"shape\":[" + sizes + "],\"data_offsets\":[0,4]}}", 4);

        assertThat(named(open(file), "a").rank()).isEqualTo(HeaderReader.MAX_RANK);
    }

    @Test
    void halfPrecisionIsWidened() throws IOException {
        short[] halves = {0, (short) 0x8000, 1, 0x03ff, 0x0400, 0x3c00, (short) 0xc000, 0x7bff, 0x7c00, (short) 0xfc00};
        float[] expected = {
            0f, -0f, 0x1p-24f, 0x3ffp-24f, 0x1p-14f, 1f, -2f, 65504f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
        };

        assertThat(widened("F16", halves)).containsExactly(expected);
        assertThat(widened("F16", new short[] {0x7e00})[0]).isNaN();
    }

    @Test
    void brainFloatsAreWidened() throws IOException {
        short[] upper = {0, (short) 0x8000, 0x3f80, (short) 0xc000, 0x7f80, 1};

        assertThat(widened("BF16", upper))
                .containsExactly(0f, -0f, 1f, -2f, Float.POSITIVE_INFINITY, Float.intBitsToFloat(1 << 16));
    }

    private float[] widened(String dtype, short[] bits) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asShortBuffer().put(bits);
        String header = String.format(
                Locale.ROOT,
                "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}",
                dtype,
                bits.length,
                2 * bits.length);
        Path file = dir.resolve("half");
        Files.write(file, SafeTensorsBytes.file(header.getBytes(StandardCharsets.UTF_8), data.array()));
        try (SafeTensors read = SafeTensors.open(file)) {
            assertThat(read.dtype("x")).isEqualTo(DType.FLOAT32);
            return read.read("x").toFloats();
        }
    }

    @Test
    void whatIsReadBelongsToTheCallerAndToItsScope() throws IOException {
        Path file = write(
                Map.of("a", Tensor.full(DType.FLOAT32, Shape.of(3), 1), "b", Tensor.full(DType.INT64, Shape.of(), 2)),
                Map.of());
        long before = NativeMemory.liveObjects();
        Tensor left;
        try (SafeTensors read = SafeTensors.open(file)) {
            try (TensorScope inner = new TensorScope()) {
                left = read.read("a");
                read.readAll();
            }
            try (Tensor closed = read.read("b")) {
                assertThat(closed.item()).isEqualTo(2);
            }
        }

        assertThat(NativeMemory.liveObjects()).isEqualTo(before);
        assertThatThrownBy(left::toDoubles).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theFileThatWasOpenedIsReadThoughAnotherHasTakenItsName() throws IOException {
        Path file = dir.resolve("x");
        SafeTensors.write(file, Map.of("a", Tensor.full(DType.FLOAT32, Shape.of(3), 1)), Map.of());
        try (SafeTensors read = SafeTensors.open(file)) {
            SafeTensors.write(file, Map.of("b", Tensor.full(DType.FLOAT64, Shape.of(3), 2)), Map.of());

            assertThat(read.read("a").toDoubles()).containsExactly(1, 1, 1);
        }
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsTold() throws IOException {
        Path file = dir.resolve("x");
        SafeTensors.write(file, Map.of("a", Tensor.full(DType.FLOAT32, Shape.of(3), 1)), Map.of());
        long before = NativeMemory.liveObjects();
        try (SafeTensors read = SafeTensors.open(file)) {
            Files.write(file, new byte[10]);

            assertThatThrownBy(() -> read.read("a"))
                    .isInstanceOf(FileFormatException.class)
                    .hasMessageContaining("became shorter while it was read");
            assertThatThrownBy(read::readAll).isInstanceOf(FileFormatException.class);
        }
        assertThat(NativeMemory.liveObjects()).isEqualTo(before);
    }

    @Test
    void aClosedFileGivesNoMore() throws IOException {
        SafeTensors read = SafeTensors.open(write(Map.of("a", Tensor.full(DType.FLOAT32, Shape.of(3), 1)), Map.of()));
        read.close();

        assertThatThrownBy(() -> read.read("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(" is read after it was closed");
        read.close();
    }

    @Test
    void theFileMayBeClosedWhileOthersReadIt() throws IOException, InterruptedException, ExecutionException {
        Path file = write(Map.of("a", Tensor.full(DType.FLOAT32, Shape.of(100_000), 1)), Map.of());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        long before = NativeMemory.liveObjects();
        try {
            for (int round = 0; round < 10; round++) {
                SafeTensors read = SafeTensors.open(file);
                CountDownLatch begun = new CountDownLatch(2);
                List<Future<String>> told = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    told.add(threads.submit(() -> readOverAndOver(read, begun)));
                }
                begun.await();
                read.close();
                for (Future<String> each : told) {
                    assertThat(each.get()).isEqualTo(file + " is read after it was closed");
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(before);
    }

    private static String readOverAndOver(SafeTensors tensors, CountDownLatch begun) throws IOException {
        while (true) {
            try (Tensor read = tensors.read("a")) {
                begun.countDown();
            } catch (IllegalStateException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    @Test
    void aThreadThatIsInterruptedWhileItReadsIsTold() throws IOException {
        try (SafeTensors read =
                SafeTensors.open(write(Map.of("a", Tensor.full(DType.FLOAT32, Shape.of(3), 1)), Map.of()))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> read.read("a"))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith(": a thread was interrupted while it read the file, which is closed now");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BOOL, 4, int64",
        "U8, 4, int64",
        "I8, 4, int64",
        "I16, 2, int64",
        "U16, 2, int64",
        "I32, 1, int64",
        "U32, 1, int64",
        "U64, 1, int64",
        "F4, 8, float32",
        "F6_E2M3, 8, float32",
        "F6_E3M2, 8, float32",
        "F8_E5M2, 4, float32",
        "F8_E4M3, 4, float32",
        "F8_E8M0, 4, float32",
        "F8_E4M3FNUZ, 4, float32",
        "F8_E5M2FNUZ, 4, float32",
        "C64, 1, view_as_real"
    })
    void anElementTypeIsRefusedWhenItsTensorIsAskedForNotBefore(String type, int elements, String remedy)
            throws IOException {
        int bytes = switch (type) {
            case "F6_E2M3", "F6_E3M2" -> 6;
            case "U64", "C64" -> 8;
            default -> 4;
        };
        Path file = file(
                String.format(
                        Locale.ROOT,
                        "{\"mask\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                                + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}",
                        type,
                        elements,
                        bytes,
                        bytes,
                        bytes + 4),
                bytes + 4);
        try (SafeTensors read = SafeTensors.open(file)) {
            assertThat(read.names()).containsExactly("mask", "w");
            assertThat(read.type("mask")).isEqualTo(type);
            assertThat(read.shape("mask")).isEqualTo(Shape.of(elements));
            assertThat(read.canRead("mask")).isFalse();
            assertThat(read.canRead("w")).isTrue();
            assertThat(read.read("w").item()).isZero();
            assertThatThrownBy(() -> read.dtype("mask")).isInstanceOf(IllegalArgumentException.class);
            String expected =
                    ": tensor 'mask' is of the type " + type + "; expected F32, F64, I64, F16 or BF16; in Python, ";
            assertThatThrownBy(() -> read.read("mask"))
                    .isInstanceOf(FileFormatException.class)
                    .hasMessageContaining(expected)
                    .hasMessageContaining(remedy);
            assertThatThrownBy(read::readAll)
                    .isInstanceOf(FileFormatException.class)
                    .hasMessageContaining(expected);
        }
    }

    @Test
    void spacesMayStandAroundTheHeaderWhichMayHaveAnyLength() throws IOException {
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}";
        for (String spaced :
                List.of(header, " " + header, "\n\t " + header, header + " \r\n", header + " ".repeat(4091))) {
            assertThat(open(file(spaced, 4))).containsOnlyKeys("a");
        }
    }

    @Test
    void aTensorThatIsNotThereIsNamed() throws IOException {
        try (SafeTensors read = SafeTensors.open(write(Map.of(), Map.of()))) {
            assertThatThrownBy(() -> read.read("w"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("there is no tensor 'w' among the 0 of ");
        }
    }

    @Test
    void namesThatTheFormatCannotHoldAreRefused() {
        Tensor number = Tensor.full(DType.FLOAT32, Shape.of(), 1);
        Path file = dir.resolve("x");

        assertThatThrownBy(() -> SafeTensors.write(file, Map.of("__metadata__", number), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no tensor can be called '__metadata__', which the format has taken");
        assertThatThrownBy(() -> SafeTensors.write(file, Map.of("\ud800", number), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'?' cannot be written in UTF-8, as it holds half a pair of surrogates");
        assertThatThrownBy(() -> SafeTensors.write(file, Map.of(), Map.of("k", "\udc00")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = dir.resolve("x");
        Files.writeString(file, "old");
        Tensor closed = Tensor.full(DType.FLOAT32, Shape.of(1), 1);
        Map<String, Tensor> tensors = Map.of("a", Tensor.full(DType.INT64, Shape.of(1), 1), "closed", closed);
        closed.close();

        assertThatThrownBy(() -> SafeTensors.write(file, tensors, Map.of())).isInstanceOf(IllegalStateException.class);

        assertThat(file).hasContent("old");
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }

    private Path write(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        Path file = Files.createTempFile(dir, "written", ".safetensors");
        SafeTensors.write(file, tensors, metadata);
        return file;
    }

    private Path file(String header, int dataBytes) throws IOException {
        return Files.write(dir.resolve("made"), SafeTensorsBytes.file(header, dataBytes));
    }

    private static Tensor named(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name));
    }

    private static Map<String, Tensor> open(Path file) throws IOException {
        try (SafeTensors read = SafeTensors.open(file)) {
            return read.readAll();
        }
    }
}
