package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The modules on Java's module path, by the names that their jars have. */
class ModulePathTest {
    private static final Pattern OURS = Pattern.compile("pcn4j-(core|vector|train|cli)");
    private static final Pattern NAME = Pattern.compile("<module\\.name>(.*)</module\\.name>");
    private static final Pattern TEST_ONLY =
            Pattern.compile("junit|opentest4j|apiguardian|assertj|byte-buddy|archunit|slf4j|onnxruntime|surefire|jmh");

    private static final Set<String> TEST_FOLDERS = Set.of("test-classes", "test", "resources");

    @TempDir
    private Path folder;

    private static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    /** Jars as they are; folders of classes, which a build has before it has jars, packed as the build will. */
    private String modulePath() throws IOException {
        List<String> path = new ArrayList<>();
        Map<String, List<Path>> folders = new LinkedHashMap<>();
        for (Path entry : classPath()) {
            Matcher ours = OURS.matcher(entry.toString());
            if (Files.isDirectory(entry)) {
                if (!TEST_FOLDERS.contains(entry.getFileName().toString()) && ours.find()) {
                    folders.computeIfAbsent(ours.group(), unused -> new ArrayList<>())
                            .add(entry);
                }
            } else if (!TEST_ONLY.matcher(entry.getFileName().toString()).find()) {
                path.add(entry.toString());
            }
        }
        for (Map.Entry<String, List<Path>> module : folders.entrySet()) {
            path.add(packed(module.getKey(), module.getValue()).toString());
        }
        return String.join(File.pathSeparator, path);
    }

    private Path packed(String module, List<Path> folders) throws IOException {
        Matcher name = NAME.matcher(Files.readString(Path.of("..", module, "pom.xml")));
        assertThat(name.find()).as(module).isTrue();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Automatic-Module-Name", name.group(1));
        Path jar = folder.resolve(module + ".jar");
        try (OutputStream bytes = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            for (Path from : folders) {
                for (Path file : files(from)) {
                    out.putNextEntry(
                            new JarEntry(from.relativize(file).toString().replace(File.separatorChar, '/')));
                    Files.copy(file, out);
                }
            }
        }
        return jar;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file)
                            && !file.getFileName().toString().startsWith("."))
                    .filter(file -> !file.endsWith(Path.of("META-INF", "MANIFEST.MF")))
                    .toList();
        }
    }

    /** As docs/service.md says it. */
    @Test
    void aModuleThatRequiresTheThreeCompilesAndRuns() throws Exception {
        Path sources = Files.createDirectories(folder.resolve("src/app"));
        Path information = folder.resolve("src/module-info.java");
        Files.writeString(
                information, "module app { requires org.pcn4j; requires org.pcn4j.train; requires org.pcn4j.cli; }\n");
        Path program = sources.resolve("App.java");
        Files.writeString(program, """
                package app;

                import java.nio.file.Path;
                import org.pcn4j.tensor.*;
                import org.pcn4j.train.run.EventFile;

                public class App {
                    public static void main(String[] folder) {
                        try (Tensor two = Tensor.of(DType.FLOAT64, Shape.of(1), 2);
                                EventFile events = EventFile.create(Path.of(folder[0]))) {
                            events.histogram("two", 1, two);
                            System.out.println(two.toDoubles()[0] + " of " + Tensor.class.getModule().getName()
                                    + " and " + EventFile.class.getModule().getName());
                        }
                        org.pcn4j.cli.Main.main(new String[] {"--version"});
                    }
                }
                """);
        String modules = modulePath();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int compiled = compiler.run(
                null,
                null,
                null,
                "-p",
                modules,
                "-d",
                folder.resolve("app").toString(),
                information.toString(),
                program.toString());
        assertThat(compiled).isZero();
        Path output = folder.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-p",
                        modules + File.pathSeparator + folder.resolve("app"),
                        "--add-modules",
                        "ALL-MODULE-PATH",
                        "--enable-native-access=org.bytedeco.javacpp,org.bytedeco.openblas,org.bytedeco.pytorch",
                        "-m",
                        "app/app.App",
                        folder.resolve("events").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output))
                .isEqualToNormalizingNewlines("2.0 of org.pcn4j and org.pcn4j.train\n"
                        + Ran.pcn4j("--version").out());
    }
}
