package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextFileTest {
    @TempDir
    Path dir;

    @Test
    void aByteOrderMarkIsDroppedAndAllElseStays() throws IOException {
        String text = "a\r\nb\rc\n\uFEFFé€😀";

        assertThat(read(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(read(("\uFEFF" + text).getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(read(new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16LE, 0xfffe",
        "UTF-16BE, 0xfeff",
    })
    void utf16IsToldByItsByteOrderMark(String charset, String mark) {
        assertThatThrownBy(() -> read("\uFEFFx,kind\n1,a\n".getBytes(Charset.forName(charset))))
                .isInstanceOf(DataException.class)
                .hasMessage("malformed text in " + file() + ": expected UTF-8 at byte 0, found the byte order mark "
                        + mark + " of UTF-16; save it as UTF-8");
        assertThatThrownBy(() -> read("x,kind\n".getBytes(Charset.forName(charset))))
                .hasMessageContaining("found 0x00, which is in UTF-16 or in no text; save it as UTF-8");
    }

    @Test
    void aByteThatIsNoUtf8IsNamedWithItsPlace() {
        assertThatThrownBy(() -> read("caf\u00e9,1\n".getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(DataException.class)
                .hasMessage("malformed text in " + file() + ": expected UTF-8 at byte 3, found 0xe9; save it as UTF-8");
    }

    @Test
    void whatIsNoFileIsToldPlainly() {
        assertThatThrownBy(() -> TextFile.read(file()))
                .isInstanceOf(DataException.class)
                .hasMessage("cannot read " + file() + ": there is no such file");
        assertThatThrownBy(() -> TextFile.read(dir)).hasMessage("cannot read " + dir + ": it is a folder");
    }

    private Path file() {
        return dir.resolve("some.txt");
    }

    private String read(byte[] content) throws IOException {
        return TextFile.read(Files.write(file(), content));
    }
}
