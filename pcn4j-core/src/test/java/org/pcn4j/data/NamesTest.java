package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NamesTest {
    @TempDir
    Path dir;

    @Test
    void eachFileIsAClassInTheOrderOfTheNames() throws IOException {
        write("Welsh.txt", "Bevan\nJones\n");
        write("Basque.txt", "Etxeberria\n");
        write("README.md", "no names");

        Split<Sequences> split = Names.read(dir);

        assertThat(split.train()).hasToString("names train: 3 sequences of up to 20 of 59 symbols in 2 classes");
        assertThat(split.train().classes()).containsExactly("Basque", "Welsh");
        assertThat(texts(split.train(), 0)).containsExactly("Etxeberria");
        assertThat(texts(split.train(), 1)).containsExactlyInAnyOrder("Bevan", "Jones");
    }

    @Test
    void namesAreSpelledInAscii() {
        assertThat(Names.normalize("Ślusàrski")).isEqualTo("Slusarski");
        assertThat(Names.normalize(" O'Néàl-Smith, Jr. \r")).isEqualTo("O'Neal-Smith, Jr.");
        assertThat(Names.normalize("Groß"))
                .as("what is no letter with a mark is dropped")
                .isEqualTo("Gro");
        assertThat(Names.normalize("Abl/42_")).isEqualTo("Abl");
        assertThat(Names.normalize("王")).isEmpty();
        assertThat(Names.normalize("abcdefghijklmnopqrstuvwxyz")).isEqualTo("abcdefghijklmnopqrst");
    }

    @Test
    void theVocabularyIsThePaddingTheLettersAndSixMarks() throws IOException {
        write("Welsh.txt", "Bevan\n");

        assertThat(String.join("", Names.read(dir).train().vocabulary()))
                .isEqualTo("·ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .,;'-");
    }

    @Test
    void linesOfWhichNothingIsLeftArePassedOver() throws IOException {
        write("Welsh.txt", "\uFEFFBevan\r\n\r\n  \r\n王\r\nJones");

        assertThat(texts(Names.read(dir).train(), 0)).containsExactlyInAnyOrder("Bevan", "Jones");
    }

    @Test
    void everyTenthDistinctNameIsForTestingWithItsRepetitions() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (char c = 'A'; c <= 'Z'; c++) {
            lines.append(c)
                    .append("evan\n")
                    .append(c)
                    .append("evan\n")
                    .append(c)
                    .append("évan\n");
        }
        write("Welsh.txt", lines.toString());

        Split<Sequences> split = Names.read(dir);

        assertThat(split.test().size()).isEqualTo(2 * 3);
        assertThat(split.train().size()).isEqualTo(24 * 3);
        Set<String> test = new HashSet<>(texts(split.test(), 0));
        assertThat(test).hasSize(2).doesNotContainAnyElementsOf(texts(split.train(), 0));
        assertThat(Names.read(dir)).as("always alike").isEqualTo(split);
    }

    @Test
    void aMissingFolderIsNamedWithWhatShouldBeInIt() {
        Path missing = dir.resolve("names");

        assertFails(
                missing,
                "names not found: " + missing + " is no folder",
                "one file a language, as Arabic.txt",
                "--data-dir or PCN4J_DATA",
                "the folder that holds names/");
    }

    @Test
    void aFolderWithoutTextFilesIsRefused() throws IOException {
        write("names.csv", "Bevan");

        assertFails(dir, "names not found: " + dir + " holds no file *.txt", "get the names");
    }

    @Test
    void aByteThatIsNoUtf8IsNamedWithItsPlaceWhereverItStands() throws IOException {
        byte[] good = "Bevan\nNéal\nJones".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < good.length; i++) {
            byte[] damaged = good.clone();
            damaged[i] = (byte) 0xff;
            Path file = Files.write(dir.resolve("Welsh.txt"), damaged);
            // A character of two bytes is damaged from its first byte on, whichever is.
            int at = i == 8 ? 7 : i;

            assertFails(dir, "malformed text in " + file + ": expected UTF-8 at byte " + at + ", found 0x");
        }
    }

    @Test
    void aFileThatEndsWithinACharacterIsRefused() throws IOException {
        Path file = Files.write(dir.resolve("Welsh.txt"), new byte[] {'a', '\n', (byte) 0xc3});

        assertFails(dir, "malformed text in " + file + ": expected UTF-8 at byte 2, found 0xc3");
    }

    @Test
    void aFileWithoutAnyNameIsRefused() throws IOException {
        write("Basque.txt", "Etxeberria\n");
        Path file = write("Welsh.txt", "\n 王\n");

        assertFails(dir, "no names in " + file, "expected one a line");
    }

    @Test
    void whatSystemsLeaveIsPassedOverAndNumbersAreInTheirOrder() throws IOException {
        for (String language : List.of("10", "9", "1")) {
            write(language + ".txt", "Abel\n");
        }
        Files.write(dir.resolve("._9.txt"), new byte[] {0, 1, (byte) 0xff});
        Files.write(dir.resolve("Thumbs.db"), new byte[] {0, 1, (byte) 0xff});

        assertThat(Names.read(dir).train().classes()).containsExactly("1", "9", "10");
    }

    @Test
    void theRealNamesComeFromEighteenLanguages() {
        Split<Sequences> split = Names.read(RealData.folder("names"));

        assertThat(split.train().classes())
                .hasSize(18)
                .startsWith("Arabic", "Chinese", "Czech")
                .endsWith("Vietnamese");
        int all = split.train().size() + split.test().size();
        assertThat(all).isBetween(20_000, 20_100);
        assertThat((double) split.test().size() / all).isBetween(0.09, 0.11);
        for (int label = 0; label < 18; label++) {
            assertThat(texts(split.test(), label))
                    .as(split.test().classes().get(label))
                    .isNotEmpty();
        }
    }

    private static List<String> texts(Sequences sequences, int label) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            if (sequences.label(i) == label) {
                texts.add(sequences.text(i));
            }
        }
        return texts;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private static void assertFails(Path dir, String... parts) {
        assertThatThrownBy(() -> Names.read(dir))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }
}
