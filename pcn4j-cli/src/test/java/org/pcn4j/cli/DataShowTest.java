package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.data.ContactSheet;
import org.pcn4j.data.Digits;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in a data set, of every kind there is. */
class DataShowTest {
    @TempDir
    Path dir;

    @Test
    void imagesAreCountedByClass() {
        Ran ran = shown("digits", "--set", "train=30", "--set", "test=10");

        assertThat(ran.out()).isEqualTo("""
                        digits train: 30 samples, 28x28 images in 10 classes
                        digits test: 10 samples, 28x28 images in 10 classes

                        class   to train on   to test on
                        0                 3            1
                        1                 3            1
                        2                 3            1
                        3                 3            1
                        4                 3            1
                        5                 3            1
                        6                 3            1
                        7                 3            1
                        8                 3            1
                        9                 3            1
                        """);
    }

    @Test
    void anotherNameIsReadFromTheSamePlaceByItsOwnDefaults() throws IOException {
        Path file = Files.writeString(dir.resolve("it's a \"table\".csv"), "a,b,c\n".repeat(400));
        Ran text = shown(file.toString(), "--set", "name=text", "--set", "window=16");
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out()).contains("16");
        Ran other = shown("digits", "--set", "name=shapes", "--set", "train=20", "--set", "test=10");
        assertThat(other.out()).contains("shapes train: 20 samples");
    }

    @Test
    void thePictureIsAContactSheetOfTheFirstImagesAndNothingElseStays() throws IOException {
        Path picture = dir.resolve("out/sheet.png");
        Files.createDirectories(dir.resolve("out"));
        Ran ran = shown("digits", "--set", "train=30", "--output", picture.toString(), "--columns", "5", "--rows", "3");

        assertThat(ran.out()).contains(picture + ": the first 15 images to train on, 5 by 3");
        Path expected = dir.resolve("expected.png");
        ContactSheet.write(Digits.generate(1, 30, 1000).train(), 5, 3, expected);
        assertThat(picture).hasSameBinaryContentAs(expected);
        try (Stream<Path> files = Files.list(dir.resolve("out"))) {
            assertThat(files).containsExactly(picture);
        }
    }

    @Test
    void aPictureThatWouldBeTooLargeIsRefusedAndTheOldOneStays() throws IOException {
        Path picture = Files.write(dir.resolve("sheet.png"), new byte[] {1});
        for (String label : List.of("a", "b")) {
            Files.createDirectories(dir.resolve("large").resolve(label));
            for (String name : List.of("1.png", "2.png")) {
                ImageIO.write(
                        new BufferedImage(1000, 900, BufferedImage.TYPE_INT_RGB),
                        "png",
                        dir.resolve("large").resolve(label).resolve(name).toFile());
            }
        }

        Ran ran = Ran.pcn4j("data", "show", dir.resolve("large").toString(), "--output", picture.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("--columns 20 and --rows 8 make a picture of ")
                .contains("expected at most 100000000");
        assertThat(picture).hasBinaryContent(new byte[] {1});
    }

    @ParameterizedTest
    @ValueSource(strings = {"words", "reber"})
    void sequencesAreShownWithTheirClasses(String name) {
        Ran ran = shown(name, "--rows", "3");

        assertThat(ran.out()).contains("sequences of up to ").contains("class").contains("symbols: ");
        assertThat(after("first to train on", ran)).hasSize(3).allMatch(line -> line.matches("\\S+ {3,}\\S.*"));
    }

    @Test
    void textIsShownInWindowsOfOneLineEach() throws IOException {
        Path text = Files.writeString(dir.resolve("play.txt"), "Ein\tWort\n\u001b[31mrot\n".repeat(100));

        Ran ran = shown(text.toString(), "--set", "window=8", "--rows", "2");

        assertThat(ran.out()).contains(text + " train: ").contains(" samples, windows of 8 of ");
        assertThat(after("first to train on", ran)).containsExactly("Ein\\tWort", "\\n?[31mro");
        assertThat(ran.out()).doesNotContain("\u001b");
        assertThat(ran.out()).contains("line ends: 1").contains(" \\n" + System.lineSeparator());
        assertThat(shown("markov").out())
                .contains("windows of 64 of 27 characters")
                .contains("line ends: none");
    }

    @Test
    void lineEndsAreSaidAsTheyAreFound() throws IOException {
        Path text = Files.writeString(
                dir.resolve("play.txt"), "\uFEFF" + "ab\r\n".repeat(100) + "a\nb\r" + " ".repeat(200));

        assertThat(shown(text.toString(), "--set", "window=8").out())
                .contains("line ends: 1 \\n, 1 \\r, 100 \\r\\n")
                .doesNotContain("\uFEFF");
    }

    @Test
    void theGroundOfTransparentPicturesIsSaid() throws IOException {
        for (String label : List.of("a", "b")) {
            Files.createDirectories(dir.resolve("clear").resolve(label));
            for (String name : List.of("1.png", "2.png")) {
                ImageIO.write(
                        new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB),
                        "png",
                        dir.resolve("clear").resolve(label).resolve(name).toFile());
            }
        }
        String folder = dir.resolve("clear").toString();

        assertThat(shown(folder).out()).contains("ground: white, where pictures are transparent");
        assertThat(shown(folder, "--set", "ground=\"#ffcc00\"").out()).contains("ground: #ffcc00, where");
        Ran wrong = Ran.pcn4j("data", "show", folder, "--set", "ground=redd");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("ground: expected white, black or a color as #ffcc00, found 'redd'");
    }

    @Test
    void emnistIsToldByItsFilesAndItsSplit() throws IOException {
        Path folder = Files.createDirectories(dir.resolve("letters"));
        for (String part : List.of("train", "test")) {
            Files.write(
                    folder.resolve("emnist-letters-" + part + "-images-idx3-ubyte.gz"),
                    Objects.requireNonNull(SmallSets.MNIST.get("train-images-idx3-ubyte.gz")));
            ByteBuffer labels = ByteBuffer.allocate(28).putInt(0x801).putInt(20);
            for (int label = 1; label <= 20; label++) {
                labels.put((byte) label);
            }
            Files.write(folder.resolve("emnist-letters-" + part + "-labels-idx1-ubyte"), labels.array());
        }

        assertThat(shown(folder.toString()).out()).contains("20 samples, 4x4 images in 26 classes");

        Ran missing = Ran.pcn4j("data", "show", "emnist", "--data-dir", folder.toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err())
                .hasLineCount(1)
                .contains("emnist not found: it is not fetched; say path: the folder of its files");
    }

    @Test
    void tablesAreShownByTheirColumns() throws IOException {
        Path table = Files.writeString(
                dir.resolve("flowers.csv"), "id,length,kind\n" + "1,1.5,rose\n2,2.5,tulip\n".repeat(10));

        Ran ran = shown(table.toString(), "--set", "drop=[id]", "--rows", "2");

        assertThat(ran.out())
                .contains("flowers train: 16 samples, rows of 1 numbers in 2 classes")
                .containsPattern("rose +\\d+ +\\d+")
                .containsPattern("length +1\\.5 +2 +2\\.5");
        assertThat(after("first to train on", ran)).hasSize(3).startsWith("class   length");
        assertThat(after("class   length", ran)).hasSize(2).allMatch(line -> line.matches("(rose|tulip) +[12]\\.5"));

        Ran numbers =
                shown(table.toString(), "--set", "label=length", "--set", "target=number", "--set", "drop=[kind]");
        assertThat(numbers.out())
                .contains("rows of 1 numbers with a number")
                .containsPattern("the number to learn +1\\.5");
    }

    @Test
    void ofSeveralNumbersToLearnAllAreShown() throws IOException {
        Path table = Files.writeString(
                dir.resolve("houses.csv"),
                "area,price,rent\n" + "1,10,0.5\n2,30,0.25\n3,50,0.75\n4,70,0.5\n".repeat(3));
        String[] words = {"--set", "label=[price, rent]", "--set", "target=number", "--rows=2"};
        Ran ran = shown(
                Stream.concat(Stream.of(table.toString()), Stream.of(words)).toArray(String[]::new));
        assertThat(ran.out())
                .contains("rows of 1 numbers with 2 numbers")
                .containsPattern("price \\(to learn\\) +10 +\\d+(\\.\\d+)? +70")
                .containsPattern("rent \\(to learn\\) +0\\.25 +0\\.\\d+ +0\\.75")
                .doesNotContain("the number to learn");
        assertThat(after("first to train on", ran).get(0)).matches("price \\(to learn\\) +rent \\(to learn\\) +area");
        assertThat(after("first to train on", ran).get(1)).matches("[1357]0 +0\\.\\d+ +[1-4]");
        Ran json = shown(Stream.concat(Stream.of(table.toString(), "--json"), Stream.of(words))
                .toArray(String[]::new));
        JsonNode document = JsonMapper.shared().readTree(json.out());
        assertThat(document.path("columns").findValuesAsString("name")).containsExactly("area", "price", "rent");
        assertThat(document.path("columns").path(2).path("most").asDouble()).isEqualTo(0.75);
        assertThat(document.path("first").path(0).path("label")).hasSize(2);
    }

    @Test
    void aWideTableIsCutAtTheSide() throws IOException {
        Path table = Files.writeString(
                dir.resolve("wide.csv"),
                (("1," + "2.5,".repeat(20) + "a\n") + ("1," + "2.5,".repeat(20) + "b\n")).repeat(4));

        Ran ran = shown(table.toString());

        assertThat(ran.out()).contains("… and 9 more columns");
        assertThat(after("first to train on", ran)).allMatch(line -> line.endsWith("   …"));
    }

    @Test
    void foldersAreToldByWhatIsInThem() throws IOException {
        Path mnist = Files.createDirectories(dir.resolve("four"));
        for (Map.Entry<String, byte[]> file : SmallSets.MNIST.entrySet()) {
            Files.write(mnist.resolve(file.getKey()), file.getValue());
        }
        assertThat(shown(mnist.toString()).out()).contains("20 samples, 4x4 images in 10 classes");

        Path names = Files.createDirectories(dir.resolve("lists"));
        Files.writeString(names.resolve("Dutch.txt"), "Aalst\nBosch\nCloet\nDaal\n".repeat(3) + "Echt\n");
        Files.writeString(names.resolve("Irish.txt"), "Adam\nBrady\nByrne\nCasey\nDaly\n");
        assertThat(shown(names.toString()).out())
                .contains("in 2 classes")
                .contains("Dutch")
                .contains("Irish");

        Path play = Files.createDirectories(dir.resolve("play"));
        Files.write(play.resolve("input.txt"), SmallSets.TEXT);
        assertThat(shown(play.toString()).out()).contains("windows of 64");

        Path pictures = dir.resolve("pictures");
        for (String part : List.of("train", "test")) {
            for (String label : List.of("cat", "dog")) {
                Files.createDirectories(pictures.resolve(part).resolve(label));
                for (String name : List.of("1.png", "2.png")) {
                    ImageIO.write(
                            new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB),
                            "png",
                            pictures.resolve(part).resolve(label).resolve(name).toFile());
                }
            }
        }
        assertThat(shown(pictures.toString()).out())
                .contains("4 samples, 3x5x6 images in 2 classes")
                .contains("cat");
        assertThat(shown(pictures.resolve("train").toString(), "--set", "test-share=0.5", "--set", "channels=1")
                        .code())
                .isZero();
    }

    @Test
    void aSetThatIsNotHereIsNotFetchedUnasked() throws IOException {
        try (LocalMirror mirror = new LocalMirror()) {
            DataSets sets = SmallSets.in(mirror, dir.resolve("cache"), Map.of());

            Ran ran = Ran.with(Terminal.PLAIN, sets, "data", "show", "mnist");

            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err())
                    .isEqualTo(String.format(
                                    Locale.ROOT,
                                    "pcn4j data show: mnist is not here, neither in a data folder nor in the cache %s: pcn4j",
                                    dir.resolve("cache"))
                            + " data fetch mnist (--debug tells more)" + System.lineSeparator());
            assertThat(mirror.asked()).isEmpty();
        }
    }

    @Test
    void aSetInTheDataFolderIsShown() throws IOException {
        Path mnist = Files.createDirectories(dir.resolve("data/mnist"));
        for (Map.Entry<String, byte[]> file : SmallSets.MNIST.entrySet()) {
            Files.write(mnist.resolve(file.getKey()), file.getValue());
        }

        assertThat(shown("mnist", "--data-dir", dir.resolve("data").toString()).out())
                .contains("20 samples, 4x4 images in 10 classes");
    }

    @Test
    void aPathAtWhichThereIsNothingOrSomethingElseIsNamed() throws IOException {
        Path nothing = dir.resolve("nothing.csv");
        assertFails(nothing, "there is no file or folder " + nothing);
        Path other = Files.write(dir.resolve("data.bin"), new byte[3]);
        assertFails(
                other, other + ": expected a folder, a table in *.csv or *.tsv, a text in *.txt or CIFAR in *.tar.gz");
        Path empty = Files.createDirectories(dir.resolve("empty"));
        assertFails(empty, empty.toString());
        Path damaged = Files.writeString(dir.resolve("damaged.csv"), "1,a\nx,b\n1,2,c\n");
        assertFails(damaged, "damaged.csv");
        Path numbers = Files.writeString(dir.resolve("numbers.csv"), "0,1,target\n" + "1.5,2,a\n2.5,1,b\n".repeat(4));
        assertFails(numbers, "say header: present or header: absent");
        assertThat(shown(
                                numbers.toString(),
                                "--set",
                                "header=present",
                                "--set",
                                "names=[x, y, kind]",
                                "--set",
                                "drop=[y]")
                        .out())
                .contains("rows of 1 numbers in 2 classes");
    }

    private static void assertFails(Path path, String message) {
        Ran ran = Ran.pcn4j("data", "show", path.toString());
        assertThat(ran.err()).contains(message).hasLineCount(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isEqualTo(1);
    }

    private static Ran shown(String... args) {
        Ran ran = Ran.pcn4j(
                Stream.concat(Stream.of("data", "show"), Stream.of(args)).toArray(String[]::new));
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        return ran;
    }

    private static List<String> after(String head, Ran ran) {
        return ran.out()
                .lines()
                .dropWhile(line -> !line.startsWith(head))
                .skip(1)
                .toList();
    }
}
