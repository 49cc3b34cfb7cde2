package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {
    private static final String LARGEST = System.mapLibraryName("torch_cpu");

    @TempDir
    private Path folder;

    private Process start(Path cache, String output) throws IOException {
        return start("-Dorg.bytedeco.javacpp.cachedir=" + cache, output);
    }

    private Process start(String property, String output) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        property,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadingMain.class.getName())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(output).toFile())
                .start();
    }

    private String told(Process process, String output) throws IOException, InterruptedException {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return Files.readString(folder.resolve(output)).strip();
    }

    private static List<Path> largest(Path cache) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(file -> file.endsWith(LARGEST)).toList();
        }
    }

    private static boolean isHalfway(Path cache) throws IOException {
        List<Path> found = largest(cache);
        return !found.isEmpty() && Files.size(found.get(0)) > 1_000_000;
    }

    /** One test, since it unpacks some 360 MB, one and a half times. */
    @Tag("slow")
    @Test
    void aStartAfterOneThatWasKilledHalfwayThreeAtOnceAndOneAfterAFileWasCutOffAllLoad() throws Exception {
        Path cache = Files.createDirectory(folder.resolve("cache"));
        Process killed = start(cache, "killed");
        while (!isHalfway(cache) && killed.isAlive()) {
            Thread.sleep(5);
        }
        killed.destroyForcibly().waitFor();
        Path largest = largest(cache).get(0);
        long cutOff = Files.size(largest);

        List<Process> together = new ArrayList<>();
        for (int process = 0; process < 3; process++) {
            together.add(start(cache, "together" + process));
        }
        for (int process = 0; process < 3; process++) {
            assertThat(told(together.get(process), "together" + process)).isEqualTo("loaded 2.0");
        }
        assertThat(Files.size(largest)).isGreaterThan(cutOff);

        // As a process leaves it that is killed after the last byte, or whose disk lost some.
        FileTime time = Files.getLastModifiedTime(largest);
        try (FileChannel channel = FileChannel.open(largest, StandardOpenOption.WRITE)) {
            channel.truncate(cutOff);
        }
        Files.setLastModifiedTime(largest, time);
        assertThat(told(start(cache, "mended"), "mended")).isEqualTo("loaded 2.0");
        assertThat(folder).isDirectoryNotContaining("glob:**/hs_err*");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedWithTheRemedy() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(told(start(file.resolve("cache"), "refused"), "refused"))
                .isEqualTo("libtorch cannot be unpacked to " + file.resolve("cache")
                        + ", which cannot be written: make it a folder that can, or name another folder by"
                        + " -Dorg.bytedeco.javacpp.cachedir=DIR (in PCN4J_JAVA_OPTS for the command line)");
    }

    @Test
    void aCapOnMemoryThatLibtorchItselfExceedsIsTold() throws Exception {
        assertThat(told(start("-Dorg.bytedeco.javacpp.maxPhysicalBytes=50m", "capped"), "capped"))
                .matches("libtorch takes 150 MB beside the \\d+ MB in use, but org.bytedeco.javacpp.maxPhysicalBytes"
                        + " allows 52 MB: allow more, or leave it out");
    }

    /** A toolkit of CUDA that is installed is not loaded beside a libtorch that was not built for it. */
    @Test
    void withoutALibtorchForTheGpuNoLibraryOfCudaIsLookedFor() {
        Native.load();
        assertThat(System.getProperty("org.bytedeco.javacpp.platform.extension"))
                .isEmpty();
        assertThat(Loader.getLoadedLibraries().keySet())
                .anyMatch(name -> name.startsWith("torch_cpu"))
                .noneMatch(name -> name.matches("(cudart|cupti|cublas|cudnn|nccl|nvrtc|nvToolsExt).*"));
    }

    @Test
    void aBuildThatIsPreferredByPropertyIsAskedForAndAnotherServesWhereThereIsNone() throws Exception {
        assertThat(told(start("-Dorg.bytedeco.javacpp.platform.extension=-gpu", "preferred"), "preferred"))
                .isEqualTo("loaded 2.0");
    }

    @Test
    void theBindingsClassesAreReadiedByAnyThread() {
        Native.load();
        Bindings.initialize();
        Bindings.initialize();
    }

    @Test
    void nativesForTheGpuAreKnownByTheirFolder() throws Exception {
        URL gpu = URI.create("file:/jar/org/bytedeco/pytorch/linux-x86_64-gpu/libjnitorch.so")
                .toURL();
        URL plain = URI.create("file:/jar-gpu/org/bytedeco/pytorch/linux-x86_64/libjnitorch.so")
                .toURL();
        assertThat(new Natives("linux-x86_64", List.of(gpu)).areForGpu()).isTrue();
        assertThat(new Natives("linux-x86_64", List.of(plain)).areForGpu()).isFalse();
    }

    @Test
    void aFullDiskIsToldByWhatIsNeededAndWhatIsFree() throws IOException {
        Natives natives = new Natives("linux-x86_64", List.of());
        UnsatisfiedLinkError other = new UnsatisfiedLinkError("libtorch_cpu.so: cannot open shared object file");
        assertThat(natives.failure(folder, Long.MAX_VALUE, other).getMessage())
                .matches("libtorch cannot be unpacked to \\Q" + folder
                        + "\\E: 9223372036855 MB are still needed there and \\d+ MB are free; make room, or name"
                        + " another folder by -Dorg.bytedeco.javacpp.cachedir=DIR .*");
    }

    @Test
    void whatTheSystemSaysOfALibraryIsToldWithTheRemedy() throws IOException {
        Natives natives = new Natives("linux-x86_64", List.of());
        UnsatisfiedLinkError last = new UnsatisfiedLinkError("no jnitorch in java.library.path: /usr/lib");
        last.initCause(new UnsatisfiedLinkError("/c/libjnitorch.so: /c/libc10.so: invalid ELF header"));
        assertThat(natives.failure(folder, 0, last).getMessage())
                .isEqualTo("libtorch could not be loaded for linux-x86_64: /c/libc10.so: invalid ELF header;"
                        + " if its files may be damaged, delete " + folder + " and start again");
        UnsatisfiedLinkError old = new UnsatisfiedLinkError("no jnitorch in java.library.path: /usr/lib");
        old.initCause(
                new UnsatisfiedLinkError(
                        "/c/libjnitorch.so: /lib64/libc.so.6: version `GLIBC_2.35' not found (required by /c/libtorch_cpu.so)"));
        assertThat(natives.failure(folder, 0, old).getMessage())
                .isEqualTo("libtorch needs glibc 2.35 and libstdc++ of GCC 12, or newer, as Debian 12 and Ubuntu 22.04"
                        + " have them: /lib64/libc.so.6: version `GLIBC_2.35' not found (required by"
                        + " /c/libtorch_cpu.so)");
    }

    @Test
    void aPlatformForWhichThereIsNoLibtorchIsRefusedWithThoseForWhichThereIs() {
        assertThatThrownBy(() -> Natives.find("linux-arm64"))
                .isInstanceOf(TensorException.class)
                .hasMessage("there is no libtorch for linux-arm64: pcn4j runs on linux-x86_64, macosx-arm64,"
                        + " macosx-x86_64 and windows-x86_64");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void missingNativesAreToldByTheirCoordinates() {
        assertThatThrownBy(() -> Natives.find("windows-x86_64"))
                .isInstanceOf(TensorException.class)
                .message()
                .matches("libtorch's native libraries for windows-x86_64 are not on the class path: add"
                        + " org\\.bytedeco:pytorch:[\\d.-]+:windows-x86_64, org\\.bytedeco:openblas:[\\d.-]+:windows-x86_64"
                        + " and org\\.bytedeco:javacpp:[\\d.-]+:windows-x86_64");
    }
}
