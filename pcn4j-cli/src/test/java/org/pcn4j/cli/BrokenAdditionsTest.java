package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.learning.Rule;
import org.pcn4j.train.experiment.RuleSpec;
import org.pcn4j.train.settings.Additions;
import org.pcn4j.train.settings.Entry;

/** A jar with additions that nobody can read gets one line in a process of its own, where no catalog is loaded yet. */
class BrokenAdditionsTest {
    private static final String MISSING = "no.such.Additions";

    @TempDir
    Path jar;

    @TempDir
    Path folder;

    /** Backpropagation under a name that is taken. */
    public record Another() implements RuleSpec {
        @Override
        public Rule rule(int depth) {
            return new Rule.Backprop();
        }
    }

    /** What the jar adds. */
    public static final class Doubled implements Additions {
        @Override
        public List<Entry<?>> entries() {
            return List.of(Entry.of("il", Another.class, "Another."));
        }
    }

    @BeforeEach
    void folderOfServices() throws Exception {
        Files.createDirectories(jar.resolve("META-INF/services"));
    }

    private Ran ran(String additions, String... words) throws Exception {
        Files.writeString(jar.resolve("META-INF/services/" + Additions.class.getName()), additions);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = ProcessTest.builder(out, List.of(), words);
        List<String> command = new ArrayList<>(builder.command());
        int classPath = command.indexOf("-cp") + 1;
        command.set(classPath, jar + File.pathSeparator + command.get(classPath));
        Process process = builder.command(command)
                .redirectErrorStream(false)
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void twoOfOneNameAreRefusedInALineByCommandsThatReadAndByThoseThatDoNot() throws Exception {
        for (String command : List.of("train", "init")) {
            Ran ran = ran(
                    Doubled.class.getName(), command, folder.resolve("a.yaml").toString());
            assertThat(ran.err())
                    .startsWith("pcn4j " + command + ": there are two of the name 'il' in the catalog of rules")
                    .hasLineCount(1);
            assertThat(ran.code()).isEqualTo(2);
            assertThat(folder.resolve("a.yaml")).doesNotExist();
        }
    }

    @Test
    void aServiceWithoutItsClassIsRefusedInALineAndHelpAndDoctorWorkStill() throws Exception {
        Ran plan = ran(MISSING, "plan");
        assertThat(plan.err())
                .startsWith("pcn4j plan: what a jar on the class path adds to the catalogs cannot be loaded: ")
                .contains(MISSING)
                .hasLineCount(1);
        assertThat(plan.code()).isEqualTo(2);
        Ran help = ran(MISSING, "--help");
        assertThat(help.out()).contains("explain");
        assertThat(help.code()).isZero();
        Ran doctor = ran(MISSING, "doctor");
        assertThat(doctor.out()).containsPattern("warning +what a jar on the class path adds .*" + MISSING);
        assertThat(doctor.code()).as(doctor.err()).isZero();
    }
}
