package org.pcn4j.train.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.function.AdaptiveAvgPool2d;
import org.pcn4j.function.AvgPool2d;
import org.pcn4j.function.Bias;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.ConvTranspose2d;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Function;
import org.pcn4j.function.FunctionCase;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.GroupNorm;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Upsample;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;

class OnnxFunctionsTest {
    private static final double TOLERANCE = 1e-5;
    private static final Seed SEED = new Seed(3);
    private static final Function MEAN = new AdaptiveAvgPool2d(1, 1);
    private static final Set<Class<?>> NOT_IN_FLOAT64 =
            Set.of(Gelu.class, Conv2d.class, ConvTranspose2d.class, AvgPool2d.class, Upsample.class, GroupNorm.class);

    @TempDir
    private Path folder;

    /** The library's functions; a user's own has no translation by itself. */
    static Stream<FunctionCase> cases() {
        Set<Class<?>> library = functions();
        return Stream.concat(FunctionCase.all(), FunctionCase.withOtherPullbacks())
                .filter(of -> parts(of.function()).allMatch(part -> library.contains(part.getClass())));
    }

    /** The function alone; with an offset behind it if it has no parameters, since a network must have one. */
    private static Network network(FunctionCase of) {
        NetworkBuilder graph = Network.builder();
        String[] names = new String[of.inputs().size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = "x" + i;
            if (of.function().elements(i) instanceof Elements.Tokens tokens) {
                graph.tokens(names[i], of.inputs().get(i), tokens.vocabulary());
            } else {
                graph.input(names[i], of.inputs().get(i));
            }
        }
        Shape shape = of.function().shape(of.inputs());
        Function function = of.function().parameters().isEmpty()
                ? Chain.of(of.function(), new Bias(shape, Initializer.zeros()))
                : of.function();
        return graph.output("y", function, new SquaredError(), names).build();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onnxRuntimePredictsWhatTheFunctionPredicts(FunctionCase of) throws Exception {
        Network network = network(of);
        Path file = folder.resolve("function.onnx");
        try (Parameters parameters = Agreement.parameters(network, SEED, DType.FLOAT32)) {
            Onnx.write(file, network, parameters, OnnxOptions.defaults());
            Agreement.require(file, network, parameters, TOLERANCE);
        }
    }

    /**
     * Unoptimized, since ONNX Runtime's optimizer takes factors of products in single precision and makes of a SiLU an
     * operator that it does not have in float64.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void andInFloat64ButForOperatorsThatOnnxRuntimeDoesNotHaveInIt(FunctionCase of) throws Exception {
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
        return parts(function).noneMatch(part -> NOT_IN_FLOAT64.contains(part.getClass()) || part.equals(MEAN));
    }

    /** The library's functions, by their classes; those of its tests come from elsewhere. */
    private static Set<Class<?>> functions() {
        CodeSource library = Function.class.getProtectionDomain().getCodeSource();
        return new ClassFileImporter()
                .importPackages("org.pcn4j.function").stream()
                        .filter(type -> type.isAssignableTo(Function.class))
                        .filter(type ->
                                !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::reflect)
                        .filter(type ->
                                type.getProtectionDomain().getCodeSource().equals(library))
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
