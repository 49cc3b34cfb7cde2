package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists, fetches and verifies sets that are published on this machine. */
@Timeout(60)
class DataCommandTest {
    private static final String IMAGES = "train-images-idx3-ubyte.gz";

    @TempDir
    Path dir;

    private LocalMirror mirror;
    private Path cache;

    @BeforeEach
    void publish() throws IOException {
        mirror = new LocalMirror();
        cache = dir.resolve("cache");
    }

    @AfterEach
    void close() {
        mirror.close();
    }

    @Test
    void theListSaysOfEachSetWhereItIs() throws IOException {
        Path data = Files.createDirectories(dir.resolve("data"));
        assertThat(rows(data)).containsEntry("mnist", "not fetched").containsEntry("tinyshakespeare", "not fetched");

        write(cache.resolve("mnist").resolve(IMAGES + ".part"), new byte[7]);
        write(cache.resolve("tinyshakespeare/input.txt"), SmallSets.TEXT);
        assertThat(rows(data)).containsEntry("mnist", "not whole: 7 B").containsEntry("tinyshakespeare", "cache");

        Files.createDirectories(data.resolve("mnist"));
        assertThat(rows(data)).containsEntry("mnist", "data folder").containsEntry("digits", "generated");
    }

    /** Returns what stands in the last column, by what stands in the first. */
    private Map<String, String> rows(Path data) {
        Ran ran = ran(Map.of("PCN4J_DATA", data.toString()), "data", "list");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("data folder  " + data).contains("cache        " + cache);
        return ran.out()
                .lines()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(line -> List.of(line.split(" {3,}")))
                .collect(Collectors.toMap(
                        cells -> cells.get(0).strip(),
                        cells -> cells.get(cells.size() - 1).strip()));
    }

    @Test
    void theListHasEverySetOnceWithItsSize() {
        Ran ran = Ran.with(Terminal.PLAIN, DataSets.ofUser(), "data", "list", "--cache", cache.toString());

        assertThat(ran.out().lines().skip(1).takeWhile(line -> !line.isEmpty()).map(line -> line.split(" ")[0]))
                .containsExactly(
                        "digits",
                        "shapes",
                        "words",
                        "reber",
                        "markov",
                        "mnist",
                        "fashion-mnist",
                        "kmnist",
                        "cifar10",
                        "cifar100",
                        "names",
                        "tinyshakespeare",
                        "emnist",
                        "qmnist");
        assertThat(ran.out()).containsPattern("cifar10 .*170\\.1 MB");
        assertThat(ran.out().lines().filter(line -> line.length() > 80 && !line.startsWith("cache")))
                .isEmpty();
    }

    @Test
    void whatIsFetchedLiesInTheCacheAndIsNotAskedForAgain() {
        Ran ran = ran("data", "fetch", "mnist", "tinyshakespeare", "mnist");

        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "mnist: %s in %s%ntinyshakespeare: %s in %s%n",
                        ByteCount.of(SmallSets.MNIST.values().stream()
                                .mapToLong(content -> content.length)
                                .sum()),
                        cache.resolve("mnist"),
                        ByteCount.of(SmallSets.TEXT.length),
                        cache.resolve("tinyshakespeare")));
        SmallSets.MNIST.forEach((name, content) ->
                assertThat(cache.resolve("mnist").resolve(name)).hasBinaryContent(content));
        assertThat(ran.err()).contains("tinyshakespeare: 1.7 kB of 1.7 kB");
        assertThat(mirror.asked()).hasSize(5);

        Ran again = ran("data", "fetch", "mnist");
        assertThat(again.code()).isZero();
        assertThat(again.err()).isEmpty();
        assertThat(mirror.asked()).hasSize(5);
    }

    @Test
    void anotherCacheMayBeNamed() {
        Path other = dir.resolve("other");

        assertThat(ran("data", "fetch", "tinyshakespeare", "--cache", other.toString())
                        .code())
                .isZero();
        assertThat(other.resolve("tinyshakespeare/input.txt")).hasBinaryContent(SmallSets.TEXT);
        assertThat(cache).doesNotExist();
        assertThat(ran("data", "verify", "tinyshakespeare", "--cache", other.toString())
                        .code())
                .isZero();
        assertThat(ran("data", "list", "--cache", other.toString()).out()).containsPattern("tinyshakespeare .*cache");
    }

    @Test
    void whatBrokeOffIsGoneOnWith() throws IOException {
        write(cache.resolve("tinyshakespeare/input.txt.part"), Arrays.copyOf(SmallSets.TEXT, 1000));

        assertThat(ran("data", "fetch", "tinyshakespeare").code()).isZero();
        assertThat(mirror.asked()).containsExactly("/tinyshakespeare/input.txt bytes=1000-");
        assertThat(cache.resolve("tinyshakespeare/input.txt")).hasBinaryContent(SmallSets.TEXT);
    }

    @Test
    void whatIsDamagedIsFetchedAnew() throws IOException {
        byte[] damaged = SmallSets.TEXT.clone();
        damaged[5] ^= 1;
        write(cache.resolve("tinyshakespeare/input.txt"), damaged);

        assertThat(ran("data", "fetch", "tinyshakespeare").code()).isZero();
        assertThat(cache.resolve("tinyshakespeare/input.txt")).hasBinaryContent(SmallSets.TEXT);
    }

    @Test
    void ofSeveralSetsThoseThatCanBeFetchedAre() {
        DataSets sets = sets(Map.of());
        mirror.withdraw("mnist/" + IMAGES);

        Ran ran = Ran.with(Terminal.PLAIN, sets, "data", "fetch", "mnist", "tinyshakespeare");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).startsWith("tinyshakespeare: ").hasLineCount(1);
        assertThat(ran.err())
                .contains("mnist: " + IMAGES + ": http://127.0.0.1:")
                .contains(": answered 404");
        assertThat(ran.err().lines().filter(line -> line.startsWith("pcn4j data fetch: ")))
                .singleElement()
                .asString()
                .startsWith("pcn4j data fetch: mnist: cannot fetch " + IMAGES + ": http://127.0.0.1:");
    }

    @Test
    void anInterruptKeepsWhatHasArrivedAndSaysHowToGoOn() throws Exception {
        DataSets sets = sets(Map.of());
        mirror.fallSilent("tinyshakespeare/input.txt", 500);
        CompletableFuture<Ran> result = new CompletableFuture<>();
        Thread thread =
                new Thread(() -> result.complete(Ran.with(Terminal.PLAIN, sets, "data", "fetch", "tinyshakespeare")));
        thread.start();
        mirror.awaitSilence();
        Path part = cache.resolve("tinyshakespeare/input.txt.part");
        while (!Files.exists(part) || Files.size(part) < 500) {
            Thread.sleep(10);
        }

        thread.interrupt();
        Ran ran = result.get(20, TimeUnit.SECONDS);

        assertThat(ran.code()).isEqualTo(130);
        assertThat(ran.out())
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "Interrupted: 500 B of 1.7 kB of tinyshakespeare are in %s; the same command resumes there%n",
                        cache.resolve("tinyshakespeare")));
        assertThat(part).hasBinaryContent(Arrays.copyOf(SmallSets.TEXT, 500));
    }

    @Test
    void onATerminalABarStandsInForTheLines() {
        Ran ran = Ran.with(new Terminal(true, false, 80), sets(Map.of()), "data", "fetch", "tinyshakespeare");

        assertThat(ran.code()).isZero();
        // The bar goes to the process's standard error itself.
        assertThat(ran.err()).isEmpty();
        assertThat(cache.resolve("tinyshakespeare/input.txt")).hasBinaryContent(SmallSets.TEXT);
    }

    @Test
    void theProxyOfTheEnvironmentIsAsked() throws IOException {
        try (LocalMirror proxy = new LocalMirror()) {
            proxy.publish("tinyshakespeare/input.txt", SmallSets.TEXT);

            Ran ran = ran(Map.of("http_proxy", proxy.home()), "data", "fetch", "tinyshakespeare");

            assertThat(ran.code()).isZero();
            assertThat(proxy.asked()).hasSize(1);
            assertThat(mirror.asked()).isEmpty();
        }
    }

    @Test
    void whatIsFineIsSaidToBe() {
        assertThat(ran("data", "fetch", "mnist").code()).isZero();

        Ran ran = ran("data", "verify");

        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines()).hasSize(4).allMatch(line -> line.endsWith(": fine"));
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void whatIsDamagedOrMissingIsSaidInALineEachAndCode1() throws IOException {
        assertThat(ran("data", "fetch", "mnist").code()).isZero();
        Path images = cache.resolve("mnist").resolve(IMAGES);
        byte[] damaged = Files.readAllBytes(images);
        damaged[20] ^= 1;
        write(images, damaged);
        Files.delete(cache.resolve("mnist/t10k-labels-idx1-ubyte.gz"));

        Ran ran = ran("data", "verify", "mnist", "tinyshakespeare");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out().lines())
                .hasSize(5)
                .anyMatch(line -> line.startsWith(images + ": damaged: expected SHA-256 "))
                .anyMatch(line -> line.equals(cache.resolve("mnist/t10k-labels-idx1-ubyte.gz") + ": missing"))
                .anyMatch(line ->
                        line.equals(cache.resolve("tinyshakespeare") + ": missing (pcn4j data fetch tinyshakespeare)"));
        assertThat(ran("data", "verify").code()).isEqualTo(1);
    }

    @Test
    void whereThereIsNothingThereIsNothingToVerify() {
        Ran ran = ran("data", "verify");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).hasLineCount(1).contains("nothing to verify");
    }

    @Test
    void filesOfTheUsersOwnAreReadWhereTheyAreNotThePublishedOnes() throws IOException {
        Path own = dir.resolve("data/mnist");
        for (String name : SmallSets.MNIST.keySet()) {
            write(own.resolve(name), SmallSets.MNIST.getOrDefault(name, new byte[0]));
        }
        Map<String, String> environment =
                Map.of("PCN4J_DATA", dir.resolve("data").toString());
        assertThat(ran(environment, "data", "verify", "mnist").out().lines())
                .hasSize(4)
                .allMatch(line -> line.startsWith(own.toString()) && line.endsWith(": fine"));

        // Packed anew, or unpacked, it has another checksum and is none the worse for it.
        byte[] plain = unpacked(own.resolve(IMAGES));
        byte[] packed = packed(plain);
        write(own.resolve(IMAGES), packed);
        Ran fine = ran(environment, "data", "verify", "mnist");
        assertThat(fine.out().lines())
                .hasSize(4)
                .contains(own + ": fine as far as reading tells, though not all its" + " files are the published ones");
        assertThat(fine.code()).isZero();

        packed[packed.length - 5] ^= 1;
        write(own.resolve(IMAGES), packed);
        Ran damaged = ran(environment, "data", "verify", "mnist");
        assertThat(damaged.out()).contains(own + ": damaged: ").contains(IMAGES);
        assertThat(damaged.code()).isEqualTo(1);

        Files.delete(own.resolve(IMAGES));
        write(own.resolve(IMAGES.replace(".gz", "")), plain);
        assertThat(ran(environment, "data", "verify", "mnist").code()).isZero();
    }

    private static byte[] unpacked(Path file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    /** In two members, as no packer does that published it. */
    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] half : List.of(Arrays.copyOf(content, 9), Arrays.copyOfRange(content, 9, content.length))) {
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(half);
            }
        }
        return bytes.toByteArray();
    }

    static Stream<Arguments> misuses() {
        return Stream.of(
                args("unknown command 'lst', did you mean 'list'? valid: list, fetch, verify, show", "data", "lst"),
                args("unknown data set 'minst', did you mean 'mnist'? valid: mnist, tinyshakespeare", "fetch", "minst"),
                args("'digits' is generated: there is nothing to fetch or to verify", "fetch", "digits"),
                args("missing required parameter: 'NAME'", "fetch"),
                args("unknown option '--offline'", "fetch", "mnist", "--offline"),
                args("unknown data set 'tinyshakspeare', did you mean 'tinyshakespeare'?", "verify", "tinyshakspeare"),
                args("'reber' is generated", "verify", "reber"),
                args("'more' is not expected here", "list", "more"),
                args("missing required parameter: 'DATA'", "show"),
                args("unknown data set 'digit', did you mean 'digits'? valid: digits, shapes,", "show", "digit"),
                args("--rows: expected a whole number from 1", "show", "digits", "--rows", "0"),
                args("--columns of images goes with --output", "show", "digits", "--columns", "3"),
                args("--rows of images goes with --output", "show", "digits", "--rows", "3"),
                args("--output goes with images, and these are sequences", "show", "reber", "--output", "x.png"),
                args("--columns goes with images, and these are sequences", "show", "reber", "--columns", "3"),
                args("--output: there is no folder", "show", "digits", "--output", "/no/such/folder/x.png"),
                args(
                        "--columns 101 and --rows 100 are 10100 images, expected at most 10000",
                        "show",
                        "digits",
                        "--output=x.png",
                        "--columns=101",
                        "--rows=100"),
                args("--set sed=2: unknown key 'sed', did you mean 'seed'?", "show", "digits", "--set", "sed=2"));
    }

    private static Arguments args(String message, String... args) {
        String[] all = args;
        if (!args[0].equals("data")) {
            all = Stream.concat(Stream.of("data"), Stream.of(args)).toArray(String[]::new);
        }
        return Arguments.of(message, all);
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void misuseIsAnsweredByOneLineAndCode2(String message, String[] args) {
        Ran ran = ran(args);
        assertThat(ran.err()).contains(message);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isEqualTo(2);
    }

    @Test
    void withoutACommandThoseBelowAreShown() {
        Ran ran = ran("data");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("list")
                .contains("fetch")
                .contains("verify")
                .contains("show");
    }

    private Ran ran(String... args) {
        return ran(Map.of(), args);
    }

    private Ran ran(Map<String, String> environment, String... args) {
        return Ran.with(Terminal.PLAIN, sets(environment), args);
    }

    private DataSets sets(Map<String, String> environment) {
        return SmallSets.in(mirror, cache, environment);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(file, content);
    }
}
