package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.Rendezvous;
import org.pcn4j.train.run.RunFolder;

/** What docs/distributed.md has schedulers do, with stand-ins for the schedulers. */
@DisabledOnOs(OS.WINDOWS)
class RecipesTest {
    private static final Path PAGE = Path.of("..", "docs", "distributed.md");
    private static final int PATIENCE_SECONDS = 90;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void standIns() throws IOException {
        Files.writeString(folder.resolve("digits.yaml"), """
                model: {name: mlp, hidden: [16]}
                data: {name: digits, train: 100, test: 20, validation: 0}
                batch: 20
                epochs: 1
                """);
        script(
                "pcn4j",
                "exec "
                        + String.join(
                                " ",
                                ProcessTest.builder(Path.of("x"), List.of()).command()) + " \"$@\"");
        // As Slurm has it: a process each, which is told its number.
        script("srun", """
                rank=0
                pids=
                while [ $rank -lt "$SLURM_NTASKS" ]; do
                    SLURM_PROCID=$rank "$@" &
                    pids="$pids $!"
                    rank=$((rank + 1))
                done
                for pid in $pids; do wait $pid || exit 1; done""");
        script("scontrol", "[ \"$1 $2\" = \"show hostnames\" ] && printf '127.0.0.1\\nother\\n'");
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** The block of code that comes after a line that holds some words. */
    private static String block(String words, String language) throws IOException {
        Matcher matcher = Pattern.compile(Pattern.quote(words) + ".*?```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(matcher.find()).as("%s in %s", words, PAGE).isTrue();
        return matcher.group(1);
    }

    private Process start(String name, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name).toFile());
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void assertTrained(Process process, String name) throws Exception {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve(name)))
                .isZero();
    }

    private void assertOneRun() {
        List<RunFolder> runs = RunFolder.list(folder.resolve("runs"));
        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).model()).exists();
    }

    @Test
    void slurmsScriptTrains() throws Exception {
        String script = block("sbatch", "sh").replace("MASTER_PORT=29500", "MASTER_PORT=" + Rendezvous.freePort());
        script("train.sh", script);
        Process process = start(
                "out",
                Map.of("SLURM_JOB_NODELIST", "node[0-1]", "SLURM_NTASKS", "2", "SLURM_CPUS_PER_TASK", "1"),
                "sh",
                "train.sh");
        assertTrained(process, "out");
        assertOneRun();
    }

    /** What the pods of the job run, with what Kubernetes and the job's description tell them. */
    @Test
    void kubernetesJobTrains() throws Exception {
        String job = block("kubectl apply", "yaml");
        Matcher command = Pattern.compile("command: \\[sh, -c, '(.*)'\\]").matcher(job);
        assertThat(command.find()).isTrue();
        int port = Rendezvous.freePort();
        List<Process> pods = new ArrayList<>();
        for (String index : List.of("0", "1")) {
            Map<String, String> environment = new HashMap<>(Map.of("JOB_COMPLETION_INDEX", index));
            Matcher variables =
                    Pattern.compile("name: (\\w+), value: \"?([^\"}]+)\"?}").matcher(job);
            while (variables.find()) {
                environment.put(variables.group(1), variables.group(2));
            }
            assertThat(environment).containsKeys("WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT", "OMP_NUM_THREADS");
            environment.putAll(
                    Map.of("WORLD_SIZE", "2", "MASTER_ADDR", "127.0.0.1", "MASTER_PORT", Integer.toString(port)));
            environment.put("OMP_NUM_THREADS", "1");
            pods.add(start(index, environment, "sh", "-c", command.group(1).replace("/data/", "")));
        }
        assertTrained(pods.get(0), "0");
        assertTrained(pods.get(1), "1");
        assertOneRun();
    }
}
