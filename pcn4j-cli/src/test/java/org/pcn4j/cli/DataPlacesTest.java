package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.train.run.RunFolder;

/** All commands look for published data in the same places, in the same order, and say so. */
class DataPlacesTest {
    private static final String[] COMPARE = {
        "compare", "--model=mlp", "--data=mnist", "--updates=1", "--rules=bp", "--batch=4"
    };

    @TempDir
    Path dir;

    private LocalMirror mirror;
    private Path cache;
    private Path experiment;

    @BeforeEach
    void publish() throws IOException {
        mirror = new LocalMirror();
        cache = dir.resolve("cache");
        experiment = Files.writeString(
                dir.resolve("a.yaml"), "model: {hidden: [3]}\ndata: mnist\nbatch: 4\nepochs: 1\nthreads: 1\n");
    }

    @AfterEach
    void close() {
        mirror.close();
    }

    private Ran ran(Map<String, String> environment, String... args) {
        return Ran.with(Terminal.PLAIN, SmallSets.in(mirror, cache, environment), args);
    }

    private static String[] with(String[] args, String... more) {
        return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
    }

    private String[] train() {
        return new String[] {"train", experiment.toString(), "--runs=" + dir.resolve("runs")};
    }

    @Test
    void whatIsNowhereIsFetchedIntoTheCacheInSightAndFoundThereByAllOthers() {
        Ran trained = ran(Map.of(), train());
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("mnist: ").contains(" of ");
        assertThat(cache.resolve("mnist/train-images-idx3-ubyte.gz")).exists();

        mirror.close();
        Ran compared = ran(Map.of(), COMPARE);
        assertThat(compared.code()).as(compared.err()).isZero();
        assertThat(compared.err()).doesNotContain("mnist: ");
        assertThat(ran(Map.of(), "data", "show", "mnist").code()).isZero();
        assertThat(ran(Map.of(), "data", "verify").code()).isZero();
        RunFolder run = RunFolder.list(dir.resolve("runs")).get(0);
        assertThat(ran(Map.of(), "evaluate", run.path().toString()).code()).isZero();
    }

    @Test
    void compareFetchesInSightAsWell() {
        Ran compared = ran(Map.of(), COMPARE);
        assertThat(compared.code()).as(compared.err()).isZero();
        assertThat(compared.err()).contains("mnist: ").contains(" of ");
        assertThat(compared.out()).contains("mlp on");
    }

    /** By a folder with files that are damaged, before a cache in which they are whole. */
    @Test
    void theDataFolderComesBeforeTheCacheEverywhere() throws IOException {
        assertThat(ran(Map.of(), "data", "fetch", "mnist").code()).isZero();
        Path data = Files.createDirectories(dir.resolve("data"));
        Map<String, String> environment = Map.of("PCN4J_DATA", data.toString());
        assertThat(ran(environment, COMPARE).code()).isZero();

        Path own = Files.createDirectories(data.resolve("mnist"));
        for (String[] command : List.of(COMPARE, train(), new String[] {"data", "show", "mnist"})) {
            Ran ran = ran(environment, command);
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err())
                    .contains(own.toString())
                    .contains("(without " + own + ", the cache " + cache.resolve("mnist")
                            + " is read: pcn4j data fetch mnist)");
            assertThat(ran.err().lines()).hasSize(1);
            Ran elsewhere = ran(environment, with(command, "--data-dir=" + dir));
            assertThat(elsewhere.code()).as(elsewhere.err()).isZero();
        }
    }

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of("compare", "--updates=1"),
                List.of("train", "EXPERIMENT"),
                List.of("sweep", "EXPERIMENT", "--seeds=2"),
                List.of("data", "list"),
                List.of("data", "verify"),
                List.of("data", "show", "mnist"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aFolderThatIsNotThereIsRefusedInOneLine(List<String> words) {
        String[] command = words.stream()
                .map(word -> word.equals("EXPERIMENT") ? experiment.toString() : word)
                .toArray(String[]::new);
        String none = dir.resolve("None").toString();
        Ran option = ran(Map.of(), with(command, "--data-dir=" + none));
        assertThat(option.err()).contains("--data-dir: there is no folder '" + none + "'");
        assertThat(option.err().lines()).hasSize(1);
        assertThat(option.code()).isEqualTo(2);
        Ran variable = ran(Map.of("PCN4J_DATA", none), command);
        assertThat(variable.err()).contains("PCN4J_DATA: there is no folder '" + none + "'");
        assertThat(variable.err().lines()).hasSize(1);
        assertThat(variable.code()).isEqualTo(2);
    }

    @Test
    void whatIsNowhereOfflineIsToldWithAllPlacesAndTheCommandThatHelps() {
        for (String[] command : List.of(COMPARE, train())) {
            Ran ran = ran(Map.of("PCN4J_DATA", dir.toString()), with(command, "--offline"));
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err())
                    .contains("the data folder " + dir + " has no folder mnist")
                    .contains("mnist is not in the cache: " + cache.resolve("mnist") + " lacks ")
                    .contains("pcn4j data fetch mnist");
            assertThat(ran.err().lines()).hasSize(1);
        }
    }
}
