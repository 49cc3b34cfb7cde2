package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.train.run.RunFolder;
import picocli.CommandLine;

/** What complaints keep, what they leave out, and which next step they name. */
class MessagesTest {
    @TempDir
    Path dir;

    private static void requireOneLine(Ran ran, int code) {
        assertThat(ran.err().lines()).as(ran.err()).hasSize(1);
        assertThat(ran.err()).doesNotContain("Exception").doesNotContain("java.");
        assertThat(ran.code()).isEqualTo(code);
    }

    @Test
    void theNameOfAFileKeepsItsCase() throws IOException {
        Path file = Files.writeString(dir.resolve("MLP.yaml"), "modl: mlp");
        String relative = Path.of("").toAbsolutePath().relativize(file).toString();
        Ran ran = Ran.pcn4j("train", relative);
        assertThat(ran.err()).startsWith("pcn4j train: " + relative + ", line 1: unknown key 'modl'");
        requireOneLine(ran, 2);
        Ran missing = Ran.pcn4j("train", "MLP.yaml");
        assertThat(missing.err()).startsWith("pcn4j train: MLP.yaml: there is no such file");
        requireOneLine(missing, 2);
        assertThat(Ran.pcn4j("compare", "--data=Nowhere/Mnist").err()).contains("Nowhere/Mnist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "train",
                "sweep",
                "evaluate",
                "predict",
                "export",
                "import",
                "runs",
                "report",
                "compare",
                "plan",
                "network",
                "explain",
                "data",
                "completion",
                "doctor"
            })
    void theExamplesOfAHelpCanBeCopied(String command) {
        List<String> lines = Ran.pcn4j(command, "--help").out().lines().toList();
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).startsWith("  pcn4j ")) {
                assertThat(lines.get(i + 1))
                        .as("what follows '%s'", lines.get(i))
                        .matches("|  .*|Examples?: .*");
            }
        }
    }

    @Test
    void aFolderOfRunsThatIsNamedAndIsNotThereIsRefused() {
        Ran ran = Ran.pcn4j("runs", "list", dir.resolve("Nowhere").toString());
        assertThat(ran.err()).contains("Nowhere' is no folder: expected one that holds runs");
        requireOneLine(ran, 1);
    }

    @Test
    void allLinesOfAComplaintAreKept() throws IOException {
        Path experiment = Files.writeString(dir.resolve("a.yaml"), """
                model: {name: transformer, width: 8, heads: 2}
                data: {name: markov, window: 8, train: 20, test: 5}
                batch: 4
                epochs: 1
                threads: 1
                """);
        Path runs = dir.resolve("runs");
        assertThat(Ran.pcn4j("train", experiment.toString(), "--runs=" + runs).code())
                .isZero();
        String run = RunFolder.list(runs).get(0).path().toString();
        Ran ran = Ran.pcn4j("predict", run, "first\nsecond\u001b[31m\r\nthird");
        requireOneLine(ran, 1);
        assertThat(ran.err()).contains("first", "second", "third").doesNotContain("\u001b");
        assertThat(ran.err().substring(ran.err().indexOf("third")))
                .hasSizeGreaterThan("third'  (--debug tells more)".length() + 10);
    }

    @Test
    void whatPicocliSaysBeginsWithASmallLetterAndKeepsItsLines() {
        assertThat(Ran.pcn4j("export").err()).startsWith("pcn4j export: missing required parameters");
        Ran ran = Ran.pcn4j("plan", "--model=mlp", "--rule=il", "a.yaml", "more\nand more");
        requireOneLine(ran, 2);
        assertThat(ran.err()).contains("and more").contains("is not expected here");
    }

    @Test
    void filesThatCannotBeReadOrWrittenAreToldInWords() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");
        Path none = dir.resolve("none");
        requireOneLine(Ran.pcn4j("predict", none.toString(), "1"), 1);
        assertThat(Ran.pcn4j("predict", none.toString(), "1").err())
                .contains("there is no file or folder '" + none + "'");
        requireOneLine(Ran.pcn4j("init", file.resolve("a.yaml").toString()), 1);
        Path experiment = Files.writeString(dir.resolve("a.yaml"), "data: {name: digits, train: 80, test: 5}");
        Ran inFile = Ran.pcn4j("train", experiment.toString(), "--runs=" + file.resolve("runs"));
        requireOneLine(inFile, 1);
        assertThat(inFile.err()).contains("cannot make a run in '" + file.resolve("runs") + "': ");
        Ran text = Ran.pcn4j(
                "data",
                "show",
                Files.write(dir.resolve("a.txt"), new byte[] {'a', (byte) 0xff}).toString());
        requireOneLine(text, 1);
        assertThat(text.err()).contains("UTF-8");
    }

    @Test
    void filesThatMayNotBeReadAreToldInWords() throws IOException {
        Path experiment = Files.writeString(dir.resolve("a.yaml"), "seed: 1");
        Files.setPosixFilePermissions(experiment, PosixFilePermissions.fromString("---------"));
        // Whoever may do everything is not kept out.
        assumeFalse(Files.isReadable(experiment));
        Ran ran = Ran.pcn4j("train", experiment.toString());
        requireOneLine(ran, 2);
        assertThat(ran.err()).contains("permission denied for '" + experiment + "'");
    }

    /** It would fail once more: other settings help, going on does not. */
    @Test
    void ofARunThatFailedItIsToldWhyAndWhatHelps() throws IOException {
        Path experiment = Files.writeString(dir.resolve("a.yaml"), """
                model: {name: mlp, hidden: [4], activation: relu}
                data: {name: digits, train: 80, test: 5}
                loss: squared-error
                rule: {name: il, steps: 4, gamma: 2.5}
                optimizer: {name: sgd, lr: 1e30}
                batch: 8
                threads: 1
                """);
        Path runs = dir.resolve("runs");
        Ran trained = Ran.pcn4j("train", experiment.toString(), "--runs=" + runs);
        assertThat(trained.code()).isEqualTo(1);
        assertThat(trained.err()).contains("a smaller learning rate may help, or a smaller γ (it is 2.5)");
        RunFolder run = RunFolder.list(runs).get(0);
        Ran asked = Ran.pcn4j("predict", run.path().toString(), "a.png");
        requireOneLine(asked, 1);
        assertThat(asked.err())
                .contains("has no model: the run failed (")
                .contains("a smaller γ (it is 2.5)")
                .contains("pcn4j train " + run.path().resolve("experiment.yaml") + " --set KEY=VALUE")
                .doesNotContain("--resume");
        run.write(run.provenance().ended(Instant.now(), "stopped"));
        assertThat(Ran.pcn4j("predict", run.path().toString(), "a.png").err()).contains("--resume");
    }

    @Test
    void gammaIsBlamedOnlyOfRulesThatHaveOne() {
        Ran ran = Ran.pcn4j(
                "compare",
                "--model=mlp",
                "--rules=bp,il",
                "--optimizer=sgd",
                "--lr=1e38",
                "--updates=5",
                "--threads=1");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err().lines().filter(line -> line.startsWith("mlp: bp was stopped")))
                .singleElement()
                .asString()
                .endsWith("; a smaller --lr may help");
        assertThat(ran.err().lines().filter(line -> line.startsWith("mlp: il was stopped")))
                .singleElement()
                .asString()
                .endsWith("; a smaller --lr or --gamma may help");
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(
                        new OutOfMemoryError("Java heap space"),
                        "pcn4j: out of memory (Java heap space): give the JVM more, as in PCN4J_JAVA_OPTS=-Xmx8g"),
                Arguments.of(
                        new OutOfMemoryError(
                                "Physical memory usage is too high: physicalBytes (9G) > maxPhysicalBytes (8G)"),
                        "PCN4J_JAVA_OPTS=-Dorg.bytedeco.javacpp.maxPhysicalBytes="),
                Arguments.of(
                        new OutOfMemoryError(),
                        "pcn4j: out of memory: give the JVM more, as in PCN4J_JAVA_OPTS=-Xmx8g, or take smaller batches"),
                Arguments.of(new StackOverflowError(), "out of stack: something is nested too deeply"),
                Arguments.of(new NoClassDefFoundError("org/pcn4j/Nothing"), "cannot be loaded: install it again"),
                Arguments.of(new ExceptionInInitializerError(), "pcn4j doctor says what there is"),
                Arguments.of(new AssertionError(), "a mistake in the program itself"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void everyErrorEndsInOneLineAndCode1(Error error, String message) {
        StringWriter err = new StringWriter();
        CommandLine program = Main.program(Terminal.PLAIN, DataSets.ofUser());
        program.addSubcommand("fail", new Failing(error));
        program.setErr(new PrintWriter(err, true));
        int code = Main.executed(program, "fail");
        requireOneLine(new Ran(code, "", err.toString()), 1);
        assertThat(err.toString()).contains(message).endsWith(" (--debug tells more)" + System.lineSeparator());
        assertThat(err.toString()).doesNotContain("org/pcn4j");
    }

    @Test
    void whatLibtorchSaysOfMemoryIsFollowedByWhatHelps() {
        String message = "conv2d: [enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory: you"
                + " tried to allocate 9 bytes";
        assertThat(Trouble.of(new IllegalStateException(message)))
                .isEqualTo(message + "; take smaller batches, data or networks");
    }

    /** A command that does nothing else. */
    @CommandLine.Command(name = "fail")
    private record Failing(Error error) implements Callable<Integer> {
        @Override
        public Integer call() {
            throw error;
        }
    }
}
