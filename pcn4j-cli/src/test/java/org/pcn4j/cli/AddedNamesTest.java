package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.example.Added;
import org.example.Slow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.learning.Backpropagation;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.settings.Additions;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a jar on the class path adds is helped with, completed, explained, compared and trained like all else. */
class AddedNamesTest {
    private static final ClassLoader BEFORE = Thread.currentThread().getContextClassLoader();
    private static final String SMALL = """
            model:
              name: graph
              nodes:
                - {name: x, kind: input, shape: [784]}
                - {name: fc1, function: [{name: linear, in: 784, out: 6}, FUNCTION], parents: [x]}
                - {name: out, kind: output, function: {name: linear, in: 6, out: 10}, parents: [fc1]}
            data: {name: digits, train: 60, test: 20}
            batch: 20
            updates: 2
            threads: 1
            """;

    @TempDir
    Path dir;

    @BeforeEach
    void withAdditions() throws IOException {
        add(Added.class);
    }

    /** As if a jar with these additions stood on the class path. */
    private void add(Class<? extends Additions> additions) throws IOException {
        Path services = Files.writeString(dir.resolve("services"), additions.getName());
        URL url = services.toUri().toURL();
        Thread.currentThread().setContextClassLoader(new ClassLoader(BEFORE) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.equals("META-INF/services/" + Additions.class.getName())
                        ? Collections.enumeration(List.of(url))
                        : super.getResources(name);
            }
        });
    }

    @AfterEach
    void withoutAdditions() {
        Thread.currentThread().setContextClassLoader(BEFORE);
    }

    private String experiment(String function) throws IOException {
        return Files.writeString(dir.resolve(function + ".yaml"), SMALL.replace("FUNCTION", function))
                .toString();
    }

    private static JsonNode compared(String... words) {
        Ran ran = Ran.pcn4j(words);
        assertThat(ran.code()).as(ran.err()).isZero();
        return JsonMapper.shared()
                .readTree(ran.out())
                .path("comparisons")
                .path(0)
                .path("rules");
    }

    private static String help(String command) {
        return Ran.pcn4j(command, "--help").out().replaceAll("\\s+", " ");
    }

    /** Returns whether a shell completes an option's value by a name. */
    private static boolean isCompleted(String name) {
        return Ran.pcn4j("completion").out().lines().anyMatch(line -> line.matches(".*[\"' ]" + name + "[\"' ].*"));
    }

    @Test
    void withoutTheJarThereIsNoneOfThem() {
        withoutAdditions();
        for (String name : List.of("noisy-il", "cube", "slow")) {
            assertThat(isCompleted(name)).isFalse();
            assertThat(Ran.pcn4j("explain", name).code()).isEqualTo(2);
        }
        assertThat(help("compare")).doesNotContain("noisy-il", "slow");
    }

    @Test
    void aRuleIsFoundInHelpAndCompletionAndIsPlannedComparedAndTrained() throws IOException {
        String experiment = experiment("tanh");
        assertThat(help("compare")).contains(", noisy-il, all");
        assertThat(help("plan")).contains(", noisy-il");
        assertThat(isCompleted("noisy-il")).isTrue();
        assertThat(Ran.pcn4j("explain", "noisy-il").out())
                .contains("rule noisy-il: Inference learning that begins beside its predictions. (A test)")
                .containsPattern("noise +0.1 +The deviation of the noise.");
        assertThat(Ran.pcn4j("plan", experiment, "--rule=noisy-i").err()).contains("did you mean 'noisy-il'?");
        assertThat(Ran.pcn4j("plan", experiment, "--rule=noisy-il", "--steps=3").out())
                .startsWith("graph by noisy-il, T 3");
        JsonNode rules = compared("compare", experiment, "--rules=noisy-il,bp,il", "--steps=4", "--json=-");
        assertThat(rules.findValuesAsString("rule")).containsExactly("noisy-il", "bp", "il");
        assertThat(rules.path(0).path("plan").path("predict").asInt())
                .isGreaterThan(rules.path(1).path("plan").path("predict").asInt());
        assertThat(rules.path(0).path("trainLoss").asDouble())
                .isNotEqualTo(rules.path(2).path("trainLoss").asDouble());
        assertThat(compared("compare", experiment, "--rules=all", "--json=-").findValuesAsString("rule"))
                .contains("noisy-il");
        Ran trained = Ran.pcn4j("train", experiment, "--set=rule=noisy-il", "--runs=" + dir.resolve("runs"));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("graph by noisy-il");
    }

    @Test
    void anOptimizerIsFoundInHelpAndCompletionAndIsComparedAndTrained() throws IOException {
        String experiment = experiment("tanh");
        assertThat(help("compare")).contains("adamw, slow");
        assertThat(isCompleted("slow")).isTrue();
        assertThat(Ran.pcn4j("explain", "optimizers").out())
                .containsPattern("slow +Gradient descent at a tenth of its rate.");
        JsonNode slow = compared("compare", experiment, "--optimizer=slow", "--lr=0.5", "--json=-");
        JsonNode sgd = compared("compare", experiment, "--optimizer=sgd", "--lr=0.05", "--json=-");
        assertThat(slow.findValues("trainLoss")).isEqualTo(sgd.findValues("trainLoss"));
        Ran trained = Ran.pcn4j("train", experiment, "--set=optimizer=slow", "--runs=" + dir.resolve("runs"));
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    @Test
    void aFunctionIsFoundInCompletionAndIsExplainedDrawnComparedAndTrained() throws IOException {
        String experiment = experiment("cube");
        assertThat(isCompleted("cube")).isTrue();
        assertThat(Ran.pcn4j("explain", "functions").out()).containsPattern("cube +x³.");
        assertThat(Ran.pcn4j("network", experiment("cbe")).err()).contains("did you mean 'cube'?");
        assertThat(Ran.pcn4j("network", experiment).out()).containsPattern("fc1 .*Cube");
        JsonNode rules = compared("compare", experiment, "--json=-");
        // Its derivative is not autograd's to the last bit.
        assertThat(rules.path(2).path("weightDistance").asDouble()).isLessThan(1e-5);
        assertThat(rules.path(1).path("weightDistance").asDouble()).isGreaterThan(1e-5);
        assertThat(rules.findValues("trainLoss"))
                .isNotEqualTo(
                        compared("compare", experiment("tanh"), "--json=-").findValues("trainLoss"));
        Ran trained = Ran.pcn4j("train", experiment, "--runs=" + dir.resolve("runs"));
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    /** Backpropagation, by a class that calls itself as another rule is called. */
    public static final class Il implements Rule {
        @Override
        public String name() {
            return "il";
        }

        @Override
        public Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
            return new Backpropagation(network, parameters, updater, noise);
        }
    }

    @Test
    void aRuleOfOnesOwnIsCalledByItsClassEverywhereHoweverItCallsItself() throws IOException {
        String experiment = experiment("tanh");
        String own = Il.class.getName();
        JsonNode rules = compared("compare", experiment, "--rules=bp,il," + own, "--json=-");
        assertThat(rules.findValuesAsString("rule")).containsExactly("bp", "il", own);
        // It is backpropagation, and the library's is not.
        assertThat(rules.path(2).path("weightDistance").asDouble()).isZero();
        assertThat(rules.path(1).path("weightDistance").asDouble()).isPositive();
        assertThat(Ran.pcn4j("plan", experiment, "--rule=" + own).err()).contains(own + " has no plan");
        Ran trained = Ran.pcn4j("train", experiment, "--set=rule=" + own, "--runs=" + dir.resolve("runs"));
        assertThat(trained.out()).contains("graph by " + own);
        Ran twice = Ran.pcn4j("compare", experiment, "--rules=il,il");
        assertThat(twice.err()).contains("the rule 'il' occurs twice").hasLineCount(1);
        assertThat(twice.code()).isEqualTo(2);
    }

    /** Two of one name would be told apart by nobody. */
    public static final class Doubled implements Additions {
        @Override
        public List<Entry<?>> entries() {
            return List.of(Entry.of("adam", Slow.class, "Another.").key("lr", Kinds.positive(), 1.0, "The rate."));
        }
    }

    @Test
    void aNameThatIsTakenAlreadyIsRefusedInALineWhateverIsAskedFor() throws IOException {
        add(Doubled.class);
        for (String[] words : new String[][] {
            {"compare", "--help"},
            {"completion"},
            {"plan", "--set=optimizer=sgd"},
            {"explain", "adam"},
            {"plan"},
            {"network"},
            {"init", dir.resolve("a.yaml").toString()},
            {"runs"},
            {"data", "list"}
        }) {
            Ran ran = Ran.pcn4j(words);
            assertThat(ran.err())
                    .contains("two of the name 'adam'")
                    .hasLineCount(1)
                    .doesNotContain("org.pcn4j");
            assertThat(ran.code()).isEqualTo(2);
        }
        assertThat(Ran.pcn4j("--help").code()).isZero();
    }
}
