package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the file lies that ranks of one machine have in common. */
class SharedMemoryTest {
    @TempDir
    private Path folder = Path.of("");

    private Path missing() {
        return folder.resolve("missing");
    }

    @Test
    void aFolderInMemoryIsTaken() {
        assertThat(SharedMemory.Place.directory(folder, missing(), unused -> "nfs4"))
                .contains(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tmpfs", "ext4", "overlay", "apfs", "ntfs"})
    void withoutOneADiskOfThisMachineDoes(String type) {
        assertThat(SharedMemory.Place.directory(missing(), folder, unused -> type))
                .contains(folder);
    }

    /** Two machines would write to the same file, and neither would see what the other has written. */
    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smbfs", "lustre", "fuse.sshfs", "9p", "unknown"})
    void aDiskThatMachinesShareDoesNot(String type) {
        assertThat(SharedMemory.Place.directory(missing(), folder, unused -> type))
                .isEmpty();
    }
}
