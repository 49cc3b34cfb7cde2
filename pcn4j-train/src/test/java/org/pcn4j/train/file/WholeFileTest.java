package org.pcn4j.train.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeFileTest {
    @TempDir
    Path dir;

    @Test
    void aTextIsWrittenInUtf8() throws IOException {
        Path file = dir.resolve("new");

        WholeFile.write(file, "ε = x − μ\n🎲");

        assertThat(Files.readString(file)).isEqualTo("ε = x − μ\n🎲");
        assertAlone(file);
    }

    @Test
    void anOldFileIsReplacedWhole() throws IOException {
        Path file = Files.writeString(dir.resolve("old"), "a longer text than the new one");

        WholeFile.write(file, channel -> {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2}));
            channel.write(ByteBuffer.wrap(new byte[] {3}));
            assertThat(file).hasContent("a longer text than the new one");
        });

        assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
        assertAlone(file);
    }

    @Test
    void theOldFileStaysWhereTheContentFails() throws IOException {
        Path file = Files.writeString(dir.resolve("old"), "old");

        assertThatThrownBy(() -> WholeFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[100_000]));
                    throw new IOException("the disk is full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is full");
        assertThatThrownBy(() -> WholeFile.write(file, channel -> {
                    throw new IllegalStateException("a mistake");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a mistake");

        assertThat(file).hasContent("old");
        assertAlone(file);
    }

    @Test
    void nothingStaysWhereTheContentOfANewFileFails() throws IOException {
        assertThatThrownBy(() -> WholeFile.write(dir.resolve("new"), channel -> {
                    throw new IOException("the disk is full");
                }))
                .hasMessage("the disk is full");

        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void nothingStaysWhereTheMoveFails() throws IOException {
        Path file = dir.resolve("folder");

        assertThatThrownBy(() -> WholeFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[1]));
                    Files.createDirectories(file.resolve("inner"));
                }))
                .isInstanceOf(IOException.class);

        assertThat(file.resolve("inner")).isEmptyDirectory();
        assertAlone(file);
    }

    @Test
    void aFolderInPlaceOfTheFileIsLeftAlone() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("folder"));

        assertThatThrownBy(() -> WholeFile.write(folder, "text"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("'" + folder + "' exists and is no ordinary file");

        assertThat(folder).isEmptyDirectory();
        assertAlone(folder);
    }

    @Test
    void aFileInPlaceOfTheFolderIsLeftAlone() throws IOException {
        Path inFile = Files.writeString(dir.resolve("file"), "old").resolve("new");

        assertThatThrownBy(() -> WholeFile.write(inFile, "text"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(
                        "there is no folder '" + dir.resolve("file").toAbsolutePath() + "' to write 'new' into");

        assertThat(dir.resolve("file")).hasContent("old");
        assertAlone(dir.resolve("file"));
    }

    @Test
    void theOldFileStaysWhereItsFolderCannotBeWrittenTo() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Path file = Files.writeString(folder.resolve("old"), "old");
        assumeThat(folder.toFile().setWritable(false)).isTrue();
        try {
            assumeThat(Files.isWritable(folder))
                    .as("the user may write where nobody may")
                    .isFalse();

            assertThatThrownBy(() -> WholeFile.write(file, "text"))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("the folder '" + folder.toAbsolutePath() + "' cannot be written to");

            assertThat(file).hasContent("old");
        } finally {
            assertThat(folder.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void aTextThatIsNotUnicodeChangesNothing() throws IOException {
        Path file = Files.writeString(dir.resolve("old"), "old");

        assertThatThrownBy(() -> WholeFile.write(file, "half \ud83c")).isInstanceOf(CharacterCodingException.class);

        assertThat(file).hasContent("old");
        assertAlone(file);
    }

    @Test
    void behindALinkTheFileIsReplacedNotTheLink() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "old");
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        WholeFile.write(link, "new");

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void nothingIsWrongWithAPlaceThatCanBeWrittenTo() {
        assertThat(WholeFile.complaint(dir.resolve("new"))).isEmpty();
        assertThat(WholeFile.complaint(Path.of("a name alone"))).isEmpty();
        assertThat(WholeFile.complaint(dir.resolve("none").resolve("new")))
                .hasValueSatisfying(complaint -> assertThat(complaint).startsWith("there is no folder "));
    }

    @Test
    void severalWritersOfOneFileLeaveTheWholeOfOne() throws Exception {
        Path file = dir.resolve("shared");
        Thread[] writers = new Thread[8];
        for (int i = 0; i < writers.length; i++) {
            byte[] content = String.valueOf(i).repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            writers[i] = new Thread(() -> {
                try {
                    WholeFile.write(file, channel -> channel.write(ByteBuffer.wrap(content)));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writers[i].start();
        }
        for (Thread writer : writers) {
            writer.join();
        }

        String text = Files.readString(file);
        assertThat(text).isEqualTo(text.substring(0, 1).repeat(10_000));
        assertAlone(file);
    }

    private static void assertAlone(Path file) throws IOException {
        try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatCannotBeWrittenIsCalledByItsOwnName() {
        Path file = dir.resolve("x".repeat(240));
        assertThatThrownBy(() -> WholeFile.write(file, "text"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining(".tmp");
        assertThat(dir).isEmptyDirectory();
    }
}
