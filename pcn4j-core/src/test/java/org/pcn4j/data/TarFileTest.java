package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TarFileTest {
    private static final byte[] SHORT = bytes("hello");
    private static final byte[] LONG = bytes("x".repeat(1300));

    @TempDir
    Path dir;

    @Test
    void filesComeInTheirOrderWithTheirContent() throws IOException {
        Map<String, byte[]> files = files();

        assertThat(read(write(CifarFiles.tar(files)))).containsExactlyEntriesOf(files);
    }

    @Test
    void aPlainArchiveIsReadToo() throws IOException {
        Path plain = Files.write(dir.resolve("plain.tar"), CifarFiles.tar(files()));

        assertThat(read(plain)).containsExactlyEntriesOf(files());
    }

    @Test
    void foldersLinksAndExtendedHeadersArePassedOver() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar.writeBytes(CifarFiles.entry("pax_global_header", 'g', bytes("52 comment=x")));
        tar.writeBytes(CifarFiles.entry("folder/", '5', new byte[0]));
        tar.writeBytes(CifarFiles.entry("link", '2', new byte[0]));
        tar.writeBytes(CifarFiles.entry("header", 'x', new byte[600]));
        tar.writeBytes(CifarFiles.entry("folder/file", '0', SHORT));
        tar.writeBytes(CifarFiles.entry("old file", '\0', SHORT));
        tar.writeBytes(new byte[1024]);

        assertThat(read(write(tar.toByteArray()))).containsOnlyKeys("folder/file", "old file");
    }

    @Test
    void filesNeedNotBeRead() throws IOException {
        try (TarFile tar = TarFile.open(write(CifarFiles.tar(files())))) {
            assertThat(tar.next())
                    .hasValueSatisfying(entry -> assertThat(entry.baseName()).isEqualTo("a"));
            assertThat(tar.next())
                    .hasValueSatisfying(entry -> assertThat(entry.name()).isEqualTo("some/b"));
            assertThat(tar.next()).isPresent();
            assertThat(tar.next()).isEmpty();
        }
    }

    @Test
    void anArchiveCutAnywhereIsTruncated() throws IOException {
        byte[] whole = CifarFiles.tar(files());
        // All but the last of the two zero blocks is needed.
        for (int length = 0; length < whole.length - 512; length += 97) {
            Path file = write(Arrays.copyOf(whole, length));

            assertFails(file, "truncated file " + file, "ends at byte " + length + " of its unpacked content");
        }
    }

    @Test
    void aGzipFileCutAnywhereIsTruncated() throws IOException {
        byte[] packed = IdxFiles.gzip(CifarFiles.tar(files()));
        for (int length = 0; length < packed.length; length++) {
            Path file = Files.write(dir.resolve("archive.tar.gz"), Arrays.copyOf(packed, length));

            assertFails(file, "truncated file " + file);
        }
    }

    @Test
    void aChangedByteAnywhereInAHeaderIsNoticed() throws IOException {
        byte[] whole = CifarFiles.tar(Map.of("a", SHORT));
        for (int i = 0; i < 512; i++) {
            if (i == 155) {
                // What stands behind the checksum's end means nothing and counts as a space.
                continue;
            }
            byte[] changed = whole.clone();
            changed[i] ^= 2;
            Path file = write(changed);

            assertThatThrownBy(() -> read(file)).as("byte %d", i).isInstanceOf(DataException.class);
        }
    }

    @Test
    void aWrongChecksumIsNamedWithBothAndItsPlace() throws IOException {
        byte[] changed = CifarFiles.tar(files());
        changed[1024] = (byte) (changed[1024] + 1);
        Path file = write(changed);

        assertFails(file, "corrupt archive " + file, "the checksum", "at byte 1024 of its unpacked content");
    }

    @Test
    void aSizeThatIsNoOctalNumberIsShownInHex() throws IOException {
        byte[] tar = CifarFiles.entry("a", '0', SHORT);
        tar[124] = (byte) 0x80;
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : tar[i] & 0xff;
        }
        byte[] checksum = bytes(String.format(Locale.ROOT, "%06o", sum));
        System.arraycopy(checksum, 0, tar, 148, checksum.length);
        Path file = write(tar);

        assertFails(file, "corrupt archive " + file, "expected an octal size at byte 124", "found 0x80303030");
    }

    @Test
    void whatIsNoArchiveAtAllIsCorrupt() throws IOException {
        byte[] noise = new byte[2048];
        Arrays.fill(noise, (byte) 'x');
        Path file = write(noise);

        assertFails(file, "corrupt archive " + file, "expected an octal checksum at byte 148");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a", SHORT);
        files.put("some/b", LONG);
        files.put("c", new byte[0]);
        return files;
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(dir.resolve("archive.tar.gz"), IdxFiles.gzip(content));
    }

    private static Map<String, byte[]> read(Path file) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarFile tar = TarFile.open(file)) {
            for (Optional<TarFile.Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                files.put(next.orElseThrow().name(), tar.read(next.orElseThrow()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static void assertFails(Path file, String... parts) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }
}
