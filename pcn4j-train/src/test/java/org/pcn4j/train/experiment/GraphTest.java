package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.function.Precision;
import org.pcn4j.function.SquaredError;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Energies;
import org.pcn4j.train.model.Functions;
import org.pcn4j.train.settings.SettingsException;

class GraphTest {
    static final String RESIDUAL = """
            model:
              name: graph
              nodes:
                - {name: x, kind: input, shape: [1, 28, 28]}
                - name: stem
                  function: [{name: conv2d, in: 1, out: 4, kernel: 3, padding: 1, weights: kaiming-normal}, relu]
                  parents: [x]
                - name: a
                  function: [{name: conv2d, in: 4, out: 8, kernel: 3, stride: 2, padding: [1, 1], bias: false},
                             {name: batch-norm, channels: 8}, relu]
                  parents: [stem]
                - name: b
                  function:
                    - name: sum
                      terms:
                        - {name: residual, function: {name: conv2d, in: 8, out: 8, kernel: 3, padding: 1}}
                        - {name: shortcut, function: {name: conv2d, in: 4, out: 8, kernel: 1, stride: 2}}
                    - relu
                  parents: [a, stem]
                - name: out
                  kind: output
                  function: [adaptive-avg-pool2d, flatten, {name: linear, in: 8, out: 10}]
                  parents: [b]
            data: {name: digits, train: 64, test: 16}
            batch: 16
            """;

    private static final List<String> TEN = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    private static final Domain DIGITS = new Domain.Images(1, 28, 28, TEN);

    /** A function, what it reads and how many of these. */
    static Stream<String[]> functions() {
        return Stream.of(
                        "identity;[3];1",
                        "flatten;[2, 3];1",
                        "tanh;[3];1",
                        "relu;[3];1",
                        "sigmoid;[3];1",
                        "gelu;[3];1",
                        "silu;[3];1",
                        "softmax;[3];1",
                        "log-softmax;[3];1",
                        "{name: leaky-relu, slope: 0.2};[3];1",
                        "{name: hard-tanh, low: -2, high: 2};[3];1",
                        "{name: dropout, p: 0.1};[3];1",
                        "{name: linear, in: 3, out: 2, bias: false, weights: {name: uniform, bound: 0.5}};[3];1",
                        "{name: linear, in: 3, out: 2, biases: zeros, weights: {name: xavier-normal, gain: 2}};[3];1",
                        "{name: bias, shape: [3], numbers: {name: normal, deviation: 0.1}};[3];1",
                        "{name: conv2d, in: 2, out: 4, kernel: [3, 1], stride: 2, dilation: 2, groups: 2};[2, 9, 9];1",
                        "{name: conv-transpose2d, in: 2, out: 4, kernel: 2, stride: 2, output-padding: 1};[2, 4, 4];1",
                        "{name: max-pool2d, kernel: 3, stride: 2, padding: 1};[2, 9, 9];1",
                        "{name: avg-pool2d, kernel: 2};[2, 8, 8];1",
                        "{name: adaptive-avg-pool2d, size: [2, 1]};[2, 8, 8];1",
                        "{name: upsample, factor: 2, mode: bilinear};[2, 4, 4];1",
                        "{name: pad, before: [1, 0], after: 2};[2, 4, 4];1",
                        "{name: batch-norm, channels: 2, momentum: 0.2};[2, 4, 4];1",
                        "{name: group-norm, groups: 2, channels: 4};[4, 3];1",
                        "{name: layer-norm, shape: [3], epsilon: 1e-6};[2, 3];1",
                        "{name: reshape, shape: [3, 2]};[2, 3];1",
                        "{name: permute, order: [1, 0]};[2, 3];1",
                        "{name: select, index: 1};[2, 3];1",
                        "{name: slice, dimension: 1, from: 1, to: 3};[2, 3];1",
                        "{name: average, inputs: 2};[3];2",
                        "{name: concatenate, inputs: 2};[3];2",
                        "{name: product, inputs: 2};[3];2",
                        "{name: add, inputs: 2};[3];2",
                        "{name: sum, terms: [{function: relu}, {name: b, function: {name: linear, in: 3, out: 3}}]};[3];2",
                        "{name: matrix-product, second: transposed};[2, 3];2",
                        "{name: attention, mask: none};[2, 3, 4];3",
                        "{name: multi-head-attention, width: 4, heads: 2};[3, 4];1")
                .map(text -> text.split(";"));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void everyFunctionIsReadBuiltAndWrittenAsItWasRead(String function, String shape, String parents) {
        String from =
                Stream.generate(() -> "h").limit(Integer.parseInt(parents)).collect(Collectors.joining(", "));
        Experiment read = ExperimentTest.read(String.format(Locale.ROOT, """
                model:
                  name: graph
                  nodes:
                    - {name: x, kind: input, shape: %s}
                    - {name: h, function: {name: bias, shape: %s}, parents: [x]}
                    - {name: f, function: %s, parents: [%s]}
                    - {name: out, kind: output, function: flatten, parents: [f]}
                loss: squared-error
                """, shape, shape, function, from));
        assertThat(ExperimentTest.read(read.toYaml())).isEqualTo(read);
    }

    @Test
    void recurrentFunctionsAreReadBuiltAndWrittenAsTheyWereRead() {
        Experiment read = ExperimentTest.read("""
                model:
                  name: graph
                  nodes:
                    - {name: s, kind: tokens, shape: [2], vocabulary: 5}
                    - {name: e, function: [{name: select, index: 0}, {name: embedding, vocabulary: 5, width: 3}], parents: [s]}
                    - {name: h0, kind: constant, shape: [3]}
                    - {name: c0, kind: constant, shape: [3], number: 0.5}
                    - {name: gates, function: {name: linear, in: 3, out: 12}, parents: [e]}
                    - {name: c1, function: lstm-carry, parents: [gates, c0]}
                    - {name: h1, function: lstm-state, parents: [gates, c1]}
                    - {name: held, function: {name: masked-update, step: 1}, parents: [s, h1, h0]}
                    - {name: i, group: g, function: {name: linear, in: 3, out: 9}, parents: [e]}
                    - {name: r, group: g, function: {name: linear, in: 3, out: 9}, parents: [held]}
                    - {name: state, function: gru-state, parents: [i, r, held]}
                    - {name: out, kind: output, function: {name: linear, in: 3, out: 5, bias: false}, parents: [state], ties: {weight: e.weight}}
                """);
        assertThat(ExperimentTest.read(read.toYaml())).isEqualTo(read);
        Network network = read.model()
                .network(
                        new Domain.Words(2, List.of("", "a", "b", "c", "d"), List.of("p", "q", "r", "s", "t")),
                        Energies.CROSS_ENTROPY.it());
        assertThat(network.parameters()).noneMatch(spec -> spec.name().equals("out.weight"));
        assertThat(network.parameters().stream().filter(spec -> spec.name().equals("g.weight")))
                .hasSize(1);
    }

    /** 0.1.0 called them otherwise; its files are read, and written by the names of today. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: hold, step: 1} | {name: masked-update, step: 1} | [s, h, h]",
                "{name: offset, shape: [3]} | {name: bias, shape: [3]} | [h]"
            })
    void formerNamesOfFunctionsAreRead(String former, String today, String parents) {
        String graph = """
                model:
                  name: graph
                  nodes:
                    - {name: s, kind: tokens, shape: [2], vocabulary: 5}
                    - {name: h, function: [{name: select, index: 0}, {name: embedding, vocabulary: 5, width: 3}], parents: [s]}
                    - {name: f, function: %s, parents: %s}
                    - {name: out, kind: output, function: {name: linear, in: 3, out: 5}, parents: [f]}
                """;
        Experiment read = ExperimentTest.read(String.format(Locale.ROOT, graph, former, parents));
        assertThat(read).isEqualTo(ExperimentTest.read(String.format(Locale.ROOT, graph, today, parents)));
        assertThat(ExperimentTest.read(read.toYaml())).isEqualTo(read);
        assertThat(read.toYaml()).doesNotContain("hold", "offset");
        assertThat(Functions.CATALOG.names()).doesNotContain("hold", "offset");
    }

    /** But a chain, which is written as a list, linear with feedback of its own, which is a key of linear, and what a user writes. */
    @Test
    void everyFunctionOfTheLibraryHasAName() throws IOException, URISyntaxException {
        Map<String, String> others = Map.of("ScaledDotProductAttention", "attention");
        Set<String> expected = new TreeSet<>(Set.of("add"));
        for (String name : classNames()) {
            expected.add(others.getOrDefault(
                    name, name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT)));
        }
        expected.removeAll(List.of("chain", "feedback-linear"));
        assertThat(Functions.CATALOG.names()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> classNames() throws IOException, URISyntaxException {
        URI place = Function.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        Path code = Path.of(place);
        if (Files.isDirectory(code)) {
            return classNames(code.resolve("org/pcn4j/function"));
        }
        try (FileSystem jar = FileSystems.newFileSystem(code)) {
            return classNames(jar.getPath("org/pcn4j/function"));
        }
    }

    private static List<String> classNames(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.startsWith("package"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .filter(GraphTest::isFunction)
                    .toList();
        }
    }

    private static boolean isFunction(String name) {
        try {
            Class<?> type = Class.forName("org.pcn4j.function." + name);
            return Function.class.isAssignableFrom(type)
                    && !type.isInterface()
                    && Modifier.isPublic(type.getModifiers());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNetworkThatIsSpelledOutIsTheOneThatHasAName() {
        Experiment spelled = ExperimentTest.read("""
                model:
                  name: graph
                  nodes:
                    - {name: x, kind: input, shape: [784]}
                    - {name: fc1, function: [{name: linear, in: 784, out: 128}, tanh], parents: [x]}
                    - {name: fc2, function: [{name: linear, in: 128, out: 128}, tanh], parents: [fc1]}
                    - {name: out, kind: output, function: {name: linear, in: 128, out: 10}, parents: [fc2]}
                """);
        Network named = Experiment.byDefault("mlp").model().network(DIGITS, Energies.CROSS_ENTROPY.it());
        assertThat(spelled.model().network(DIGITS, Energies.CROSS_ENTROPY.it()).toString())
                .isEqualTo(named.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "in: 8, out: 10} | in: 9, out: 10} | model: node 'out'",
                "parents: [a, stem] | parents: [a, stm] | model: ",
                "kind: output | kind: node | model: ",
                "kind: input | kind: inputs | line 4: model.nodes[0].kind: unknown kind of node 'inputs', did you mean 'input'?",
                "name: batch-norm | name: batchnorm | model.nodes[2].function[1].name: unknown function 'batchnorm', did you mean",
                "channels: 8 | chanels: 8 | model.nodes[2].function[1]: unknown key 'chanels', did you mean 'channels'?",
                "weights: kaiming-normal | weights: kaiming | unknown initializer 'kaiming', did you mean",
                "stride: 2, padding | stride: 0, padding | model.nodes[2].function[0].stride: expected a whole number from 1",
                "bias: false | bias: maybe | model.nodes[2].function[0].bias: expected true or false, found 'maybe'",
                "parents: [b] | parents: [] | model.nodes[4].parents: expected a list of 1 to 1000",
                "name: a | name: stem | model: the name 'stem' is used twice",
            })
    void whatIsWrongInAGraphIsNamed(String what, String instead, String message) {
        String changed = RESIDUAL.replaceFirst(Pattern.quote(what), instead);
        assertThat(changed).isNotEqualTo(RESIDUAL);
        assertThatThrownBy(() -> ExperimentTest.read(changed))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e).message().doesNotContain("\n"));
    }

    static final String CYCLIC = """
            model:
              name: graph
              nodes:
                - {name: x, kind: input, shape: [784]}
                - {name: h, function: [{name: linear, in: 784, out: 3}, tanh], parents: [x], precision: [1, 2, 0.5]}
                - name: k
                  function:
                    name: sum
                    terms:
                      - {name: up, function: {name: linear, in: 3, out: 3}}
                      - {name: side, function: {name: linear, in: 3, out: 3}}
                  parents: [h, k]
                  lateral: {k: [3]}
                  precision: 2
                - {name: m, group: g, function: {name: linear, in: 3, out: 3}, parents: [k], precision: 4}
                - {name: e, kind: sink, function: {name: linear, in: 3, out: 2}, parents: [k]}
                - {name: out, kind: output, function: {name: linear, in: 3, out: 10}, parents: [m]}
            data: {name: digits, train: 64, test: 16}
            rule: {name: il, steps: 3}
            batch: 16
            """;

    @Test
    void precisionsSinksAndLateralEdgesAreReadBuiltAndWritten() {
        Experiment read = ExperimentTest.read(CYCLIC);
        assertThat(ExperimentTest.read(read.toYaml())).isEqualTo(read);
        Network network = read.model().network(DIGITS, Energies.CROSS_ENTROPY.it());
        assertThat(network.node("h").energy()).isEqualTo(new Gaussian(new Precision(List.of(1.0, 2.0, 0.5))));
        assertThat(network.node("k").energy()).isEqualTo(Gaussian.of(2));
        assertThat(network.node("k").lateral()).containsExactly(1);
        assertThat(network.node("m").energy()).isEqualTo(Gaussian.of(4));
        assertThat(network.node("e").energy()).isEqualTo(Gaussian.UNIT);
        assertThat(network.node("e").constant()).hasValue(0);
        assertThat(network.outputs()).extracting(Node::name).containsExactly("out");
        assertThat(network.parameters()).extracting(ParameterSpec::name).contains("g.weight", "e.weight");
    }

    @Test
    void aGraphWithPrecisionsSinksAndLateralEdgesTrains() throws InterruptedException {
        PreparedTest.trainsAndAnswers(CYCLIC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "precision: 2 | precision: 0 | model.nodes[2].precision: expected a number greater than 0, found '0'",
                "precision: [1, 2, 0.5] | precision: [1, -2, 0.5] | model.nodes[1].precision[1]: expected a number greater than 0, found '-2'",
                "precision: [1, 2, 0.5] | precision: [1, 2] | model: node 'h': expected one precision or one for each of the 3 units of [3], got 2",
                "precision: [1, 2, 0.5] | precision: [] | model.nodes[1].precision: expected a list of 1 to",
                "parents: [x], precision | parents: [x], precsion | model.nodes[1]: unknown key 'precsion', did you mean 'precision'?",
                "lateral: {k: [3]} | lateral: {q: [3]} | model: the nodes k → k form a cycle",
                "lateral: {k: [3]} | lateral: {k: [4]} | model: node 'k': ",
                "lateral: {k: [3]} | lateral: {k: 3} | model.nodes[2].lateral.k: expected a list of 1 to 8",
                "lateral: {k: [3]} | lateral: k | model.nodes[2].lateral: expected names",
                "lateral: {k: [3]} | lateral: {k: [3], m: [3]} | model: node 'k' was to read 'm' along a lateral edge, but has no such parent",
                "kind: sink | kind: sinks | model.nodes[4].kind: unknown kind of node 'sinks', did you mean 'sink'?",
                "kind: output | kind: sink | model: expected one node that reads samples and one output, found 1 and 0",
                "rule: {name: il, steps: 3} | loss: {name: gaussian, precision: -1} | loss.precision: expected a number greater than 0, found '-1'",
                "rule: {name: il, steps: 3} | loss: java.lang.String | loss: java.lang.String is no energy: expected a class that implements",
            })
    void whatIsWrongInPrecisionsSinksAndLateralEdgesIsNamed(String what, String instead, String message) {
        String changed = CYCLIC.replaceFirst(Pattern.quote(what), instead);
        assertThat(changed).isNotEqualTo(CYCLIC);
        assertThatThrownBy(() -> ExperimentTest.read(changed))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e).message().doesNotContain("\n"));
    }

    @Test
    void aRuleThatLateralEdgesLeaveWithoutAPlanIsRefusedBeforeTraining() {
        assertThatThrownBy(() -> prepare(CYCLIC.replace("rule: {name: il, steps: 3}", "rule: z-il")))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining("rule: the schedule z-il cannot work with the lateral edges of node 'k'");
    }

    @Test
    void aLossMayHaveAPrecisionOrBeAClassOfOnesOwn() throws InterruptedException {
        String gaussian = RESIDUAL + "loss: {name: gaussian, precision: 2}\n";
        Experiment read = ExperimentTest.read(gaussian);
        assertThat(read.loss().it()).isEqualTo(Gaussian.of(2));
        assertThat(ExperimentTest.read(read.toYaml())).isEqualTo(read);
        assertThat(ExperimentTest.read(RESIDUAL).toYaml()).contains("\nloss: cross-entropy\n");
        assertThatThrownBy(() -> prepare(gaussian.replace("precision: 2", "precision: [1, 2]")))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining(
                        "output 'out': expected one precision or one for each of the 10 units of [10], got 2");
        assertThat(ExperimentTest.read(RESIDUAL + "loss: org.pcn4j.function.SquaredError\n")
                        .loss()
                        .it())
                .isEqualTo(new SquaredError());
        PreparedTest.trainsAndAnswers(gaussian);
    }

    @Test
    void aGraphThatDoesNotFitTheDataIsRefusedBeforeTraining() {
        assertThatThrownBy(() -> prepare(RESIDUAL.replace("out: 10}", "out: 9}")))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining("its output has the shape [9], expected [10]");
        assertThatThrownBy(() -> prepare(RESIDUAL.replace("name: digits", "name: shapes")))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining("its input [1, 28, 28] holds 784 elements, a sample has 3072");
    }

    private static Prepared prepare(String text) throws InterruptedException {
        return ExperimentTest.read(text).prepare(PreparedTest.NOWHERE);
    }

    @Test
    void aGraphTrains() throws InterruptedException {
        PreparedTest.trainsAndAnswers(RESIDUAL);
    }
}
