package org.pcn4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.Threads;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The worker, within this process. */
class WorkerTest {
    private static final Path WORKLOADS = Path.of("..", "bench", "workloads.json");

    private Threads before = new Threads(1, 1);

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void rememberThreads() {
        before = Threads.current();
    }

    @AfterEach
    void restoreThreads() {
        before.use();
    }

    private static List<JsonNode> worker(String requests, String... args) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream answers = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            Worker.run(new BufferedReader(new StringReader(requests)), answers, args);
        }
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
    }

    private void export(String id) throws IOException {
        assertThat(worker("", "export", id, WORKLOADS.toString(), folder.toString()))
                .singleElement()
                .matches(answer -> answer.path("ok").asBoolean());
    }

    @Test
    void aCheckStartsAnewAndComesToTheSameParametersWhateverRanBefore() throws IOException {
        export("W3-small-1");
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Path none = folder.resolve("none");
        List<JsonNode> answers = worker(
                String.format(
                        Locale.ROOT,
                        "check 5 %s\nrun 3\ncheck 5 %s\ncheck 0 %s\njump\nquit\nrun 1\n",
                        first,
                        second,
                        none),
                "serve",
                "W3-small-1",
                WORKLOADS.toString(),
                folder.toString(),
                "1");
        assertThat(answers).hasSize(6);
        assertThat(answers.get(0).path("ready").asBoolean()).isTrue();
        assertThat(answers.get(0).path("threads").asString()).isEqualTo("1+1 threads, no oneDNN");
        assertThat(answers.get(0).path("versions").path("libtorch").asString()).startsWith("2.");
        assertThat(answers.get(1).path("ok").asBoolean()).isTrue();
        assertThat(answers.get(2).path("millis")).hasSize(3).allMatch(millis -> millis.asDouble() > 0);
        assertThat(answers.get(5).path("error").asString()).contains("'jump'");
        List<String> order = Files.readAllLines(folder.resolve("initial").resolve("order.txt"));
        assertThat(order).hasSize(8).startsWith("fc1.weight", "fc1.bias");
        for (String name : order) {
            assertThat(equal(first, second, name)).as(name).isTrue();
            assertThat(equal(none, folder.resolve("initial"), name)).as(name).isTrue();
            assertThat(equal(first, none, name)).as(name).isFalse();
        }
    }

    private static boolean equal(Path one, Path other, String name) throws IOException {
        try (Tensor a = Npy.read(one.resolve(name + ".npy"));
                Tensor b = Npy.read(other.resolve(name + ".npy"))) {
            return a.isEqualTo(b);
        }
    }

    @Test
    void theFirstUpdateNeedsNothingButWhatWasExported() throws IOException {
        export("W3-small-1");
        assertThat(worker("", "first-update", "W3-small-1", "nowhere", folder.toString(), "default"))
                .singleElement()
                .matches(answer -> answer.path("ok").asBoolean());
    }

    @Test
    void everyWorkloadOfTheFileHasANetworkAndSurvivesTheFolder() throws IOException {
        JsonNode all = JsonMapper.shared().readTree(WORKLOADS);
        List<String> ids = StreamSupport.stream(all.spliterator(), false)
                .map(entry -> entry.path("id").asString())
                .toList();
        assertThat(ids).contains("W1", "W2", "W4-rnn", "W4-transformer", "W5-vgg5", "W6");
        for (String id : ids) {
            Workload workload = Workload.read(WORKLOADS, id);
            Network network = Networks.network(workload);
            assertThat(network.parameterCount()).as(id).isPositive();
            assertThat(Networks.rule(workload).name()).isEqualTo(workload.rule());
            Path properties = folder.resolve("workload.properties");
            workload.write(properties);
            assertThat(Workload.read(properties)).isEqualTo(workload);
        }
    }

    @Test
    void aLabelIsThereForEveryPlaceOfASequence() throws IOException {
        export("W4-transformer");
        try (Tensor input = Npy.read(folder.resolve("batches").resolve("input-3.npy"));
                Tensor target = Npy.read(folder.resolve("batches").resolve("target-3.npy"))) {
            assertThat(input.shape()).hasToString("[16, 64]");
            assertThat(target.shape()).isEqualTo(input.shape());
            assertThat(target.isWithin(0, 27)).isTrue();
        }
    }

    @Test
    void misuseIsAnsweredByWhatWasExpected() {
        assertThatThrownBy(() -> worker("", "export", "W9", WORKLOADS.toString(), folder.toString()))
                .hasMessageContaining("no workload 'W9'")
                .hasMessageContaining("W4-cnn-64");
        assertThatThrownBy(() -> worker("", "serve", "W1")).hasMessageContaining("expected export ID FILE FOLDER");
    }
}
