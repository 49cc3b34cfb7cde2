package org.pcn4j.train.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Random damage to a valid file; always the same, as the seed is fixed. */
final class SafeTensorsFuzzTest {
    private static final long SEED = 20261126;
    private static final int FILES = 3000;
    private static final String[] FRAGMENTS = {
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "-",
        "0",
        "1",
        "9",
        "99999999999999999999",
        "9223372036854775807",
        "1e9",
        "null",
        "true",
        "\\",
        "\\u0000",
        "\n",
        "F64",
        "I64",
        "BF16",
        "U8",
        "__metadata__",
        "\u00fc",
        "[0,0]",
        "{}"
    };

    private final Random random = new Random(SEED);

    @TempDir
    Path dir;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void damageIsRefusedWithTheOneExceptionOrReadAndLeavesNothingBehind() throws IOException {
        byte[] valid = valid();
        long before = NativeMemory.liveObjects();
        Path file = dir.resolve("damaged");
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] damaged = valid;
            for (int times = random.nextInt(3); times >= 0; times--) {
                damaged = damaged(damaged);
            }
            Files.write(file, damaged);
            refused += refused(file);
        }

        assertThat(refused).isBetween(FILES / 4, FILES - FILES / 100);
        assertThat(NativeMemory.liveObjects()).isEqualTo(before);
    }

    /** Returns 1 if the file is refused, 0 if it is read; all else that may come out fails the test. */
    private static int refused(Path file) throws IOException {
        try (TensorScope scope = new TensorScope();
                SafeTensors tensors = SafeTensors.open(file)) {
            long bytes = 0;
            for (Tensor tensor : tensors.readAll().values()) {
                bytes += tensor.elements();
            }
            assertThat(bytes).isLessThanOrEqualTo(Files.size(file));
            return 0;
        } catch (FileFormatException e) {
            assertThat(e.getMessage()).startsWith(file + ": ").hasLineCount(1);
            return 1;
        }
    }

    private byte[] valid() throws IOException {
        Path file = dir.resolve("valid");
        try (TensorScope scope = new TensorScope()) {
            SafeTensors.write(
                    file,
                    Map.of(
                            "dense.weight", Tensor.full(DType.FLOAT32, Shape.of(3, 2), 1),
                            "dense.bias", Tensor.full(DType.FLOAT64, Shape.of(3), 2),
                            "none", Tensor.full(DType.FLOAT32, Shape.of(0, 4), 2),
                            "step", Tensor.full(DType.INT64, Shape.of(), 3)),
                    Map.of("format", "pcn4j", "note", "any text"));
        }
        return Files.readAllBytes(file);
    }

    private byte[] damaged(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int place = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, place + 1 + random.nextInt(16));
        byte[] none = {};
        return switch (random.nextInt(9)) {
            case 0 -> flipped(bytes, place);
            case 1 -> replaced(bytes, place, place + 1, randomBytes(1));
            case 2 -> Arrays.copyOf(bytes, place);
            case 3 -> replaced(bytes, place, place, randomBytes(1 + random.nextInt(8)));
            case 4 -> replaced(bytes, place, end, none);
            case 5 -> replaced(bytes, place, place, Arrays.copyOfRange(bytes, place, end));
            case 6 -> replaced(bytes, 0, Math.min(Long.BYTES, bytes.length), length());
            case 7 -> fitted(replaced(bytes, place, place, fragment()));
            default -> fitted(replaced(bytes, place, Math.min(bytes.length, place + 1), fragment()));
        };
    }

    private byte[] flipped(byte[] bytes, int place) {
        byte[] changed = bytes.clone();
        changed[place] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return changed;
    }

    private static byte[] replaced(byte[] bytes, int begin, int end, byte[] by) {
        return ByteBuffer.allocate(bytes.length - (end - begin) + by.length)
                .put(bytes, 0, begin)
                .put(by)
                .put(bytes, end, bytes.length - end)
                .array();
    }

    /** Lets the header end where its data of 56 bytes begin, so that damage to the text is looked at as text. */
    private static byte[] fitted(byte[] bytes) {
        if (bytes.length > Long.BYTES + 56) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, bytes.length - Long.BYTES - 56);
        }
        return bytes;
    }

    private byte[] length() {
        long length = random.nextLong() >> random.nextInt(Long.SIZE);
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
    }

    private byte[] fragment() {
        return FRAGMENTS[random.nextInt(FRAGMENTS.length)].getBytes(StandardCharsets.UTF_8);
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
