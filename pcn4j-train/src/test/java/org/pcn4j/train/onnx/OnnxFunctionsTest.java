package org.pcn4j.train.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.function.AdaptiveAvgPool2d;
import org.pcn4j.function.Average;
import org.pcn4j.function.AvgPool2d;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Concatenate;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.ConvTranspose2d;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Embedding;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.GroupNorm;
import org.pcn4j.function.GruState;
import org.pcn4j.function.HardTanh;
import org.pcn4j.function.Hold;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.LayerNorm;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.Linear;
import org.pcn4j.function.LogSoftmax;
import org.pcn4j.function.LstmCarry;
import org.pcn4j.function.LstmState;
import org.pcn4j.function.MatrixProduct;
import org.pcn4j.function.MaxPool2d;
import org.pcn4j.function.MultiHeadAttention;
import org.pcn4j.function.Offset;
import org.pcn4j.function.Pad;
import org.pcn4j.function.Permute;
import org.pcn4j.function.Product;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Reshape;
import org.pcn4j.function.ScaledDotProductAttention;
import org.pcn4j.function.Select;
import org.pcn4j.function.Sigmoid;
import org.pcn4j.function.Silu;
import org.pcn4j.function.Slice;
import org.pcn4j.function.Softmax;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.function.Tanh;
import org.pcn4j.function.Upsample;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PoolGeometry;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.SequenceKernels.Mask;
import org.pcn4j.tensor.Shape;

class OnnxFunctionsTest {
    private static final double TOLERANCE = 1e-5;
    private static final long VOCABULARY = 4;
    private static final Seed SEED = new Seed(3);
    private static final Function MEAN = new AdaptiveAvgPool2d(1, 1);
    private static final Set<Class<?>> NOT_IN_FLOAT64 =
            Set.of(Gelu.class, Conv2d.class, ConvTranspose2d.class, AvgPool2d.class, Upsample.class, GroupNorm.class);

    @TempDir
    private Path folder;

    /** A function, with the shapes of its inputs. */
    record Case(Function function, List<Shape> inputs) {
        @Override
        public String toString() {
            return function + " of " + inputs;
        }
    }

    private static Case of(Function function, Shape... inputs) {
        return new Case(function, List.of(inputs));
    }

    static Stream<Case> cases() {
        return Stream.of(elementwise(), images(), normalisations(), joins(), sequences())
                .flatMap(all -> all);
    }

    private static Stream<Case> elementwise() {
        Shape vector = Shape.of(7);
        return Stream.of(
                        new Identity(),
                        new Dropout(0.5),
                        new Tanh(),
                        new Sigmoid(),
                        new Relu(),
                        new LeakyRelu(0.1),
                        new HardTanh(-0.5, 0.8),
                        new Gelu(),
                        new Silu())
                .flatMap(function -> Stream.of(of(function, vector), of(function, Shape.of(2, 3, 4))));
    }

    private static Stream<Case> images() {
        Shape image = Shape.of(4, 9, 8);
        ConvGeometry skewed = new ConvGeometry(new Pair(2, 1), new Pair(1, 2), new Pair(1, 2), 1);
        ConvGeometry groups = new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(2), 2);
        ConvGeometry apart = new ConvGeometry(Pair.of(2), Pair.of(1), Pair.of(1), 4);
        ConvGeometry kept = new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(1), 1);
        ConvGeometry grown = new ConvGeometry(new Pair(2, 3), new Pair(1, 0), new Pair(1, 2), 1);
        ConvGeometry halves = new ConvGeometry(Pair.of(2), Pair.of(1), Pair.of(1), 2);
        return Stream.of(
                of(new Conv2d(4, 6, 3), image),
                of(new Conv2d(4, 16, 3), image), // channels last
                of(new Conv2d(4, 32, Pair.of(3), kept).withoutBias(), image),
                of(new Conv2d(4, 6, new Pair(3, 2), skewed), image),
                of(new Conv2d(4, 6, Pair.of(3), groups), image),
                of(new Conv2d(4, 4, Pair.of(3), apart).withoutBias(), image),
                of(new ConvTranspose2d(4, 6, 3), image),
                of(new ConvTranspose2d(4, 6, 3).withoutBias(), image),
                of(new ConvTranspose2d(4, 5, new Pair(3, 2), grown, new Pair(1, 2)), image),
                of(new ConvTranspose2d(4, 6, Pair.of(3), halves, Pair.of(1)), image),
                of(new ConvTranspose2d(16, 3, 2), Shape.of(16, 3, 3)),
                of(new MaxPool2d(2), image),
                of(new MaxPool2d(new PoolGeometry(Pair.of(3), Pair.of(2), Pair.of(1))), image),
                of(new AvgPool2d(2), image),
                of(new AvgPool2d(new PoolGeometry(new Pair(3, 2), Pair.of(2), Pair.of(1))), image),
                of(new AdaptiveAvgPool2d(1, 1), image),
                of(new AdaptiveAvgPool2d(4, 3), image),
                of(new AdaptiveAvgPool2d(1, 2), image),
                of(new AdaptiveAvgPool2d(11, 8), image),
                of(new Upsample(2, Upsample.Mode.NEAREST), image),
                of(new Upsample(3, Upsample.Mode.NEAREST), image),
                of(new Upsample(1, Upsample.Mode.NEAREST), image),
                of(new Upsample(2, Upsample.Mode.BILINEAR), image),
                of(new Upsample(3, Upsample.Mode.BILINEAR), image),
                of(new Upsample(1, Upsample.Mode.BILINEAR), image),
                of(new Pad(1), image),
                of(new Pad(new Pair(2, 0), new Pair(1, 3)), image),
                of(new Pad(0), image));
    }

    private static Stream<Case> normalisations() {
        Shape vector = Shape.of(6);
        Shape image = Shape.of(4, 5, 3);
        return Stream.of(
                of(new Softmax(), vector),
                of(new Softmax(), image),
                of(new LogSoftmax(), vector),
                of(new LogSoftmax(), image),
                of(new LayerNorm(6), vector),
                of(new LayerNorm(5, 3), image),
                of(new LayerNorm(Shape.of(4, 5, 3), 1e-3), image),
                of(new GroupNorm(2, 4), image),
                of(new GroupNorm(1, 4), image),
                of(new GroupNorm(4, 4), Shape.of(4, 7)),
                of(new GroupNorm(2, 6, 1e-3), vector),
                of(new BatchNorm(6), vector),
                of(new BatchNorm(4), image),
                of(new BatchNorm(4, 0.3, 1e-3), image));
    }

    private static Stream<Case> joins() {
        Shape vector = Shape.of(5);
        Shape image = Shape.of(4, 5, 3);
        return Stream.of(
                of(new Linear(5, 3), vector),
                of(new Linear(5, 3).withoutBias(), vector),
                of(new Linear(3, 2), image),
                of(new Linear(3, 2).withoutBias(), image),
                of(new Flatten(), image),
                of(new Flatten(), vector),
                of(new Reshape(3, 20), image),
                of(new Permute(2, 0, 1), image),
                of(new Select(2), image),
                of(new Slice(0, 1, 3), image),
                of(new Slice(2, 2, 3), image),
                of(new Concatenate(1), vector),
                of(new Concatenate(3), vector, Shape.of(2), Shape.of(4)),
                of(new Concatenate(2), image, Shape.of(3, 5, 3)),
                of(new Product(1), vector),
                of(new Product(3), image, image, image),
                of(new Average(1), vector),
                of(new Average(3), image, image, image),
                of(new MatrixProduct(), Shape.of(3, 4), Shape.of(4, 5)),
                of(new MatrixProduct(), Shape.of(2, 3, 4), Shape.of(2, 4, 5)),
                of(new MatrixProduct(MatrixProduct.Second.TRANSPOSED), Shape.of(3, 4), Shape.of(5, 4)),
                of(new MatrixProduct(MatrixProduct.Second.TRANSPOSED), Shape.of(2, 3, 4), Shape.of(2, 5, 4)),
                of(Sum.ofInputs(3), vector, vector, vector),
                of(
                        Chain.of(
                                Sum.of(
                                        new Term("input", Chain.of(new Select(1), new Linear(4, 6))),
                                        new Term("state", Chain.of(new Linear(6, 6), new BatchNorm(6)))),
                                new BatchNorm(6),
                                new Tanh()),
                        Shape.of(3, 4),
                        Shape.of(6)));
    }

    private static Stream<Case> sequences() {
        Shape places = Shape.of(6, 8);
        Shape heads = Shape.of(2, 5, 4);
        Shape gates = Shape.of(12);
        Shape state = Shape.of(3);
        return Stream.of(
                of(new Embedding(VOCABULARY, 4), Shape.of(6)),
                of(new Embedding(VOCABULARY, 4), Shape.of()),
                of(Chain.of(new Select(1), new Embedding(VOCABULARY, 4), new Linear(4, 3)), Shape.of(6)),
                of(new Offset(places, Initializer.normal(1)), places),
                of(new ScaledDotProductAttention(Mask.NONE), heads, heads, heads),
                of(new ScaledDotProductAttention(Mask.CAUSAL), heads, heads, heads),
                of(new MultiHeadAttention(8, 2, Mask.NONE), places),
                of(new MultiHeadAttention(8, 4, Mask.CAUSAL), places),
                of(new MultiHeadAttention(8, 2, Mask.NONE), places, places, places),
                of(new LstmCarry(), gates, state),
                of(new LstmState(), gates, state),
                of(new GruState(), Shape.of(9), Shape.of(9), state),
                of(new Hold(2), Shape.of(5), state, state));
    }

    /** The function alone; with an offset behind it if it has no parameters, since a network must have one. */
    private static Network network(Case of) {
        NetworkBuilder graph = Network.builder();
        String[] names = new String[of.inputs().size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = "x" + i;
            if (of.function().elements(i) instanceof Elements.Tokens) {
                graph.tokens(names[i], of.inputs().get(i), VOCABULARY);
            } else {
                graph.input(names[i], of.inputs().get(i));
            }
        }
        Shape shape = of.function().shape(of.inputs());
        Function function = of.function().parameters().isEmpty()
                ? Chain.of(of.function(), new Offset(shape, Initializer.zeros()))
                : of.function();
        return graph.output("y", function, new SquaredError(), names).build();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onnxRuntimePredictsWhatTheFunctionPredicts(Case of) throws Exception {
        Network network = network(of);
        Path file = folder.resolve("function.onnx");
        try (Parameters parameters = Agreement.parameters(network, SEED, DType.FLOAT32)) {
            Onnx.write(file, network, parameters, OnnxOptions.defaults());
            Agreement.require(file, network, parameters, TOLERANCE);
        }
    }

    /**
     * Unoptimised, since ONNX Runtime's optimizer takes factors of products in single precision and makes of a SiLU an
     * operator that it does not have in float64.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void andInFloat64ButForOperatorsThatOnnxRuntimeDoesNotHaveInIt(Case of) throws Exception {
        Network network = network(of);
        Path file = folder.resolve("function.onnx");
        try (Parameters parameters = Agreement.parameters(network, SEED, DType.FLOAT64)) {
            Onnx.write(file, network, parameters, OnnxOptions.defaults());
            Agreement.require(file, network, parameters, 1e-10);
            assertThat(isInFloat64(of.function())).isTrue();
        } catch (OrtException e) {
            assertThat(e).hasMessageContaining("Could not find an implementation for");
            assertThat(isInFloat64(of.function())).isFalse();
        }
    }

    private static boolean isInFloat64(Function function) {
        return !NOT_IN_FLOAT64.contains(function.getClass()) && !function.equals(MEAN);
    }

    /** The library's functions, by their classes. */
    private static Set<Class<?>> functions() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.pcn4j.function").stream()
                        .filter(type -> type.isAssignableTo(Function.class))
                        .filter(type ->
                                !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::reflect)
                        .collect(Collectors.toSet());
    }

    @Test
    void everyFunctionOfTheLibraryIsTranslated() {
        assertThat(functions()).hasSizeGreaterThan(35);
        assertThat(OnnxOptions.defaults().translations().types()).isEqualTo(functions());
    }

    @Test
    void everyTranslationIsTested() {
        Set<Class<?>> tested = cases().flatMap(of -> parts(of.function()))
                .map(Function::getClass)
                .collect(Collectors.toSet());
        assertThat(tested).isEqualTo(OnnxOptions.defaults().translations().types());
    }

    private static Stream<Function> parts(Function function) {
        return function instanceof Chain chain
                ? Stream.concat(Stream.of(chain), chain.links().stream().flatMap(OnnxFunctionsTest::parts))
                : Stream.of(function);
    }
}
