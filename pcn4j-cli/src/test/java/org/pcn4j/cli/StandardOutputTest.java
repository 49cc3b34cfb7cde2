package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StandardOutputTest {
    @TempDir
    private Path folder;

    private ProcessBuilder printing(Path err) {
        return ProcessTest.builder(folder.resolve("out"), List.of(), "completion")
                .redirectErrorStream(false)
                .redirectError(err.toFile());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void resultsThatCannotBeWrittenMakeACommandFailInOneLine() throws Exception {
        Path err = folder.resolve("err");
        Process process = printing(err).redirectOutput(new File("/dev/full")).start();
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(Files.readString(err))
                .isEqualToNormalizingNewlines("pcn4j: standard output could not be written: No space left on device\n");
    }

    /** As with other programs: {@code yes | head -1} ends with 141 and no word. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aReaderWhoHadEnoughIsToldNothing() throws Exception {
        Path err = folder.resolve("err");
        Process process =
                printing(err).redirectOutput(ProcessBuilder.Redirect.PIPE).start();
        // Closed before anything is printed.
        process.getInputStream().close();
        assertThat(process.waitFor()).isEqualTo(141);
        assertThat(err).isEmptyFile();
    }
}
