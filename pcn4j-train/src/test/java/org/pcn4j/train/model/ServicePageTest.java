package org.pcn4j.train.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.file.FileFormatException;

/** The program of docs/service.md is compiled and used as it stands there. */
class ServicePageTest {
    private static final Description FORM = new Description(
            new ModelSpec.Mlp(List.of(6), Activation.RELU),
            Energies.CROSS_ENTROPY,
            new Domain.Images(1, 8, 8, List.of("zero", "one")),
            Optional.empty());

    @TempDir
    private Path folder;

    private Path saved(int seed) throws IOException {
        Path file = folder.resolve("model" + seed + ".safetensors");
        try (Parameters parameters = FORM.network().initialize(new Seed(seed), DType.FLOAT32);
                Model model = Model.of(FORM, parameters)) {
            model.save(file);
        }
        return file;
    }

    private static List<Double> answered(Path file, float[] pixels) throws IOException {
        try (Model model = Model.load(file)) {
            return List.copyOf(model.predict(pixels).get(0).probabilities());
        }
    }

    private static Object asked(Object service, float[] pixels) throws ReflectiveOperationException {
        Method answer = service.getClass().getMethod("answer", float[].class);
        return ((Answer) answer.invoke(service, (Object) pixels)).probabilities();
    }

    @Test
    void aServiceAnswersByTheModelThatWasSwappedInAndKeepsTheOldOneWhereTheNewOneIsDamaged() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "service.md"));
        List<String> program = lines.subList(lines.indexOf("```java") + 1, lines.size());
        Path source = Files.write(folder.resolve("Digits.java"), program.subList(0, program.indexOf("```")));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
        assertThat(compiled).isZero();
        Path first = saved(1);
        Path second = saved(2);
        Path damaged = Files.writeString(folder.resolve("damaged.safetensors"), "no model");
        float[] pixels = new float[64];
        pixels[7] = 1;
        Threads before = Threads.current();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Object service =
                    loader.loadClass("Digits").getConstructor(Path.class).newInstance(first);
            Method swap = service.getClass().getMethod("swap", Path.class);
            assertThat(asked(service, pixels)).isEqualTo(answered(first, pixels));
            assertThatThrownBy(() -> swap.invoke(service, damaged))
                    .isInstanceOf(InvocationTargetException.class)
                    .hasCauseInstanceOf(FileFormatException.class);
            assertThat(asked(service, pixels)).isEqualTo(answered(first, pixels));
            swap.invoke(service, second);
            assertThat(asked(service, pixels))
                    .isEqualTo(answered(second, pixels))
                    .isNotEqualTo(answered(first, pixels));
        } finally {
            before.use();
        }
    }
}
