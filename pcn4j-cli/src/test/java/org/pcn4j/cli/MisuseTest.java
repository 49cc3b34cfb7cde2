package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input gets one clear line and exit code 2, before any training. */
class MisuseTest {
    private static final String MODELS =
            "mlp, cnn, rnn, alexnet, vgg5, resnet18, resnet18-plain, lstm, transformer, autoencoder, fc-resnet, bidirectional, pc-graph, generator, graph";

    static Stream<Arguments> misuses() {
        return Stream.of(
                args("unknown model 'mpl', did you mean 'mlp'? valid: " + MODELS, "compare", "--model", "mpl"),
                args(
                        "unknown model 'resnet', did you mean 'resnet18'? valid: " + MODELS,
                        "compare",
                        "--model",
                        "resnet"),
                args(
                        "--model: 'all' stands for several and is given alone, found 'all,lstm'",
                        "compare",
                        "--model",
                        "all,lstm"),
                args("--rules: 'all' stands for several and is given alone", "compare", "--rules", "bp,all"),
                args("pcn4j train: EXPERIMENT, --resume=RUN are mutually exclusive", "train", "a.yaml", "--resume=run"),
                args("pcn4j runs compare: expected two runs or more, found 1", "runs", "compare", "run"),
                args("the model 'cnn' occurs twice", "compare", "--model", "cnn,cnn"),
                args(
                        "unknown rule 'zil', did you mean 'z-il'? valid: bp, il, z-il, z-il-unlevelled, ipc, fpa",
                        "compare",
                        "--rules",
                        "bp,zil"),
                args("unknown data set 'minst', did you mean 'mnist'?", "compare", "--data", "minst"),
                args("unknown option '--epoch', did you mean '--epochs'?", "compare", "--epoch", "3"),
                args("unknown command 'compar', did you mean 'compare'?", "compar"),
                args(
                        "unknown energy 'mse'; valid: squared-error, cross-entropy, binary-cross-entropy, gaussian",
                        "compare",
                        "--loss",
                        "mse"),
                args("unknown optimizer 'adan', did you mean 'adam'?", "compare", "--optimizer", "adan"),
                args("unknown dtype 'float16', did you mean", "compare", "--dtype", "float16"),
                args("--gamma 0: rule.gamma: expected a number greater than 0, found '0'", "compare", "--gamma", "0"),
                args(
                        "--gamma NaN: rule.gamma: expected a number greater than 0, found 'NaN'",
                        "compare",
                        "--gamma",
                        "NaN"),
                args("--lr -1: optimizer.lr: expected a number greater than 0, found '-1'", "compare", "--lr", "-1"),
                args(
                        "--lr Infinity: optimizer.lr: expected a number greater than 0, found",
                        "compare",
                        "--lr",
                        "Infinity"),
                args(
                        "--steps 0: rule.steps: expected a whole number from 1 to 1000000, or depth",
                        "compare",
                        "--steps",
                        "0"),
                args(
                        "--batch 0: batch: expected a whole number from 1 to 2147483647, found '0'",
                        "compare",
                        "--batch",
                        "0"),
                args("--updates many: updates: expected a whole number of at least 1", "compare", "--updates", "many"),
                args("--threads 0: threads: expected a whole number from 1 to 1024", "compare", "--threads", "0"),
                args("are mutually exclusive", "compare", "--updates", "3", "--epochs", "1"),
                args("--steps goes with il, ipc, fpa, ", "compare", "--rules", "bp,z-il", "--steps", "3"),
                args(
                        "--gamma goes with il, z-il, z-il-unlevelled, ipc, fpa, ",
                        "compare",
                        "--rules",
                        "bp",
                        "--gamma",
                        "0.5"),
                args("--json: there is no folder", "compare", "--json", "/no/such/folder/out.json"),
                args("--json: '/dev/null' exists and is no ordinary file", "compare", "--json", "/dev/null"),
                args(
                        "--batch 6001: batch: expected at most the 6000 samples to train on, found 6001 (pcn4j",
                        "compare",
                        "--batch",
                        "6001"),
                args(
                        "--model cnn: model: cnn and words do not fit: sequences of",
                        "compare",
                        "--model",
                        "cnn",
                        "--data",
                        "words"),
                args(
                        "lstm and digits do not fit: 28x28 images in 10 classes: it reads sequences with classes",
                        "compare",
                        "--model",
                        "lstm",
                        "--data",
                        "digits"),
                args("transformer and reber do not fit", "compare", "--model", "transformer", "--data", "reber"),
                args("resnet18 and markov do not fit", "compare", "--model", "resnet18", "--data", "markov"),
                args("alexnet and digits do not fit", "compare", "--model", "alexnet", "--data", "digits"),
                args("--model rnn: model: rnn and shapes do not fit", "compare", "--model", "rnn", "--data", "shapes"),
                args(
                        "expected squared-error (model: --model autoencoder)",
                        "compare",
                        "--model",
                        "autoencoder",
                        "--loss",
                        "cross-entropy"),
                args("unknown form 'picture'; valid: table, dot, svg", "network", "--model", "mlp", "--as", "picture"),
                args("unknown form 'png'; valid: table, dot, svg", "network", "--model", "mlp", "--as", "png"),
                args("unknown form 'sgv', did you mean 'svg'?", "network", "--model", "mlp", "--as", "sgv"),
                args("unknown form 'pdf'; valid: table, dot, svg", "network", "--model", "mlp", "--as", "pdf"),
                args("unknown data set 'cifar', did you mean 'cifar10'?", "compare", "--data", "cifar"),
                args("unknown model 'vae'; valid: " + MODELS, "compare", "--model", "vae"),
                args("--output: there is no folder", "network", "--model", "mlp", "--output", "/no/such/folder/x.svg"),
                args("missing required parameters", "export"),
                args("no.yaml: there is no such file", "network", "no.yaml"),
                args("no.yaml: there is no such file", "plan", "no.yaml"),
                args("no.yaml: there is no such file", "compare", "no.yaml"),
                args(
                        "--lr 0.1: optimizer.lr is set by --set optimizer.lr=0.2 as well: expected one of them",
                        "compare",
                        "--lr=0.1",
                        "--set=optimizer.lr=0.2"),
                args(
                        "--lr 0.1: optimizer.lr: is set again by --set optimizer={name: sgd, lr: 0.2}",
                        "compare",
                        "--lr=0.1",
                        "--set=optimizer={name: sgd, lr: 0.2}"),
                args(
                        "--model cnn: model is set by --set model.name=mlp as well",
                        "network",
                        "--model=cnn",
                        "--set=model.name=mlp"),
                args(
                        "--updates 3: epochs is set by --set epochs=1 as well",
                        "compare",
                        "--updates=3",
                        "--set=epochs=1"),
                args("--rule il: rule is set by --set rule=z-il as well", "plan", "--rule=il", "--set=rule=z-il"),
                args(
                        "--set rule.gamma=0.5 is a setting of z-il, which is not in --rules",
                        "compare",
                        "--rules=bp,il",
                        "--set=rule.gamma=0.5"),
                args(
                        "write --optimizer sgd --lr 0.01 --set optimizer.momentum=0.9",
                        "compare",
                        "--optimizer",
                        "momentum"),
                args("--model: unknown model 'mpl', did you mean 'mlp'?", "init", "--model", "mpl"),
                args(
                        "bp has no plan, as it follows no schedule: expected one of il, z-il, z-il-unlevelled, ipc, fpa",
                        "plan",
                        "--model",
                        "mlp",
                        "--rule",
                        "bp"),
                args(
                        "--steps 3: rule: unknown key 'steps'; keys of z-il: name, gamma",
                        "plan",
                        "--model",
                        "mlp",
                        "--rule",
                        "z-il",
                        "--steps",
                        "3"),
                args("'more' is not expected here", "doctor", "more"),
                args("unknown option '--output'", "doctor", "--output", "file"),
                args("--json does not go with --as or --output", "network", "--model=mlp", "--json", "--as=dot"),
                args("'more' is not expected here", "plan", "--rule", "il", "a.yaml", "more"));
    }

    private static Arguments args(String message, String... args) {
        return Arguments.of(message, args);
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void misuseIsAnsweredByOneLineAndCode2(String message, String[] args) {
        Ran ran = Ran.pcn4j(args);
        assertThat(ran.err()).contains(message);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isEqualTo(2);
    }

    @Test
    void missingDataIsAnsweredByWhatWasLookedForAndWhereAndCode1(@TempDir Path folder) {
        Ran ran = Ran.pcn4j(
                "compare", "--offline", "--data=mnist", "--data-dir=" + folder, "--cache=" + folder.resolve("cache"));
        assertThat(ran.err())
                .contains("train-images-idx3-ubyte")
                .contains("the data folder " + folder + " has no folder mnist")
                .contains(folder.resolve("cache/mnist") + " lacks")
                .contains("pcn4j data fetch mnist");
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.code()).isEqualTo(1);
    }

    @Test
    void damagedDataIsNamedBeforeTraining(@TempDir Path folder) throws IOException {
        Path mnist = Files.createDirectory(folder.resolve("mnist"));
        for (String name : new String[] {
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"
        }) {
            Files.write(mnist.resolve(name), new byte[] {0, 0, 8, 3, 0, 0});
        }
        Ran ran = Ran.pcn4j("compare", "--data", "mnist", "--data-dir", folder.toString());
        assertThat(ran.err()).contains("train-images-idx3-ubyte").contains("6");
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.code()).isEqualTo(1);
    }

    @Test
    void imagesThatDoNotFitOneOfTheModelsAreRefusedBeforeAnyIsTrained(@TempDir Path folder) throws IOException {
        for (String part : new String[] {"train", "t10k"}) {
            ByteBuffer images = ByteBuffer.allocate(16 + 64 * 9);
            images.putInt(0x803).putInt(64).putInt(3).putInt(3);
            Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
            ByteBuffer labels = ByteBuffer.allocate(8 + 64);
            labels.putInt(0x801).putInt(64);
            Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
        }
        Ran ran = Ran.pcn4j("compare", "--data", folder.toString());
        assertThat(ran.err()).contains("--model cnn: model: cnn and mnist do not fit: 3x3 images");
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isEqualTo(2);
    }

    @Test
    void aStackTraceIsShownOnRequestOnly(@TempDir Path folder) {
        assertThat(Ran.pcn4j("compare", "--data", folder + "/none", "--debug").err())
                .contains("\tat org.pcn4j.cli.");
        assertThat(Ran.pcn4j("compare", "--lr", "0", "--debug").err()).contains("\tat ");
    }

    @Test
    void withoutACommandTheCommandsAreShown() {
        Ran ran = Ran.pcn4j();
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("compare").contains("plan");
    }

    @Test
    void everyHelpHasAnExample() {
        for (String[] args : new String[][] {
            {"--help"}, {"compare", "--help"}, {"plan", "--help"}, {"network", "--help"}, {"doctor", "--help"}
        }) {
            Ran ran = Ran.pcn4j(args);
            assertThat(ran.code()).isZero();
            assertThat(ran.out()).contains("Example:").contains("pcn4j ");
            assertThat(ran.err()).isEmpty();
        }
        assertThat(Ran.pcn4j("--version").out()).matches("pcn4j \\d+\\.\\d+\\.\\d+.*\\R");
    }
}
