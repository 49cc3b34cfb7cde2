package org.pcn4j.train.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;

/** Weights from elsewhere; the resources were written by PyTorch and Python's safetensors, by bench/pytorch/weights.py. */
class ForeignWeightsTest {
    /** The module {@code Tied} of weights.py: its embedding and its output share their weights. */
    private static final String TEXT = """
            format: 1
            model:
              name: graph
              nodes:
                - {name: tokens, kind: tokens, shape: [4], vocabulary: 5}
                - {name: embedding, function: {name: embedding, vocabulary: 5, width: 3}, parents: [tokens]}
                - name: out
                  kind: output
                  function: {name: linear, in: 3, out: 5}
                  parents: [embedding]
                  ties: {weight: embedding.weight}
            loss: cross-entropy
            data: {name: characters, window: 4, vocabulary: [a, b, c, d, e]}
            normalization: none
            """;

    private static final Description TIED = Description.read(TEXT, "tied");

    private static final Description MLP = new Description(
            new ModelSpec.Mlp(List.of(6, 5), Activation.TANH),
            Energies.CROSS_ENTROPY,
            new Domain.Images(1, 2, 2, List.of("a", "b", "c")),
            Optional.empty());

    @TempDir
    private Path folder = Path.of("");

    private final List<String> said = new ArrayList<>();

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(ForeignWeightsTest.class.getResource(name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private Model importing(Path file, Description description) throws IOException {
        return Model.importing(file, description, Renaming.NONE, said::add);
    }

    private void refused(Path file, Description description, String... parts) {
        assertThatThrownBy(() -> importing(file, description).close())
                .isInstanceOf(FileFormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aFileThatIsRefusedLeavesNoNumbersBehind() {
        refused(resource("untied.safetensors"), TIED, "differ");
        long before = NativeMemory.liveObjects();
        refused(resource("untied.safetensors"), TIED, "differ");
        refused(resource("untied.safetensors"), MLP, "it lacks");
        assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(before);
    }

    private Path written(Map<String, Tensor> tensors) throws IOException {
        return written(tensors, Map.of());
    }

    private Path written(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        Path file = folder.resolve("weights.safetensors");
        SafeTensors.write(file, tensors, metadata);
        return file;
    }

    /** Copies of a network's numbers, by other names, in the open scope. */
    private static Map<String, Tensor> numbers(Description description, UnaryOperator<String> name) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (Parameters parameters = description.network().initialize(new Seed(4), DType.FLOAT32)) {
            WeightsFile.byName(parameters).forEach((own, tensor) -> tensors.put(name.apply(own), tensor.copy()));
        }
        return tensors;
    }

    @ParameterizedTest
    @CsvSource({
        "tied.safetensors, 1e-6",
        "tied-clones.safetensors, 1e-6",
        "tied-wrapped.safetensors, 1e-6",
        "tied-bf16.safetensors, 0.02"
    })
    void tiedWeightsThatPythonSavedAnswerAsPyTorchDoes(String name, double tolerance) throws IOException {
        try (Model model = importing(resource(name), TIED);
                SafeTensors torch = SafeTensors.open(resource("tied-answers.safetensors"));
                Tensor tokens = torch.read("tokens");
                Tensor outputs = torch.read("outputs")) {
            float[] asked = tokens.toFloats();
            float[] expected = outputs.toFloats();
            int answers = 0;
            for (int sample = 0; sample < 2; sample++) {
                float[] own = new float[4];
                System.arraycopy(asked, 4 * sample, own, 0, 4);
                for (double found : model.predict(own).get(0).outputs()) {
                    assertThat(found).isCloseTo((double) expected[answers++], within(tolerance));
                }
            }
            assertThat(answers).isEqualTo(40);
        }
    }

    @Test
    void whatWasPassedOverAndTakenAwayIsSaid() throws IOException {
        Path file = resource("tied-wrapped.safetensors");
        importing(file, TIED).close();
        assertThat(said).hasSize(2);
        assertThat(said.get(0))
                .isEqualTo(file + ": its 'module._orig_mod.embedding.weight' is taken for 'embedding.weight', and the"
                        + " others likewise");
        assertThat(said.get(1))
                .startsWith(file + ": passed over, as they are no weights and the network has no place for them: ")
                .contains("'module._orig_mod.kept_int32'")
                .contains("'module._orig_mod.position_ids'")
                .endsWith(" and 4 others");
        said.clear();
        importing(resource("tied-bf16.safetensors"), TIED).close();
        assertThat(said).isEmpty();
    }

    @Test
    void tiedWeightsThatDifferAreRefusedByTheirNames() {
        refused(
                resource("untied.safetensors"),
                TIED,
                "'embedding.weight' and 'out.weight' differ; expected the same numbers, as the network ties the two");
    }

    @Test
    void aTiedWeightIsFoundUnderWhicheverNameWasKept() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            Map<String, Tensor> numbers = numbers(TIED, name -> name.replace("embedding.weight", "out.weight"));
            importing(written(numbers), TIED).close();
            importing(written(numbers, Map.of("embedding.weight", "out.weight")), TIED)
                    .close();
            Map<String, Tensor> others = numbers(TIED, name -> name.replace("embedding.weight", "a.head"));
            importing(written(others, Map.of("embedding.weight", "a.head")), TIED)
                    .close();
            importing(written(others, Map.of("out.weight", "a.head")), TIED).close();
            refused(
                    written(others, Map.of("out.weight", "elsewhere")),
                    TIED,
                    "it lacks 'embedding.weight' and it has 'a.head'");
        }
    }

    @Test
    void whatThePythonFileSharesTheNetworkMayHaveTwice() throws IOException {
        Description untied = Description.read(TEXT.replace("{weight: embedding.weight}", "{}"), "untied");
        assertThat(untied.network().ties()).isEmpty();
        try (Model model = importing(resource("tied.safetensors"), untied)) {
            assertThat(model.parameters()
                            .get("out.weight")
                            .isEqualTo(model.parameters().get("embedding.weight")))
                    .isTrue();
        }
        try (Model model = importing(resource("untied.safetensors"), untied)) {
            assertThat(model.parameters()
                            .get("out.weight")
                            .isEqualTo(model.parameters().get("embedding.weight")))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "module.%s",
                "_orig_mod.%s",
                "module._orig_mod.%s",
                "_orig_mod.module.%s",
                "model.%s",
                "model._orig_mod.%s",
                "state.model.net.%s"
            })
    void prefixesAreTakenAwayWhereAllFitsThenAndThatIsSaid(String pattern) throws IOException {
        try (TensorScope scope = new TensorScope()) {
            UnaryOperator<String> longer = name -> pattern.replace("%s", name);
            Path file = written(numbers(MLP, longer));
            try (Model model = importing(file, MLP);
                    SafeTensors tensors = SafeTensors.open(file)) {
                assertThat(model.parameters().get("out.bias").isEqualTo(tensors.read(longer.apply("out.bias"))))
                        .isTrue();
            }
            assertThat(said)
                    .containsExactly(file + ": its '" + longer.apply("fc1.weight")
                            + "' is taken for 'fc1.weight', and the others likewise");
        }
    }

    @Test
    void wrappersOfSomeLayersAreTakenAwayToo() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            importing(written(numbers(MLP, name -> name.replace("fc2", "fc2._orig_mod"))), MLP)
                    .close();
            assertThat(said).hasSize(1);
        }
    }

    @Test
    void whatNoPrefixExplainsIsSaidWithTheRenamingThatFits() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            Path file = written(numbers(
                    MLP,
                    name -> "module."
                            + name.replace("fc1", "net.0")
                                    .replace("fc2", "net.2")
                                    .replace("out", "net.4")));
            refused(
                    file,
                    MLP,
                    "it lacks 'fc1.weight'",
                    "it has 'module.net.0.bias'",
                    "; by its shapes, --rename net.0=fc1 --rename net.2=fc2 --rename net.4=out fits");
            Renaming renaming =
                    new Renaming(Map.of("module.net.0", "fc1", "module.net.2.", "fc2.", "module.net.4", "out"));
            Model.importing(file, MLP, renaming, said::add).close();
            // A part of it is enough, as module. is taken away from the rest.
            Renaming some =
                    new Renaming(Map.of("module.net.0", "module.fc1", "module.net.2", "fc2", "module.net.4", "out"));
            assertThat(said).isEmpty();
            Model.importing(file, MLP, some, said::add).close();
            assertThat(said).hasSize(1);
            // So it is before the names that are to be replaced.
            Renaming suggested = new Renaming(Map.of("net.0", "fc1", "net.2", "fc2", "net.4", "out"));
            for (String prefix : List.of("module.", "model.")) {
                said.clear();
                Map<String, Tensor> numbers = numbers(
                        MLP,
                        name -> prefix
                                + name.replace("fc1", "net.0")
                                        .replace("fc2", "net.2")
                                        .replace("out", "net.4"));
                Model.importing(written(numbers), MLP, suggested, said::add).close();
                assertThat(said)
                        .containsExactly(file + ": its '" + prefix + "net.0.weight' is taken for 'fc1.weight', and the"
                                + " others likewise");
            }
        }
    }

    @Test
    void layersOfOneShapeAreNotGuessedAndTheOptionIsNamed() throws IOException {
        Description alike = new Description(
                new ModelSpec.Mlp(List.of(4, 4), Activation.TANH), MLP.loss(), MLP.domain(), Optional.empty());
        try (TensorScope scope = new TensorScope()) {
            refused(
                    written(numbers(alike, name -> name.replace("fc", "layer"))),
                    alike,
                    "it lacks 'fc1.weight'",
                    "; --rename OLD=NEW, or a Renaming, replaces the beginning of names");
        }
    }

    @Test
    void aRenamingThatFindsNothingIsSaid() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            Path file = written(numbers(MLP, name -> name));
            Model.importing(file, MLP, new Renaming(Map.of("net.0", "fc1")), said::add)
                    .close();
            assertThat(said).containsExactly(file + ": no tensor's name begins with 'net.0', which was to be replaced");
            said.clear();
            Path others = written(numbers(MLP, name -> name.replace("fc1", "net.1")));
            assertThatThrownBy(() -> Model.importing(others, MLP, new Renaming(Map.of("net.0", "fc1")), said::add))
                    .isInstanceOf(FileFormatException.class)
                    .hasMessageStartingWith(others + ": no tensor's name begins with 'net.0', which is to be replaced;"
                            + " expected the beginning of a name of its, 'fc2.bias', 'fc2.weight', 'net.1.bias', ");
            assertThat(said).isEmpty();
        }
    }

    @Test
    void weightsForWhichThereIsNoPlaceAreRefusedByName() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                Map<String, Tensor> numbers = numbers(MLP, name -> "model." + name);
                numbers.put("ema.fc1.weight", Tensor.full(dtype, Shape.of(6, 4), 1));
                refused(
                        written(numbers),
                        MLP,
                        ": it has 'ema.fc1.weight'; expected",
                        "leave the others out when saving");
            }
        }
    }

    @Test
    void weightsOfATypeThatIsNotReadAreRefusedWithTheConversion() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            Path file = written(numbers(MLP, name -> name));
            byte[] bytes = Files.readAllBytes(file);
            // As many bytes of another type, told by the header alone.
            String header = new String(bytes, StandardCharsets.ISO_8859_1);
            String changed = header.replace(
                    "\"out.bias\":{\"dtype\":\"F32\",\"shape\":[3]", "\"out.bias\":{\"dtype\":\"I32\",\"shape\":[3]");
            assertThat(changed).isNotEqualTo(header);
            Files.write(file, changed.getBytes(StandardCharsets.ISO_8859_1));
            refused(file, MLP, "tensor 'out.bias' is of the type I32", "in Python, tensor.to(torch.int64) converts it");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void numbersThatAreNotFiniteAreRefusedByTheNameOfTheTensor(double number) throws IOException {
        try (TensorScope scope = new TensorScope()) {
            Map<String, Tensor> numbers = numbers(MLP, name -> "module." + name);
            numbers.put("module.fc2.bias", Tensor.of(DType.FLOAT32, Shape.of(5), 0, 0, number, 0, 0));
            refused(written(numbers), MLP, "'module.fc2.bias' holds NaN or infinite numbers; expected finite ones");
            Map<String, Tensor> tied = numbers(TIED, name -> name);
            Tensor bad = Tensor.full(DType.FLOAT32, Shape.of(5, 3), number);
            tied.put("embedding.weight", bad);
            tied.put("out.weight", bad);
            refused(written(tied), TIED, "'embedding.weight' holds NaN or infinite numbers");
        }
    }

    @Test
    void aCheckpointIsNotTakenForWeights() throws IOException {
        try (TensorScope scope = new TensorScope()) {
            refused(
                    written(numbers(MLP, name -> "network/" + name), Map.of("pcn4j-checkpoint", "1")),
                    MLP,
                    "it is a checkpoint, which holds more than weights; expected weights alone");
        }
    }
}
