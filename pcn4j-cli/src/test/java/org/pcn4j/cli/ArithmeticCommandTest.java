package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.dense.Kernels;
import org.pcn4j.tensor.Bfloat16;
import org.pcn4j.train.run.RunFolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What commands say of the arithmetic, with the dense kernels of this machine or without any. */
class ArithmeticCommandTest {
    private static final String[] TINY = {
        "--set=model.hidden=[8, 8]", "--set=data.train=100", "--set=data.test=20", "--set=threads=1"
    };
    private static final Kernels HERE = Kernels.here();
    private static final String OF_IL = HERE.kernels()
            .map(both -> both.floats().name())
            .map(name -> "fused (" + name + ")")
            .orElse("exact (" + HERE.reason() + ")");

    @TempDir
    private Path folder = Path.of("");

    private Path experiment = Path.of("");
    private Path runs = Path.of("");

    @BeforeEach
    void writeAnExperiment() throws IOException {
        runs = folder.resolve("runs");
        experiment = folder.resolve("small.yaml");
        Files.writeString(experiment, """
                model: {name: mlp, hidden: [8, 8]}
                data: {name: digits, train: 60, test: 20}
                rule: {name: il, steps: 4}
                batch: 20
                epochs: 1
                threads: 1
                """);
    }

    private static Ran ran(Stream<String> first, String... more) {
        return Ran.pcn4j(Stream.concat(first, Stream.of(more)).toArray(String[]::new));
    }

    private Ran train(String... more) {
        return ran(Stream.of("train", experiment.toString(), "--runs", runs.toString()), more);
    }

    private static Ran tiny(String command, String... more) {
        return ran(Stream.concat(Stream.of(command), Stream.of(TINY)), more);
    }

    private RunFolder onlyRun() {
        List<RunFolder> all = RunFolder.list(runs);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    /** Says once why there are no dense kernels, if there are none. */
    private static void assertNoticed(Ran ran) {
        if (HERE.kernels().isPresent()) {
            assertThat(ran.err()).doesNotContain("note: ");
        } else {
            assertThat(ran.err())
                    .containsOnlyOnce("note: il runs in exact arithmetic")
                    .contains(HERE.reason());
        }
    }

    @Test
    void trainAndWhatItLeavesTellWhatCarriedItOut() throws IOException {
        Ran ran = train();
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("Arithmetic: " + OF_IL);
        assertNoticed(ran);
        RunFolder run = onlyRun();
        assertThat(run.provenance().arithmetic()).contains(OF_IL);
        assertThat(Files.readString(run.report())).contains("<dt>arithmetic</dt><dd>" + OF_IL + "</dd>");
        Ran shown = Ran.pcn4j("runs", "show", run.path().toString());
        assertThat(shown.out()).contains("arithmetic " + OF_IL);
        JsonNode json = JsonMapper.shared()
                .readTree(Ran.pcn4j("runs", "show", "--json", run.path().toString())
                        .out());
        assertThat(json.at("/provenance/arithmetic").asString()).isEqualTo(OF_IL);
    }

    @Test
    void exactIsWhatIsAskedForAndNothingMoreIsSaid() {
        Ran ran = train("--set=arithmetic=exact");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("Arithmetic: exact (as asked)");
        assertThat(ran.err()).doesNotContain("note: ");
        Ran changed = train("--set=rule=z-il", "--set=changes=[{after: 1, rule: fpa}]", "--set=epochs=2");
        assertThat(changed.out())
                .contains("Arithmetic: z-il exact (the default of z-il), fpa exact (the default of fpa)");
        assertThat(changed.err()).doesNotContain("note: ");
    }

    @Test
    void aRunGoesOnInTheOtherArithmeticAndSaysSoWhereThatIsAnother() {
        assertThat(train("--set=arithmetic=exact").code()).isZero();
        Ran resumed =
                Ran.pcn4j("train", "--resume", onlyRun().path().toString(), "--set=epochs=2", "--set=arithmetic=none");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.out())
                .contains("arithmetic exact → none", "Arithmetic: " + OF_IL)
                .contains("Test: ");
        if (HERE.kernels().isPresent()) {
            assertThat(resumed.err()).containsOnlyOnce("the checkpoint was made in exact arithmetic");
        } else {
            assertThat(resumed.err()).doesNotContain("the checkpoint was made");
        }
    }

    /** By a process without the Vector API, whatever this one has. */
    @Test
    void aRunThatLearnedInFusedArithmeticIsEvaluatedWhereThereIsNone() throws Exception {
        assumeThat(HERE.kernels()).isPresent();
        Ran trained = train("--set=arithmetic=fused");
        assertThat(trained.code()).as(trained.err()).isZero();
        Path out = folder.resolve("out");
        Process process = ProcessTest.builder(
                        out, List.of(), "evaluate", onlyRun().path().toString())
                .start();
        assertThat(process.waitFor()).as(Files.readString(out)).isZero();
        String test = trained.out()
                .lines()
                .filter(line -> line.startsWith("Test: "))
                .findFirst()
                .orElseThrow();
        assertThat(Files.readString(out)).startsWith(test.substring(0, test.indexOf(" right")));
    }

    @Test
    void fusedThatIsNotToBeHadIsMisuseInOneLineBeforeAnythingIsWritten() {
        for (String setting : List.of("model=cnn", "rule=fpa", "changes=[{after: 1, rule: fpa}]")) {
            Ran ran = train("--set=arithmetic=fused", "--set=epochs=2", "--set=" + setting);
            assertThat(ran.code()).as(setting + ran.err()).isEqualTo(2);
            assertThat(ran.err())
                    .contains("fused")
                    .contains("arithmetic")
                    .contains("expected")
                    .containsPattern("conv2d|fixed")
                    .hasLineCount(1);
            assertThat(ran.out()).isEmpty();
        }
        assertThat(runs).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"compare", "plan", "diagnose"})
    void fusedThatIsNotToBeHadIsMisuseInEveryCommand(String command) {
        Ran ran = Ran.pcn4j(command, "--model=cnn", "--set=rule=il", "--set=arithmetic=fused", "--set=data.train=60");
        assertThat(ran.code()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err())
                .contains("cannot be fused, because dense kernels have no way to do the function")
                .contains("expected arithmetic: exact, or none")
                .hasLineCount(1);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void fusedBackpropagationIsTrainedWhereThereAreDenseKernelsAndRefusedWithTheReasonElsewhere() {
        Ran ran = train("--set=rule=bp", "--set=arithmetic=fused");
        if (HERE.kernels().isPresent()) {
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out()).contains("Arithmetic: " + OF_IL);
        } else {
            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err())
                    .contains("the arithmetic of bp cannot be fused, because " + HERE.reason())
                    .hasLineCount(1);
            assertThat(runs).doesNotExist();
        }
    }

    @Test
    void bfloat16ThatIsNotToBeHadIsMisuseInOneLine() {
        String narrow = "the arithmetic of il cannot be bf16, because ";
        for (String setting : List.of("rule=ipc", "rule=bp", "rule=fpa", "model=cnn", "model.hidden=[8, 8]")) {
            Ran ran = train("--set=arithmetic=bf16", "--set=" + setting);
            assertThat(ran.code()).as(setting + ran.err()).isEqualTo(2);
            assertThat(ran.err())
                    .containsAnyOf("no bf16 arithmetic, as it", narrow)
                    .contains("exact, or none")
                    .hasLineCount(1);
        }
        assertThat(runs).doesNotExist();
    }

    @Test
    void bfloat16IsTrainedAndToldWhereTheProcessorHasItAndRefusedWithTheReasonElsewhere() throws IOException {
        Ran ran = train("--set=arithmetic=bf16", "--set=model.hidden=[128, 128]", "--set=batch=50");
        Bfloat16.Found products = Bfloat16.here();
        if (HERE.kernels().isPresent() && products.reason().isEmpty()) {
            String words = "bf16 (" + products.name() + "; "
                    + HERE.kernels().get().floats().name() + ")";
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out()).contains("Arithmetic: " + words);
            assertThat(onlyRun().provenance().arithmetic()).contains(words);
            assertThat(Files.readString(onlyRun().report())).contains("<dd>" + words + "</dd>");
            assertThat(Files.readString(onlyRun().path().resolve("result.json")))
                    .contains("\"bf16\"");
        } else {
            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err())
                    .contains("the arithmetic of il cannot be bf16, because ")
                    .hasLineCount(1);
        }
    }

    @Test
    void aComparisonTellsItOfEachRule() {
        Ran ran = tiny("compare", "--model=mlp", "--rules=bp,il,z-il", "--updates=2", "--batch=5", "--json=-");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertNoticed(ran);
        assertThat(ran.err())
                .contains("arithmetic: bp exact (libtorch's autograd), il " + OF_IL
                        + ", z-il exact (the default of z-il)");
        JsonNode rules = JsonMapper.shared().readTree(ran.out()).at("/comparisons/0/rules");
        assertThat(rules.findValuesAsString("arithmetic"))
                .containsExactly("exact (libtorch's autograd)", OF_IL, "exact (the default of z-il)");
    }

    @Test
    void aPlanTellsWhoWouldCarryItOut() {
        String il = HERE.kernels()
                .map(kernels ->
                        "carried out by dense kernels (" + kernels.floats().name() + ")")
                .orElse("carried out by libtorch: " + HERE.reason() + System.lineSeparator()
                        + "from 32 samples on without the value of fc1 while it moves");
        assertThat(Ran.pcn4j("plan", "--model=mlp", "--rule=il").out()).endsWith(il + System.lineSeparator());
        assertThat(Ran.pcn4j("plan", "--model=cnn", "--rule=il").out())
                .contains("carried out by libtorch: dense kernels have no way to do the function");
        JsonNode json = JsonMapper.shared()
                .readTree(
                        Ran.pcn4j("plan", "--model=mlp", "--rule=il", "--json").out());
        assertThat(json.get("arithmetic").asString()).isEqualTo(OF_IL);
    }

    @Test
    void aDiagnosisTellsIt() {
        Ran ran = tiny("diagnose", "--rule=il", "--samples=4");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("arithmetic: " + OF_IL);
        assertNoticed(ran);
        JsonNode zil = JsonMapper.shared()
                .readTree(
                        tiny("diagnose", "--rule=z-il", "--samples=4", "--json").out());
        assertThat(zil.get("arithmetic").asString()).isEqualTo("exact (the default of z-il)");
    }

    @Test
    void theDoctorTellsWhichDenseKernelsThereAreOrWhyThereAreNone() {
        Kernels loops = Kernels.scalar();
        Kernels none = Kernels.missing("Java was started without them");
        assertThat(DoctorJson.Dense.of(loops).words()).isEqualTo("kernels: scalar of float32; scalar of float64");
        assertThat(DoctorJson.Dense.of(none).words()).isEqualTo("no kernels: Java was started without them");
        assertThat(Advice.onKernels(loops)).isEmpty();
        assertThat(Advice.onKernels(none))
                .singleElement()
                .asString()
                .contains("because Java was started without them", "docs/troubleshooting.md");
    }
}
