package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.tensor.Platform;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Standard output holds one JSON document where that is asked for. What runs and sweeps tell is tested with them. */
class JsonTest {
    @TempDir
    private Path folder = Path.of("");

    private record Document(double number, Double alone, List<Double> list, OptionalDouble perhaps) {}

    private static JsonNode read(Ran ran) {
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err()).isEmpty();
        return JsonMapper.shared().readTree(ran.out());
    }

    private static List<String> texts(JsonNode array, String key) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.path(key).asString()));
        return texts;
    }

    @Test
    void numbersThatAreNotFiniteAreNull() {
        assertThat(JsonMapper.shared()
                        .readTree(Json.text(new Document(
                                Double.NaN,
                                Double.NEGATIVE_INFINITY,
                                List.of(2.5, Double.NaN),
                                OptionalDouble.of(Double.NaN)))))
                .hasToString("{\"number\":null,\"alone\":null,\"list\":[2.5,null],\"perhaps\":null}");
    }

    @Test
    void aPlanIsToldAsItsGridShowsIt() {
        JsonNode plan = read(Ran.pcn4j("plan", "--model=mlp", "--rule=z-il", "--json"));
        assertThat(plan.path("model").asString()).isEqualTo("mlp");
        assertThat(plan.path("relaxations").asInt()).isEqualTo(2);
        assertThat(plan.path("gamma").asDouble()).isEqualTo(1);
        assertThat(plan.path("cost")).hasToString("{\"predict\":3,\"pullback\":3,\"learn\":3}");
        assertThat(texts(plan.path("nodes"), "name")).containsExactly("out", "fc2", "fc1");
        JsonNode steps = plan.path("steps");
        assertThat(steps).hasSize(4);
        assertThat(steps.path(0).path("time").isNull()).isTrue();
        assertThat(texts(steps.path(0).path("acts"), "act"))
                .containsOnly("predict")
                .hasSize(3);
        assertThat(steps.path(1).path("time").asInt()).isZero();
        assertThat(steps.path(1).path("acts"))
                .hasToString(
                        "[{\"node\":\"out\",\"act\":\"pull back and learn\"},{\"node\":\"fc2\",\"act\":\"relax\"}]");
        assertThat(read(Ran.pcn4j("plan", "--model=mlp", "--rule=il", "--steps=50", "--json"))
                        .path("steps")
                        .findValuesAsString("repeats"))
                .anyMatch(repeats -> Integer.parseInt(repeats) > 10);
    }

    @Test
    void aNetworkIsToldNodeByNode() {
        JsonNode network = read(Ran.pcn4j("network", "--model=mlp", "--json"));
        assertThat(network.path("parameters").asLong()).isEqualTo(118_282);
        assertThat(network.path("levels").asInt()).isEqualTo(3);
        assertThat(network.path("zil").path("pullback").asInt()).isEqualTo(3);
        JsonNode last = network.path("nodes").path(network.path("nodes").size() - 1);
        assertThat(last.path("name").asString()).isEqualTo("out");
        assertThat(last.path("output").asBoolean()).isTrue();
        assertThat(last.path("parents")).hasToString("[\"fc2\"]");
        assertThat(last.path("shape")).hasToString("[10]");
        assertThat(last.path("parameters")).hasToString("[\"out.weight\",\"out.bias\"]");
        JsonNode levelled = read(Ran.pcn4j("network", "--model=resnet18", "--levelled", "--json"));
        assertThat(levelled.path("nodes").findValuesAsString("delay").stream()
                        .filter("true"::equals)
                        .count())
                .isEqualTo(levelled.path("delays").asLong())
                .isPositive();
    }

    @Test
    void theDoctorTellsWhatABugReportNeeds() {
        JsonNode doctor = read(Ran.pcn4j("doctor", "--json"));
        Platform platform = Platform.current();
        assertThat(doctor.path("versions").path("libtorch").asString()).isEqualTo(platform.libtorch());
        assertThat(doctor.path("platform").asString()).isEqualTo(platform.name());
        assertThat(doctor.path("processor").path("usable").asInt())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(doctor.path("memory").path("machine").asLong()).isEqualTo(platform.physicalMemory());
        assertThat(doctor.path("threads").path("matrix").asInt()).isPositive();
        assertThat(doctor.path("speeds").path("product").asDouble()).isPositive();
        assertThat(doctor.path("warnings").isArray()).isTrue();
    }

    private Ran data(Map<String, String> more, String... words) throws IOException {
        try (LocalMirror mirror = new LocalMirror()) {
            return Ran.with(Terminal.PLAIN, SmallSets.in(mirror, folder.resolve("cache"), more), words);
        }
    }

    @Test
    void dataSetsAreListedAndVerified() throws IOException {
        assertThat(read(data(Map.of(), "data", "verify", "--json"))).hasToString("{\"fine\":true,\"files\":[]}");
        assertThat(data(Map.of(), "data", "fetch", "tinyshakespeare").code()).isZero();
        JsonNode list = read(data(Map.of(), "data", "list", "--json"));
        assertThat(list.path("cache").asString())
                .isEqualTo(folder.resolve("cache").toString());
        assertThat(list.path("dataFolder").isNull()).isTrue();
        assertThat(texts(list.path("sets"), "name"))
                .containsExactly(
                        "digits", "shapes", "words", "reber", "markov", "mnist", "tinyshakespeare", "emnist", "qmnist");
        assertThat(texts(list.path("sets"), "where"))
                .containsExactly(
                        "generated",
                        "generated",
                        "generated",
                        "generated",
                        "generated",
                        "not fetched",
                        "cache",
                        "not here",
                        "not here");
        JsonNode text = list.path("sets").path(6);
        assertThat(text.path("bytes").asLong()).isEqualTo(SmallSets.TEXT.length);
        Path home = folder.resolve("cache/tinyshakespeare");
        Path file = home.resolve("input.txt");
        assertThat(text.path("path").asString()).isEqualTo(home.toString());
        JsonNode fine = read(data(Map.of(), "data", "verify", "--json"));
        assertThat(fine.path("fine").asBoolean()).isTrue();
        assertThat(fine.path("files").path(0).path("state").asString()).isEqualTo("fine");
        Files.writeString(file, "something else");
        Ran damaged = data(Map.of(), "data", "verify", "tinyshakespeare", "mnist", "--json");
        assertThat(damaged.code()).isEqualTo(1);
        JsonNode told = JsonMapper.shared().readTree(damaged.out());
        assertThat(told.path("fine").asBoolean()).isFalse();
        assertThat(texts(told.path("files"), "set")).containsExactly("tinyshakespeare", "mnist");
        assertThat(texts(told.path("files"), "state")).containsExactly("damaged", "missing");
        assertThat(told.path("files").path(0).path("path").asString()).isEqualTo(file.toString());
    }

    @Test
    void imagesAreCountedByClass() {
        JsonNode digits = read(Ran.pcn4j("data", "show", "digits", "--set=train=30", "--set=test=10", "--json"));
        assertThat(digits.path("train").path("samples").asInt()).isEqualTo(30);
        assertThat(digits.path("test").path("kind").asString()).isEqualTo("28x28 images in 10 classes");
        assertThat(digits.path("classes")).hasSize(10);
        assertThat(digits.path("classes").path(3)).hasToString("{\"name\":\"3\",\"train\":3,\"test\":1}");
        assertThat(digits.path("first")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"words", "reber", "markov"})
    void sequencesAndTextsShowTheirSymbolsAndFirstSamples(String name) {
        JsonNode data = read(Ran.pcn4j("data", "show", name, "--set=train=30", "--set=test=10", "--rows=3", "--json"));
        assertThat(data.path("symbols")).isNotEmpty();
        assertThat(data.path("first")).hasSize(3);
        assertThat(data.path("first").path(0).path("text").asString()).isNotEmpty();
        assertThat(data.path("first").path(0).path("label").isNull()).isEqualTo(name.equals("markov"));
    }

    @Test
    void tablesShowTheirColumns() throws IOException {
        Path csv = folder.resolve("rows.csv");
        Files.writeString(csv, "a,b,kind\n" + "1,-2,x\n3,4,y\n".repeat(10));
        JsonNode classes = read(Ran.pcn4j("data", "show", csv.toString(), "--set=label=kind", "--json"));
        assertThat(texts(classes.path("columns"), "name")).containsExactly("a", "b");
        assertThat(classes.path("columns").path(1).path("least").asDouble()).isEqualTo(-2);
        assertThat(texts(classes.path("classes"), "name")).containsExactly("x", "y");
        assertThat(classes.path("first").path(0).path("row")).hasSize(2);
        assertThat(classes.path("first").path(0).path("label").asString()).isIn("x", "y");
        JsonNode numbers = read(Ran.pcn4j(
                "data", "show", csv.toString(), "--set=label=b", "--set=drop=[kind]", "--set=target=number", "--json"));
        assertThat(numbers.path("classes")).isEmpty();
        assertThat(texts(numbers.path("columns"), "name")).containsExactly("a", "the number to learn");
        assertThat(numbers.path("first").path(0).path("label").isNumber()).isTrue();
    }

    @Test
    void aComparisonIsPrintedToStandardOutputAndItsTablesToStandardError() {
        Ran ran = Ran.pcn4j("compare", "--model=mlp", "--rules=bp,z-il", "--updates=2", "--json", "-");
        assertThat(ran.code()).isZero();
        JsonNode document = JsonMapper.shared().readTree(ran.out());
        assertThat(document.path("comparisons")
                        .path(0)
                        .path("rules")
                        .path(1)
                        .path("bitwiseEqual")
                        .asBoolean())
                .isTrue();
        assertThat(ran.err()).contains("bit-identical");
        assertThat(Path.of("-")).doesNotExist();
    }
}
