import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.file.SafeTensors;
import org.pcn4j.train.model.Activation;
import org.pcn4j.train.model.Answer;
import org.pcn4j.train.model.Description;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Energies;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.model.ModelSpec;
import org.pcn4j.train.model.Renaming;

/** The Java side of models.py, which says how both are run. */
final class Models {
    private static final int PIXELS = 784;
    private static final double TOLERANCE = 1e-5;

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        List<String> digits = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
        Domain images = new Domain.Images(1, 28, 28, digits);
        Map<String, ModelSpec> models = new LinkedHashMap<>();
        models.put("mlp", new ModelSpec.Mlp(List.of(64, 32), Activation.TANH));
        models.put("cnn", new ModelSpec.Cnn());
        try (SafeTensors torch = SafeTensors.open(folder.resolve("torch-answers.safetensors"));
                TensorScope scope = new TensorScope()) {
            float[] all = torch.read("images").toFloats();
            float[][] samples = new float[all.length / PIXELS][PIXELS];
            for (int i = 0; i < samples.length; i++) {
                System.arraycopy(all, i * PIXELS, samples[i], 0, PIXELS);
            }
            Map<String, Tensor> answers = new LinkedHashMap<>();
            answers.put("images", torch.read("images"));
            for (Map.Entry<String, ModelSpec> each : models.entrySet()) {
                String name = each.getKey();
                Description description =
                        new Description(each.getValue(), Energies.CROSS_ENTROPY, images, Optional.empty());
                Path weights = folder.resolve("torch-" + name + ".safetensors");
                try (Model model = Model.importing(weights, description, Renaming.without("module"), System.err::println)) {
                    report(name, answers(model, samples), torch.read(name).toFloats());
                }
                try (Parameters parameters = description.network().initialize(new Seed(2), DType.FLOAT32);
                        Model model = Model.of(description, parameters)) {
                    model.save(folder.resolve("java-" + name + ".safetensors"));
                    answers.put(name, Tensor.of(Shape.of(samples.length, 10), answers(model, samples)));
                }
            }
            SafeTensors.write(folder.resolve("java-answers.safetensors"), answers, Map.of());
        }
    }

    private static float[] answers(Model model, float[][] samples) {
        List<Answer> found = model.predict(samples);
        float[] all = new float[found.size() * 10];
        for (int i = 0; i < found.size(); i++) {
            double[] outputs = found.get(i).outputs();
            for (int j = 0; j < outputs.length; j++) {
                all[i * 10 + j] = (float) outputs[j];
            }
        }
        return all;
    }

    private static void report(String name, float[] found, float[] expected) {
        double difference = 0;
        for (int i = 0; i < found.length; i++) {
            difference = Math.max(difference, Math.abs(found[i] - expected[i]));
        }
        System.out.printf("%s of PyTorch in Java: at most %.1e apart%n", name, difference);
        if (!(difference <= TOLERANCE)) {
            throw new IllegalStateException(name + ": expected at most " + TOLERANCE);
        }
    }
}
