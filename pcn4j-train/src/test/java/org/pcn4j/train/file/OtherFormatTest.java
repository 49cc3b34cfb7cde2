package org.pcn4j.train.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Tanh;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.onnx.Onnx;
import org.pcn4j.train.onnx.OnnxOptions;

/** Files of others are recognized; the resources were written by PyTorch and NumPy, by bench/pytorch/weights.py. */
class OtherFormatTest {
    @TempDir
    private Path folder = Path.of("");

    private static void refused(Path file, String... parts) {
        assertThatThrownBy(() -> SafeTensors.open(file).close())
                .isInstanceOf(FileFormatException.class)
                .hasMessageStartingWith(file + ": it is ")
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(OtherFormatTest.class.getResource(name)).toURI());
    }

    @ParameterizedTest
    @ValueSource(strings = {"state-dict.pt", "state-dict-before-1.6.pt", "script.pt"})
    void aFileOfTorchSaveIsRecognizedAndTheRemedyNamed(String name) throws URISyntaxException {
        refused(
                resource(name),
                "a file of torch.save",
                "; expected a safetensors file; in Python, safetensors.torch.save_file(",
                "save_file(model.state_dict(), OTHER)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"arrays.npz", "array.npy"})
    void aFileOfNumPyIsRecognized(String name) throws URISyntaxException {
        refused(
                resource(name),
                "a file of NumPy; expected a safetensors file; in Python, safetensors.numpy.save_file(");
    }

    @Test
    void aModelOfOnnxIsRecognized() throws IOException {
        Path file = folder.resolve("model.onnx");
        Network network = Models.mlp(Shape.of(4), List.of(3), new Tanh(), 2, new CrossEntropy());
        try (Parameters parameters = network.initialize(new Seed(1), DType.FLOAT32)) {
            Onnx.write(file, network, parameters, OnnxOptions.defaults());
        }
        refused(file, "a model of ONNX; expected a safetensors file");
    }

    @ParameterizedTest
    @CsvSource({
        "894844460d0a1a0a0000000000080800, a file of HDF5",
        "47475546030000000000000000000000, a file of GGUF",
        "1f8b0800000000000003ab5602000000, compressed by gzip",
        "504b0304, a zip archive",
        "504b030414000000080000002100, a zip archive"
    })
    void othersAreRecognizedByTheirFirstBytes(String bytes, String what) throws IOException {
        Path file = Files.write(folder.resolve("other"), HexFormat.of().parseHex(bytes));
        refused(file, what + (what.endsWith("HDF5") || what.endsWith("GGUF") ? ", " : "; expected "));
    }

    @Test
    void whatCameInThePlaceOfAFileIsRecognized() throws IOException {
        refused(
                Files.writeString(
                        folder.resolve("lfs"),
                        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 12345\n"),
                "a pointer of Git LFS in the place of the file; expected the file itself, which git lfs pull fetches");
        refused(Files.writeString(folder.resolve("page"), "\n<!doctype html><html>"), "a web page; expected");
        refused(Files.writeString(folder.resolve("settings"), "model: mlp\n"), "a text; expected a safetensors file");
    }

    @Test
    void aHeaderWhoseLengthBeginsAsAnotherFormatIsRead() throws IOException {
        // 0x0280 bytes, as a pickle begins.
        String header = "{}" + " ".repeat(0x27e);
        Path file = Files.write(
                folder.resolve("right"), SafeTensorsBytes.file(header.getBytes(StandardCharsets.UTF_8), new byte[0]));
        assertThat(Files.readAllBytes(file)).startsWith(0x80, 2);
        try (SafeTensors read = SafeTensors.open(file)) {
            assertThat(read.names()).isEmpty();
        }
    }
}
