package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TinyShakespeareTest {
    @TempDir
    Path dir;

    @Test
    void theFirstNineTenthsAreToLearnFromTheRestIsToTestOn() throws IOException {
        write("abcdefghij".repeat(9) + "klmnopqrst");

        Split<Text> split = TinyShakespeare.read(dir, 3);

        assertThat(split.train()).hasToString("tiny Shakespeare train: 29 windows of 3 of 20 characters");
        assertThat(split.test()).hasToString("tiny Shakespeare test: 3 windows of 3 of 20 characters");
        assertThat(split.train().text(0)).isEqualTo("abc");
        assertThat(split.test().text(0)).isEqualTo("klm");
        assertThat(split.test().vocabulary()).isEqualTo(split.train().vocabulary());
    }

    @Test
    void lettersBeyondAsciiCountAsOneCharacter() throws IOException {
        write("é".repeat(90) + "\uD83D\uDE00".repeat(10));

        Split<Text> split = TinyShakespeare.read(dir, 9);

        assertThat(split.train().vocabulary()).containsExactly("é", "\uD83D\uDE00");
        assertThat(split.test().text(0)).isEqualTo("\uD83D\uDE00".repeat(9));
    }

    @Test
    void aMissingFileIsNamedWithWhereItShouldBe() {
        assertFails(
                "tiny Shakespeare not found: there is no file " + dir.resolve("input.txt"),
                "--data-dir or PCN4J_DATA",
                "the folder that holds tinyshakespeare/");
    }

    @Test
    void aTextTooShortForAWindowInEachPartIsRefusedWithTheLengths() throws IOException {
        Path file = write("abcdefghij");

        assertFails("text too short in " + file, "expected 6 characters", "found 9 and 1");

        write("");
        assertFails("text too short in " + file, "found 0 and 0");
    }

    @Test
    void aByteThatIsNoUtf8IsNamedWithItsPlace() throws IOException {
        Path file = Files.write(dir.resolve("input.txt"), new byte[] {'a', 'b', (byte) 0xe9, 'c'});

        assertFails("malformed text in " + file + ": expected UTF-8 at byte 2, found 0xe9");
    }

    @Test
    void aWindowOfNothingIsRefused() {
        assertThatThrownBy(() -> TinyShakespeare.read(dir, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("window: expected at least 1 character, found 0");
    }

    @Test
    void theRealTextHasMoreThanAMillionCharacters() {
        Split<Text> split = TinyShakespeare.read(RealData.folder("tinyshakespeare"), 64);

        assertThat(split.train().size()).isEqualTo(15_685);
        assertThat(split.test().size()).isEqualTo(1_742);
        assertThat(split.train().vocabulary())
                .hasSize(65)
                .startsWith("\n", " ", "!")
                .endsWith("y", "z");
        assertThat(split.train().text(0)).startsWith("First Citizen:\nBefore we proceed");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(dir.resolve("input.txt"), text);
    }

    private void assertFails(String... parts) {
        assertThatThrownBy(() -> TinyShakespeare.read(dir, 5))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }
}
