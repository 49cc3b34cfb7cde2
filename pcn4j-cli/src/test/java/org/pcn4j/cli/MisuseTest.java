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
            "mlp, cnn, rnn, alexnet, vgg5, resnet18, resnet18-plain, lstm, transformer, autoencoder, all, all-graphs";

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
                        "unknown rule 'zil', did you mean 'z-il'? valid: bp, il, z-il, z-il-unlevelled, ipc, fpa, all",
                        "compare",
                        "--rules",
                        "bp,zil"),
                args("unknown data set 'minst', did you mean 'mnist'?", "compare", "--data", "minst"),
                args("unknown option '--epoch', did you mean '--epochs'?", "compare", "--epoch", "3"),
                args("unknown command 'compar', did you mean 'compare'?", "compar"),
                args("unknown loss 'mse'; valid: squared-error, cross-entropy", "compare", "--loss", "mse"),
                args("unknown optimizer 'adan', did you mean 'adam'?", "compare", "--optimizer", "adan"),
                args("unknown dtype 'float16', did you mean", "compare", "--dtype", "float16"),
                args("--gamma: expected a finite number greater than 0, not '0'", "compare", "--gamma", "0"),
                args("--gamma: expected a finite number greater than 0, not 'NaN'", "compare", "--gamma", "NaN"),
                args("--lr: expected a finite number greater than 0, not '-1'", "compare", "--lr", "-1"),
                args("--lr: expected a finite number greater than 0, not 'Infinity'", "compare", "--lr", "Infinity"),
                args("--steps: expected a whole number from 1 to 2147483647, not '0'", "compare", "--steps", "0"),
                args("--batch: expected a whole number from 1 to 2147483647, not '0'", "compare", "--batch", "0"),
                args("--updates: expected a whole number from 1", "compare", "--updates", "many"),
                args("--threads: expected a whole number from 1", "compare", "--threads", "0"),
                args("are mutually exclusive", "compare", "--updates", "3", "--epochs", "1"),
                args("--steps goes with il, ipc or fpa", "compare", "--rules", "bp,z-il", "--steps", "3"),
                args("--gamma goes with il, z-il, ipc or fpa", "compare", "--rules", "bp", "--gamma", "0.5"),
                args("--json: there is no folder", "compare", "--json", "/no/such/folder/out.json"),
                args("--json: '/dev/null' exists and is no ordinary file", "compare", "--json", "/dev/null"),
                args("--batch: 6001 is more than the 6000 training samples of digits", "compare", "--batch", "6001"),
                args("--model cnn does not fit sequences of", "compare", "--model", "cnn", "--data", "words"),
                args(
                        "--model lstm does not fit 28x28 images in 10 classes: it reads sequences with classes",
                        "compare",
                        "--model",
                        "lstm",
                        "--data",
                        "digits"),
                args("--model transformer does not fit", "compare", "--model", "transformer", "--data", "reber"),
                args("--model resnet18 does not fit", "compare", "--model", "resnet18", "--data", "markov"),
                args("--model alexnet does not fit", "compare", "--model", "alexnet", "--data", "digits"),
                args("--model rnn does not fit", "compare", "--model", "rnn", "--data", "shapes"),
                args(
                        "--loss cross-entropy does not go with --model autoencoder",
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
                args("missing required option", "network"),
                args("missing required option", "plan", "--model", "mlp"),
                args("bp has no plan", "plan", "--model", "mlp", "--rule", "bp"),
                args("--steps does not go with z-il", "plan", "--model", "mlp", "--rule", "z-il", "--steps", "3"),
                args("'more' is not expected here", "doctor", "more"),
                args("unknown option '--output'", "doctor", "--output", "file"),
                args("--json does not go with --as or --output", "network", "--model=mlp", "--json", "--as=dot"),
                args("'more' is not expected here", "plan", "--model", "mlp", "--rule", "il", "more"));
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
        assertThat(ran.err()).contains("--model cnn does not fit 3x3 images");
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isEqualTo(2);
    }

    @Test
    void aStackTraceIsShownOnRequestOnly(@TempDir Path folder) {
        assertThat(Ran.pcn4j("compare", "--data", folder + "/none", "--debug").err())
                .contains("\tat org.pcn4j.data.");
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
