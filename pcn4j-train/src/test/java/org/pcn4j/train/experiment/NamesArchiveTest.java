package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.data.DataException;
import org.pcn4j.data.Names;

class NamesArchiveTest {
    @TempDir
    private Path folder = Path.of("");

    private Path archive(Map<String, String> entries) throws IOException {
        Path file = folder.resolve("data.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    private Path unpacked(Path archive) throws IOException {
        Path target = Files.createDirectories(folder.resolve("in/names"));
        new NamesArchive(archive).unpackInto(target);
        return target;
    }

    @Test
    void theListsAreUnpackedBesideEachOtherAndReadAsNames() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("data/", "");
        entries.put("data/eng-fra.txt", "no names");
        entries.put("data/names/Dutch.txt", "Jansen\nDe Vries\nBakker\n");
        entries.put("__MACOSX/data/names/Greek.txt", "no names");
        entries.put("__MACOSX/data/names/._Dutch.txt", "no names");
        entries.put("data/names/Greek.txt", "Kalogeria\nPapadopoulos\n");
        Path target = unpacked(archive(entries));
        try (var files = Files.list(target)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("Dutch.txt", "Greek.txt");
        }
        assertThat(Names.read(target).train().classes()).containsExactly("Dutch", "Greek");
    }

    @Test
    void whatIsMissingOrCutOffIsUnpackedAgain() throws IOException {
        Path archive = archive(Map.of("names/Dutch.txt", "Jansen\nBakker\n"));
        Path target = unpacked(archive);
        Files.writeString(target.resolve("Dutch.txt"), "Jan");
        unpacked(archive);
        assertThat(target.resolve("Dutch.txt")).hasContent("Jansen\nBakker\n");
    }

    @Test
    void anArchiveCannotWriteAnywhereElse() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("../names/Up.txt", "Up\n");
        entries.put("/names/Root.txt", "Root\n");
        entries.put("names/../../Out.txt", "Out\n");
        entries.put("names/..\\..\\Back.txt", "Back\n");
        entries.put("names/sub/Deep.txt", "Deep\n");
        entries.put("names/.hidden.txt", "Hidden\n");
        Path target = unpacked(archive(entries));
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactlyInAnyOrder(
                            folder.resolve("data.zip"), target.resolve("Up.txt"), target.resolve("Root.txt"));
        }
    }

    @Test
    void archivesThatAreNoneOrHoldNoListsOrTooMuchAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("none.zip"), "this is no archive");
        assertThatThrownBy(() -> unpacked(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot unpack " + file);
        assertThatThrownBy(() -> unpacked(archive(Map.of("a.txt", "a"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected 1 to 256 lists names/*.txt, found 0");
        assertThatThrownBy(() -> unpacked(archive(Map.of("a/names/X.txt", "a", "b/names/X.txt", "b"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found X.txt twice");
        assertThatThrownBy(() -> unpacked(archive(Map.of("names/Bomb.txt", "a".repeat((8 << 20) + 1)))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Bomb.txt: expected at most 8388608 bytes");
    }
}
