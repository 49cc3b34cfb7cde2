package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java classes of README.md and docs/ compile as they stand there. Programs are run by other tests. */
class DocumentedProgramsTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TYPE =
            Pattern.compile("^(?:public )?(?:final )?(?:class|record) (\\w+)", Pattern.MULTILINE);

    /** What a block takes for granted that names no imports. */
    private static final List<String> PACKAGES = List.of(
            "java.util",
            "java.nio.file",
            "org.pcn4j.analysis",
            "org.pcn4j.data",
            "org.pcn4j.function",
            "org.pcn4j.inference.run",
            "org.pcn4j.learning",
            "org.pcn4j.network",
            "org.pcn4j.tensor",
            "org.pcn4j.train.experiment",
            "org.pcn4j.train.model",
            "org.pcn4j.train.settings");

    @TempDir
    Path folder;

    /** A block that is a class, with where it stands. */
    private record Program(Path page, String type, String text) {
        @Override
        public String toString() {
            return type + " of " + page.getFileName();
        }
    }

    static List<Program> programs() throws IOException {
        List<Program> programs = new ArrayList<>();
        for (Path page : DocumentedCommandsTest.pages()) {
            Matcher block = BLOCK.matcher(Files.readString(page));
            while (block.find()) {
                Matcher type = TYPE.matcher(block.group(1));
                if (type.find()) {
                    programs.add(new Program(page, type.group(1), block.group(1)));
                }
            }
        }
        return programs;
    }

    private void compile(Program program) throws IOException {
        String imports =
                PACKAGES.stream().map(name -> "import " + name + ".*;\n").collect(Collectors.joining());
        Path source = Files.writeString(folder.resolve(program.type() + ".java"), imports + program.text());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of(
                    "-proc:none",
                    "-d",
                    folder.toString(),
                    "-cp",
                    folder + System.getProperty("path.separator") + System.getProperty("java.class.path"));
            boolean done = compiler.getTask(complaints, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(done).as("%s: %s", program, complaints).isTrue();
        }
    }

    @Test
    void thereArePrograms() throws IOException {
        assertThat(programs().stream().map(Program::type))
                .hasSizeGreaterThanOrEqualTo(8)
                .contains("First");
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyClassOfThePagesCompiles(Program program) throws IOException {
        for (Program other : programs()) {
            // A block may use the class of one before it.
            if (other.equals(program)) {
                break;
            } else if (other.page().equals(program.page()) && program.text().contains(other.type())) {
                compile(other);
            }
        }
        compile(program);
    }
}
