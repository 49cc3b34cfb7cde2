package org.pcn4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Arrays in NumPy's format. */
class NpyTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatIsWrittenIsReadAgainBitForBit() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            for (Tensor tensor : new Tensor[] {
                Tensor.of(Shape.of(2, 3), new float[] {1, -0f, Float.MIN_VALUE, 4e30f, 1f / 3, -6}),
                Tensor.of(Shape.of(4), new long[] {0, -1, Long.MAX_VALUE, 7}),
                Tensor.of(Shape.of(), new float[] {5})
            }) {
                Path file = folder.resolve("array.npy");
                Npy.write(file, tensor);
                Tensor read = Npy.read(file);
                assertThat(read.shape()).isEqualTo(tensor.shape());
                assertThat(read.isEqualTo(tensor)).isTrue();
            }
        }
    }

    @Test
    void columnsAreWrittenInRowMajorOrder() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            Tensor tensor = Tensor.of(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});
            Npy.write(folder.resolve("array.npy"), tensor.transpose());
            assertThat(Npy.read(folder.resolve("array.npy")).toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
        }
    }

    @Test
    void theDataBeginAtAMultipleOf64AsTheFormatAsks() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            Npy.write(folder.resolve("array.npy"), Tensor.of(Shape.of(1), new float[] {1}));
        }
        byte[] bytes = Files.readAllBytes(folder.resolve("array.npy"));
        assertThat(bytes).hasSize(128 + 4);
        assertThat(bytes[127]).isEqualTo((byte) '\n');
    }

    // As NumPy 2 writes it.
    @Test
    void whatNumPyWritesIsRead() throws IOException {
        write("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", new byte[] {0, 0, -128, 63, 0, 0, 0, 64});
        try (Tensor read = Npy.read(folder.resolve("array.npy"))) {
            assertThat(read.toFloats()).containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }"
            })
    void otherFilesAreRefusedByName(String header) throws IOException {
        write(header, new byte[8]);
        assertThatThrownBy(() -> Npy.read(folder.resolve("array.npy")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("array.npy");
    }

    @Test
    void whatIsNoSuchFileIsRefused() throws IOException {
        Files.writeString(folder.resolve("array.npy"), "hello");
        assertThatThrownBy(() -> Npy.read(folder.resolve("array.npy"))).hasMessageContaining("no .npy file");
        try (Tensor doubles = Tensor.of(DType.FLOAT64, Shape.of(1), 1)) {
            assertThatThrownBy(() -> Npy.write(folder.resolve("array.npy"), doubles))
                    .hasMessageContaining("float64");
        }
    }

    private void write(String header, byte[] data) throws IOException {
        byte[] text = (header + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0});
        bytes.writeBytes(text);
        bytes.writeBytes(data);
        Files.write(folder.resolve("array.npy"), bytes.toByteArray());
    }
}
