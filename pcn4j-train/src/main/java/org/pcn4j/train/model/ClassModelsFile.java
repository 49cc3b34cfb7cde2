package org.pcn4j.train.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pcn4j.systems.sensing.ClassModels;
import org.pcn4j.systems.sensing.GenerativeModel;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;
import org.pcn4j.train.file.TensorChecksum;

/**
 * Generative models of classes in a file in the safetensors format: of class c the tensors {@code c/mean} [n] and {@code
 * c/weight} [n, k], and as texts the names of the classes, the shape of a picture and the variance of the noise.
 */
public final class ClassModelsFile {
    /** Under which key of a file the version of its form stands. */
    public static final String METADATA = "pcn4j-class-models";

    private static final String VERSION = "1";
    private static final String CLASSES = "classes";
    private static final String PICTURE = "picture";
    private static final String VARIANCE = "variance";
    private static final String CHECKSUM = "checksum";
    private static final String MEAN = "/mean";
    private static final String WEIGHT = "/weight";

    private ClassModelsFile() {}

    /**
     * Writes models, whole or not at all.
     *
     * @param models borrowed
     * @throws IOException if the file cannot be written; what was there before is then as it was
     */
    public static void write(Path file, ClassModels models) throws IOException {
        Map<String, Tensor> tensors = new TreeMap<>();
        Map<String, String> texts = new TreeMap<>();
        try (TensorScope scope = new TensorScope()) {
            List<String> variances = new ArrayList<>();
            for (int c = 0; c < models.models().size(); c++) {
                GenerativeModel model = models.models().get(c);
                tensors.put(c + MEAN, model.mean());
                tensors.put(c + WEIGHT, model.weight());
                variances.add(Double.toString(model.variance()));
            }
            texts.put(METADATA, VERSION);
            // A class's name holds no line break: it is that of a folder, or a number.
            texts.put(CLASSES, String.join("\n", models.names()));
            texts.put(PICTURE, numbers(models.picture()));
            texts.put(VARIANCE, String.join("\n", variances));
            texts.put(CHECKSUM, TensorChecksum.of(tensors, texts));
            SafeTensors.write(file, tensors, texts);
        }
    }

    private static String numbers(Shape shape) {
        return shape.size(0) + " " + shape.size(1) + " " + shape.size(2);
    }

    /**
     * Reads models.
     *
     * @return the models, which the caller closes
     * @throws FileFormatException if the file holds something else, is damaged, or was written by a later version
     * @throws IOException if it cannot be read
     */
    public static ClassModels read(Path file) throws IOException {
        try (SafeTensors open = SafeTensors.open(file);
                TensorScope scope = new TensorScope()) {
            Map<String, String> texts = new TreeMap<>(open.metadata());
            requireVersion(file, texts);
            Map<String, Tensor> tensors = open.readAll();
            String expected = String.valueOf(texts.remove(CHECKSUM));
            TensorChecksum.require(file, expected, tensors, texts);
            return models(file, tensors, texts);
        }
    }

    private static void requireVersion(Path file, Map<String, String> texts) throws FileFormatException {
        String version = texts.get(METADATA);
        if (version == null) {
            throw new FileFormatException(
                    file,
                    SavedKind.complaint(texts, METADATA, "which classes its tensors are models of"),
                    "a file that pcn4j look MODEL --fit DATA wrote");
        }
        if (!version.equals(VERSION)) {
            throw new FileFormatException(
                    file, "it holds models of classes of version " + version, "version " + VERSION);
        }
    }

    private static ClassModels models(Path file, Map<String, Tensor> tensors, Map<String, String> texts)
            throws FileFormatException {
        List<String> names = lines(texts, CLASSES);
        List<String> variances = lines(texts, VARIANCE);
        String[] sizes = texts.getOrDefault(PICTURE, "").split(" ", -1);
        List<GenerativeModel> models = new ArrayList<>();
        try {
            Shape picture = Shape.of(Long.parseLong(sizes[0]), Long.parseLong(sizes[1]), Long.parseLong(sizes[2]));
            for (int c = 0; c < names.size(); c++) {
                Tensor mean = tensors.get(c + MEAN);
                Tensor weight = tensors.get(c + WEIGHT);
                if (mean == null
                        || weight == null
                        || mean.dtype() != DType.FLOAT64
                        || weight.dtype() != DType.FLOAT64) {
                    throw new IllegalArgumentException("no mean and weight of class " + c + " in float64");
                }
                models.add(GenerativeModel.of(mean, weight, Double.parseDouble(variances.get(c))));
            }
            return new ClassModels(names, picture, models);
        } catch (RuntimeException e) {
            models.forEach(GenerativeModel::close);
            throw new FileFormatException(
                    file, "its parts do not fit: " + e.getMessage(), "a mean and weights of each class it names");
        }
    }

    private static List<String> lines(Map<String, String> texts, String key) {
        return List.of(texts.getOrDefault(key, "").split("\n", -1));
    }
}
