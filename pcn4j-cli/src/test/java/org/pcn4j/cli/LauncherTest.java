package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./pcn4j} in a built folder that holds no more than it needs; its jar names this test's own class path. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    private static final FileTime LONG_AGO = FileTime.fromMillis(1_700_000_000_000L);

    @TempDir
    private Path folder;

    private Path root;
    private Path target;

    @BeforeEach
    void aBuiltFolder() throws IOException {
        root = folder.resolve("some folder");
        target = Files.createDirectories(root.resolve("pcn4j-cli/target"));
        Files.copy(REPOSITORY.resolve("pcn4j"), root.resolve("pcn4j"));
        assertThat(root.resolve("pcn4j").toFile().setExecutable(true)).isTrue();
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        main.put(
                Attributes.Name.CLASS_PATH,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" ")));
        try (OutputStream jar = Files.newOutputStream(target.resolve("pcn4j-cli.jar"))) {
            new JarOutputStream(jar, manifest).close();
        }
        Files.createFile(target.resolve("built"));
    }

    private Ran run(Path launcher, Map<String, String> environment, String... args) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(launcher.toString()), Stream.of(args))
                        .toList())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("PCN4J_JAVA_OPTS");
        builder.environment().putAll(environment);
        return new Ran(builder.start().waitFor(), Files.readString(out), Files.readString(err));
    }

    private Path script(String name, String... lines) throws IOException {
        Path script = folder.resolve(name);
        Files.createDirectories(script.getParent());
        Files.write(
                script, Stream.concat(Stream.of("#!/bin/sh"), Stream.of(lines)).toList());
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    /** A Java as another machine's would say what it is. */
    private Map<String, String> javaOf(String version, String system, String processor) throws IOException {
        script(
                "java/bin/java",
                "echo '    java.specification.version = " + version + "' >&2",
                "echo '    os.name = " + system + "' >&2",
                "echo '    os.arch = " + processor + "' >&2");
        return Map.of("JAVA_HOME", folder.resolve("java").toString());
    }

    private Map<String, String> mavenThatFails() throws IOException {
        Path maven = script("bin/mvn", "echo 'no such artifact'", "exit 1");
        return Map.of("PATH", maven.getParent() + File.pathSeparator + System.getenv("PATH"));
    }

    @Test
    void inAMovedFolderStandardOutputHoldsWhatTheCommandPrintsAndNothingElse() throws Exception {
        String vm = System.getProperty("java.vm.version");
        Process archiving = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:ArchiveClassesAtExit=" + target.resolve("classes-" + vm + ".jsa"),
                        "-jar",
                        target.resolve("pcn4j-cli.jar").toString(),
                        "--version")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("archiving").toFile())
                .start();
        assertThat(archiving.waitFor()).isZero();
        Files.writeString(target.resolve("classes-" + vm + ".root"), root + "\n");
        Path moved = Files.move(root, folder.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), moved.resolve("pcn4j"));
        // In Persian digits are others, Java's own warning goes to standard error, and of the archive there is none.
        Map<String, String> environment =
                Map.of("LC_ALL", "fa_IR.UTF-8", "PCN4J_JAVA_OPTS", "-Duser.language=fa -Xverify:none");
        Ran ran = run(link, environment, "--version");
        assertThat(ran.out()).isEqualTo(Ran.pcn4j("--version").out());
        assertThat(ran.err().lines()).hasSize(1).allMatch(line -> line.contains("-Xverify:none"));
        assertThat(ran.code()).isZero();
    }

    /** A Java that says what it is started with. */
    private Map<String, String> javaThatTells(String vm) throws IOException {
        script(
                "java/bin/java",
                "case $1 in -XshowSettings*)",
                "echo '    java.specification.version = 17' >&2",
                "echo '    java.vm.version = " + vm + "' >&2",
                "echo '    os.name = Linux' >&2",
                "echo '    os.arch = amd64' >&2",
                ";; *) echo \"$@\" ;; esac");
        return Map.of("JAVA_HOME", folder.resolve("java").toString());
    }

    @Test
    void anArchiveServesTheJavaAndTheFolderThatItWasMadeForAlone() throws Exception {
        Path archive = Files.createFile(target.resolve("classes-17.0.1+2.jsa"));
        String option = "-XX:SharedArchiveFile=" + archive;
        Files.writeString(target.resolve("classes-17.0.1+2.root"), root + "\n");
        assertThat(run(root.resolve("pcn4j"), javaThatTells("17.0.1+2"), "runs").out())
                .contains(option);
        assertThat(run(root.resolve("pcn4j"), javaThatTells("17.0.2+3"), "runs").out())
                .doesNotContain("SharedArchiveFile");
        Path moved = Files.move(root, folder.resolve("elsewhere"));
        assertThat(run(moved.resolve("pcn4j"), javaThatTells("17.0.1+2"), "runs")
                        .out())
                .doesNotContain("SharedArchiveFile")
                .contains("-jar " + moved);
    }

    @Test
    void commandsThatAreDoneAtOnceAreCompiledInAHurryAndThoseThatTrainByBothCompilers() throws Exception {
        Map<String, String> java = javaThatTells("17.0.1+2");
        for (String command : List.of("", "--help", "--version", "init", "explain", "network", "runs", "completion")) {
            assertThat(run(root.resolve("pcn4j"), java, command).out())
                    .contains(" -XX:TieredStopAtLevel=1 ")
                    .doesNotContain("--add-modules");
        }
        for (String command :
                List.of("train", "sweep", "compare", "reproduce", "plan", "evaluate", "predict", "doctor")) {
            assertThat(run(root.resolve("pcn4j"), java, command).out())
                    .contains(" --add-modules=jdk.incubator.vector ")
                    .doesNotContain("TieredStopAtLevel");
        }
    }

    @Test
    void aCopyWhoseSourcesAreTheSameIsNotBuiltAgainAndAnotherOneIs() throws Exception {
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        // The sum of the sources is written by the build, which fails after it.
        Files.delete(target.resolve("built"));
        Ran first = run(root.resolve("pcn4j"), mavenThatFails(), "--version");
        assertThat(first.code()).isEqualTo(1);
        assertThat(first.out()).isEmpty();
        assertThat(first.err())
                .contains("no such artifact")
                .endsWith("pcn4j: the build failed; all of its output is in " + target.resolve("build.log") + "\n");
        Files.move(target.resolve("built.new"), target.resolve("built"));
        Files.setLastModifiedTime(target.resolve("built"), LONG_AGO);
        Ran copied = run(root.resolve("pcn4j"), mavenThatFails(), "--version");
        assertThat(copied.err()).isEmpty();
        assertThat(copied.code()).isZero();
        Files.setLastModifiedTime(target.resolve("built"), LONG_AGO);
        Files.writeString(root.resolve("pom.xml"), "<project></project>");
        assertThat(run(root.resolve("pcn4j"), mavenThatFails(), "--version").err())
                .contains("the build failed");
        assertThat(root.resolve(".build-lock")).doesNotExist();
    }

    @Test
    void platformsWithoutNativesAndOldJavasAreRefusedInOneLineBeforeAnythingIsBuilt() throws Exception {
        Ran arm = run(root.resolve("pcn4j"), javaOf("17", "Linux", "aarch64"), "compare");
        assertThat(arm.err())
                .isEqualTo("pcn4j: there is no libtorch for Linux aarch64: pcn4j runs on Linux x86_64,"
                        + " macOS arm64 and x86_64, and Windows x86_64\n");
        assertThat(arm.code()).isEqualTo(1);
        for (String version : List.of("1.8", "11")) {
            Ran old = run(root.resolve("pcn4j"), javaOf(version, "Linux", "amd64"), "compare");
            assertThat(old.err())
                    .isEqualTo("pcn4j: Java 17 or newer is needed, " + folder.resolve("java/bin/java") + " is "
                            + version + "\n");
            assertThat(old.code()).isEqualTo(1);
        }
        Path jar = target.resolve("pcn4j-cli.jar");
        Files.delete(jar);
        Ran mac = run(root.resolve("pcn4j"), javaOf("21", "Mac OS X", "x86_64"), "compare");
        assertThat(mac.err())
                .isEqualTo("pcn4j: " + jar + " is missing, and " + root + " holds no sources to build it from\n");
    }

    private static Set<String> words(String launcher, String pattern) {
        Set<String> words = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(launcher);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    @Test
    void theLauncherForWindowsNamesTheSameOptionsPlacesAndSources() throws IOException {
        String unix = Files.readString(REPOSITORY.resolve("pcn4j"));
        String windows = Files.readString(REPOSITORY.resolve("pcn4j.cmd"));
        assertThat(windows.replace("\r\n", "")).as("line ends of cmd.exe").doesNotContain("\r", "\n");
        String options =
                "-XX:[+\\w]+|-Xshare:\\w+|-Xlog:[\\w=,*:]+|-jar|--enable-native-access=[\\w-]+|--add-modules=[\\w.]+|--class-path"
                        + "|-D(maven|spotless)[\\w.=]+|-pl pcn4j-cli -am|compare --model [\\w, -]+|pcn4j-cli\\.jar|classes-|built\\b";
        assertThat(words(windows, options)).isEqualTo(words(unix, options)).hasSizeGreaterThan(15);
        String sources =
                "pcn4j-\\w+/pom\\.xml|pcn4j-\\w+/src/main|there is no libtorch for|: pcn4j runs on .*(?=\")|: pcn4j runs on .*";
        assertThat(words(windows.replace('\\', '/').replace("\r", ""), sources))
                .isEqualTo(words(unix.replaceAll("\" ;;", ""), sources))
                .hasSize(10);
        String training = "train reproduce[\\w ]+doctor|init explain[\\w ]+completion";
        assertThat(words(windows, training))
                .isEqualTo(words(unix.replace(" | ", " "), training))
                .hasSize(2);
    }
}
