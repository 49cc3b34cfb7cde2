package org.pcn4j.train.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.example.Added;
import org.example.Cube;
import org.example.NoisyIl;
import org.example.Slow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.learning.Backpropagation;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.Optimizers;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.experiment.RuleSpec;
import org.pcn4j.train.experiment.Rules;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.model.Description;
import org.pcn4j.train.model.Functions;
import org.pcn4j.train.settings.Additions;
import org.pcn4j.train.settings.Catalog;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** A rule, a function and an optimizer of one's own: one class and one line of a catalog each, or the name of the class. */
class AdditionsTest {
    private static final String SMALL = """
            model: {name: mlp, hidden: [8]}
            data: {name: digits, train: 200, test: 20}
            updates: 3
            """;

    private static final ClassLoader BEFORE = Thread.currentThread().getContextClassLoader();

    @TempDir
    Path dir;

    /** Calls a rule as another is called already. */
    public static final class Doubled implements Additions {
        @Override
        public List<Entry<?>> entries() {
            return List.of(Entry.of("il", NoisyIl.class, "Another.")
                    .key("steps", Kinds.count(1, 100), 4, "T.")
                    .fixed("noise", 0.0));
        }
    }

    /** Looks into the catalogs before it says what it adds. */
    public static final class Curious implements Additions {
        @Override
        public List<Entry<?>> entries() {
            RuleSpec rule = Rules.CATALOG.byDefault("il");
            return List.of(
                    Entry.of("curious", NoisyIl.class, "What " + rule.label() + " does, among " + Rules.CATALOG.names())
                            .fixed("steps", 4)
                            .fixed("noise", 0.0));
        }
    }

    /** Cannot say what it adds. */
    public static final class Broken implements Additions {
        @Override
        public List<Entry<?>> entries() {
            throw new IllegalStateException("the license has expired");
        }
    }

    /** As if a jar with these additions stood on the class path. */
    private void add(Class<? extends Additions> additions) throws IOException {
        Path services = dir.resolve("services");
        Files.writeString(services, additions.getName());
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

    private static Experiment read(String text, String... overrides) {
        return Experiment.read(text, List.of(overrides));
    }

    private static void requireReadAgain(Experiment experiment) {
        assertThat(read(experiment.toYaml())).isEqualTo(experiment);
        assertThat(read(experiment.toTemplate())).isEqualTo(experiment);
    }

    private static Parameters trained(Experiment experiment) throws InterruptedException {
        Prepared prepared = experiment.prepare(DataAccess.ofUser(new Access.Offline()));
        Parameters parameters = prepared.parameters();
        try (Optimizer optimizer = prepared.optimizer()) {
            prepared.trainer().train(parameters, optimizer, prepared.train(), prepared.length());
        }
        return parameters;
    }

    private static boolean trainAlike(Experiment one, Experiment other) throws InterruptedException {
        try (Parameters first = trained(one);
                Parameters second = trained(other)) {
            return Divergence.between(first, second).all().bitwiseEqual();
        }
    }

    private static void requireListed(Catalog catalog, String name, String row) {
        assertThat(catalog.names()).contains(name);
        assertThat(MarkdownTable.of(catalog)).contains(row);
        assertThat(MarkdownTable.of(Catalogs.of(catalog.plural()))).contains(row);
    }

    @Test
    void anAddedRuleIsListedReadWrittenExplainedAndTrains() throws IOException, InterruptedException {
        assertThatThrownBy(() -> read("rule: noisy-il")).hasMessageContaining("unknown rule 'noisy-il'");
        add(Added.class);
        requireListed(
                Rules.CATALOG,
                "noisy-il",
                "| `noisy-il` | `steps: 4`, `noise: 0.1` | Inference learning that begins beside its predictions. (A test) |");
        Experiment noisy = read(SMALL + "rule: {name: noisy-il, steps: 2}", "rule.noise=0.5");
        assertThat(noisy.rule()).isEqualTo(new NoisyIl(2, 0.5));
        assertThat(noisy.rule().label()).isEqualTo("noisy-il");
        requireReadAgain(noisy);
        assertThat(noisy.toTemplate()).contains("The deviation of the noise.", ", noisy-il.");
        assertThatThrownBy(() -> read("rule: nosy-il"))
                .hasMessageContaining("did you mean 'noisy-il'? valid: " + String.join(", ", Rules.CATALOG.names()));
        assertThat(trainAlike(read(SMALL, "rule={name: noisy-il, noise: 0}"), read(SMALL, "rule={name: il, steps: 4}")))
                .isTrue();
        assertThat(trainAlike(read(SMALL, "rule=noisy-il"), read(SMALL, "rule={name: il, steps: 4}")))
                .isFalse();
    }

    @Test
    void anAddedFunctionIsListedReadWrittenAndTrains() throws IOException, InterruptedException {
        add(Added.class);
        requireListed(Functions.CATALOG, "cube", "| `cube` | – | x³. |");
        String graph = """
                model:
                  name: graph
                  nodes:
                    - {name: x, kind: input, shape: [784]}
                    - {name: fc1, function: [{name: linear, in: 784, out: 8}, FUNCTION], parents: [x]}
                    - {name: out, kind: output, function: {name: linear, in: 8, out: 10}, parents: [fc1]}
                data: {name: digits, train: 200, test: 20}
                updates: 3
                """;
        Experiment cube = read(graph.replace("FUNCTION", "cube"));
        requireReadAgain(cube);
        // A model's file tells of it.
        Description description =
                cube.prepare(DataAccess.ofUser(new Access.Offline())).description();
        assertThat(Description.read(description.toYaml(), "model").model()).isEqualTo(cube.model());
        assertThat(trainAlike(cube, read(graph.replace("FUNCTION", "tanh")))).isFalse();
        assertThatThrownBy(() -> read(graph.replace("FUNCTION", "cubes"))).hasMessageContaining("did you mean 'cube'?");
        // By its class it is the same.
        Experiment named = read(graph.replace("FUNCTION", Cube.class.getName()));
        requireReadAgain(named);
        assertThat(trainAlike(cube, named)).isTrue();
    }

    @Test
    void anAddedOptimizerIsListedReadWrittenAndTrains() throws IOException, InterruptedException {
        add(Added.class);
        requireListed(Optimizers.CATALOG, "slow", "| `slow` | `lr: 1` | Gradient descent at a tenth of its rate. |");
        Experiment slow = read(SMALL, "optimizer=slow");
        requireReadAgain(slow);
        assertThat(slow.optimizer().withRate(3)).isEqualTo(new Slow(3));
        assertThat(trainAlike(slow, read(SMALL, "optimizer=sgd"))).isTrue();
        assertThatThrownBy(() -> read("optimizer: slwo"))
                .hasMessageContaining("did you mean 'slow'? valid: sgd, adam, adamw, slow");
    }

    @Test
    void twoOfOneNameInACatalogAreRefusedInALine() throws IOException {
        add(Doubled.class);
        String line =
                "there are two of the name 'il' in the catalog of rules: expected one, with names of their own for"
                        + " those that are added";
        assertThatThrownBy(() -> read("rule: z-il")).hasMessage("line 1: rule: " + line);
        assertThatThrownBy(Rules.CATALOG::names).hasMessage(line);
        assertThatThrownBy(() -> Rules.CATALOG.with(Entry.of("bp", Cube.class, "Another.")
                        .wrapped(RuleSpec.class, (values, maker) -> new RuleSpec.Backprop(), made -> Optional.empty())))
                .hasMessageContaining("two of the name 'bp' in the catalog of rules");
    }

    @Test
    void additionsMayLookIntoTheCatalogsThatTheyAddTo() throws IOException {
        List<String> before = Rules.CATALOG.names();
        add(Curious.class);
        assertThat(Rules.CATALOG.item("curious").sentence()).isEqualTo("What il does, among " + before);
        assertThat(read("rule: curious").rule()).isEqualTo(new NoisyIl(4, 0));
    }

    @Test
    void additionsThatCannotBeLoadedAreRefusedInALine() throws IOException {
        add(Broken.class);
        assertThatThrownBy(() -> read("rule: z-il"))
                .hasMessage(
                        "what a jar on the class path adds to the catalogs cannot be loaded: the license has expired");
    }

    /** Backpropagation, by a class that knows of no settings. */
    public static final class OwnRule implements Rule {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
            return new Backpropagation(network, parameters, updater, noise);
        }
    }

    @Test
    void aRuleIsAskedForByItsClassWithTheSettingsThatItDeclares() throws InterruptedException {
        Experiment own = read(SMALL + "rule: " + OwnRule.class.getName());
        assertThat(own.rule().label()).isEqualTo(OwnRule.class.getName());
        requireReadAgain(own);
        assertThat(trainAlike(own, read(SMALL, "rule=bp"))).isTrue();
        Experiment noisy = read(SMALL + "rule: {name: " + NoisyIl.class.getName() + ", steps: 3}", "rule.noise=0");
        assertThat(noisy.rule()).isEqualTo(new NoisyIl(3, 0));
        assertThat(noisy.rule().label()).isEqualTo(NoisyIl.class.getName());
        requireReadAgain(noisy);
        assertThatThrownBy(() -> read("rule: {name: " + NoisyIl.class.getName() + ", step: 3}"))
                .hasMessageContaining("unknown key 'step', did you mean 'steps'?");
        assertThatThrownBy(() -> read("rule: {name: " + OwnRule.class.getName() + ", step: 3}"))
                .hasMessageContaining("unknown key 'step'");
        // A rule that takes over is one of one's own as well.
        assertThat(read("changes: [{after: 1, rule: " + OwnRule.class.getName() + "}]")
                        .changes()
                        .get(0)
                        .rule())
                .isEqualTo(own.rule());
    }

    /** Plain gradient descent, by a class that knows of no settings. */
    public static final class Descent extends Optimizer {
        @Override
        protected UpdateStep step(String parameter, Tensor theta, Tensor delta) {
            return pieceByPiece(
                    List.of(theta, delta), piece -> piece.get(0).addInPlace(piece.get(1), currentRate(0.1)));
        }

        @Override
        public SortedMap<String, String> settings() {
            return new TreeMap<>(Map.of("kind", "descent", "learning rate", "0.1"));
        }

        @Override
        protected Set<String> stateParts() {
            return Set.of();
        }

        @Override
        public boolean idleAtZero() {
            return true;
        }
    }

    /** An optimizer that cannot be made. */
    public static final class NoDescent extends Optimizer {
        public NoDescent() {
            throw new IllegalArgumentException("expected a slope, found none");
        }

        @Override
        protected UpdateStep step(String parameter, Tensor theta, Tensor delta) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SortedMap<String, String> settings() {
            return new TreeMap<>();
        }

        @Override
        protected Set<String> stateParts() {
            return Set.of();
        }

        @Override
        public boolean idleAtZero() {
            return true;
        }
    }

    @Test
    void anOptimizerIsAskedForByItsClassWithTheSettingsThatItDeclares() throws InterruptedException {
        Experiment slow = read(SMALL, "optimizer={name: " + Slow.class.getName() + ", lr: 2}");
        assertThat(slow.optimizer()).isEqualTo(new Slow(2));
        requireReadAgain(slow);
        Experiment own = read(SMALL + "optimizer: " + Descent.class.getName());
        requireReadAgain(own);
        assertThat(own.optimizer().lr()).isEqualTo(0.1);
        assertThat(trainAlike(own, read(SMALL, "optimizer=sgd"))).isTrue();
        assertThatThrownBy(() -> read("optimizer: " + NoDescent.class.getName()))
                .hasMessage("line 1: optimizer: the constructor of " + NoDescent.class.getName()
                        + " failed: expected a slope, found none");
        assertThatThrownBy(() -> read("optimizer: " + Cube.class.getName()))
                .hasMessage("line 1: optimizer: " + Cube.class.getName()
                        + " is no optimizer: expected a class that implements org.pcn4j.learning.Optimizer or"
                        + " org.pcn4j.train.experiment.OptimizerSpec");
    }

    /** Cannot be made. */
    public static final class Failing implements RuleSpec {
        public Failing() {
            throw new IllegalStateException("no such\ndevice");
        }

        @Override
        public Rule rule(int depth) {
            return new Rule.Backprop();
        }
    }

    /** Asks for more than a name gives. */
    public static final class Needy implements RuleSpec {
        private final Rule rule;

        public Needy(Rule rule) {
            this.rule = rule;
        }

        @Override
        public Rule rule(int depth) {
            return rule;
        }
    }

    /** Says what it did as soon as it is touched. */
    public static final class Stranger {
        static final String TOUCHED = "pcn4j.test.touched";

        static {
            System.setProperty(TOUCHED, "yes");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            org.example.Nothing | there is no class org.example.Nothing on the class path
            java.lang.String | java.lang.String is no rule: expected a class that implements org.pcn4j.learning.Rule or org.pcn4j.train.experiment.RuleSpec
            HERE$Failing | the constructor of HERE$Failing failed: no such device
            HERE$Needy | expected a public class with a public constructor without arguments, or with a public static method entry() that tells its settings, found neither
            HERE$Stranger | HERE$Stranger is no rule: expected a class that implements org.pcn4j.learning.Rule or org.pcn4j.train.experiment.RuleSpec
            """)
    void aClassOfWhichNoRuleCanBeMadeIsRefusedInALine(String name, String complaint) {
        String here = AdditionsTest.class.getName();
        assertThatThrownBy(() -> read("rule: " + name.replace("HERE", here)))
                .hasMessageStartingWith("line 1: rule: " + complaint.replace("HERE", here))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("\n"));
        assertThat(System.getProperty(Stranger.TOUCHED, "no")).isEqualTo("no");
    }

    @Test
    void whatIsNoNameOfAClassIsJustUnknown() {
        Callable<Experiment> reading = () -> read("rule: il.");
        assertThatThrownBy(reading::call).hasMessageContaining("unknown rule 'il.', did you mean 'il'?");
    }
}
