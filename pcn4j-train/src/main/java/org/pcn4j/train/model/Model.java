package org.pcn4j.train.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;
import org.pcn4j.train.settings.SettingsException;

/**
 * A trained network that answers: its form, its numbers, what its samples are and what its classes are called, all in one
 * file in the safetensors format. Parameters are called by their node and their own name, as in {@code fc1.weight}, and
 * shaped as in PyTorch. Owns its numbers; close it when done. {@link #predict} may be called by several threads at once.
 */
public final class Model implements AutoCloseable {
    /** Under which key of a file the form of the network stands. */
    public static final String METADATA = "pcn4j";

    // What PyTorch counts beside the running statistics, which nothing reads.
    private static final String COUNTER = ".num_batches_tracked";
    private static final int SHOWN = 8;

    private final Description description;
    private final Network network;
    private final Parameters parameters;

    private Model(Description description, Network network, Parameters parameters) {
        this.description = description;
        this.network = network;
        this.parameters = parameters;
    }

    /**
     * Makes a model of a network's numbers.
     *
     * @param parameters of the network that the description builds; copied
     * @throws IllegalArgumentException if they are another network's
     */
    public static Model of(Description description, Parameters parameters) {
        Network network = description.network();
        if (!names(parameters.specs()).equals(names(network.parameters()))
                || !names(parameters.bufferSpecs()).equals(names(network.buffers()))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "expected the parameters %s, found %s",
                    names(network.parameters()),
                    names(parameters.specs())));
        }
        return new Model(description, network, parameters.copy());
    }

    private static List<String> names(List<ParameterSpec> specs) {
        return specs.stream().map(spec -> spec.name() + " " + spec.shape()).toList();
    }

    /**
     * Reads a model that was saved.
     *
     * @throws FileFormatException if the file is damaged, has no form of a network or other numbers than it needs
     * @throws IOException if it cannot be read
     */
    public static Model load(Path file) throws IOException {
        try (SafeTensors tensors = SafeTensors.open(file)) {
            String text = tensors.metadata().get(METADATA);
            if (text == null) {
                throw new FileFormatException(
                        file,
                        "it has no metadata '" + METADATA + "', so nothing says which network its tensors belong to",
                        "a file that a model was saved to");
            }
            return read(file, tensors, described(file, text), Renaming.NONE);
        }
    }

    private static Description described(Path file, String text) throws FileFormatException {
        try {
            return Description.read(text, "metadata '" + METADATA + "'");
        } catch (SettingsException e) {
            throw new FileFormatException(file, String.valueOf(e.getMessage()), "the form of a network", e);
        }
    }

    /**
     * Reads the numbers of a network whose form is known from elsewhere, as PyTorch's {@code state_dict} saved in the
     * safetensors format.
     *
     * @param description the form of the network
     * @param renaming what the file's tensors are called in the network
     * @throws FileFormatException if the file is damaged or has other numbers than the network needs
     * @throws IOException if it cannot be read
     */
    public static Model importing(Path file, Description description, Renaming renaming) throws IOException {
        try (SafeTensors tensors = SafeTensors.open(file)) {
            return read(file, tensors, description, renaming);
        }
    }

    private static Model read(Path file, SafeTensors tensors, Description description, Renaming renaming)
            throws IOException {
        Network network;
        try {
            network = description.network();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FileFormatException(file, String.valueOf(e.getMessage()), "a network whose sizes fit", e);
        }
        Map<String, String> names = renamed(file, tensors, renaming);
        // Before any memory is taken for what the network needs: the file must hold it.
        DType dtype = requireFit(file, tensors, network, names);
        Parameters parameters = network.initialise(new Seed(0), dtype);
        try {
            fill(tensors, names, parameters.specs(), parameters.tensors());
            fill(tensors, names, parameters.bufferSpecs(), parameters.buffers());
            return new Model(description, network, parameters);
        } catch (Throwable e) {
            parameters.close();
            throw e;
        }
    }

    /** Returns what the file's tensors are called there, by what the network calls them. */
    private static Map<String, String> renamed(Path file, SafeTensors tensors, Renaming renaming)
            throws FileFormatException {
        Map<String, String> names = new LinkedHashMap<>();
        for (String name : tensors.names()) {
            String called = renaming.apply(name);
            if (names.putIfAbsent(called, name) != null) {
                throw new FileFormatException(
                        file, "two tensors are both called '" + called + "' after renaming", "each name once");
            }
        }
        return names;
    }

    private static DType requireFit(Path file, SafeTensors tensors, Network network, Map<String, String> names)
            throws FileFormatException {
        Map<String, Shape> expected = new LinkedHashMap<>();
        network.parameters().forEach(spec -> expected.put(spec.name(), spec.shape()));
        network.buffers().forEach(spec -> expected.put(spec.name(), spec.shape()));
        List<String> missing = expected.keySet().stream()
                .filter(name -> !names.containsKey(name))
                .toList();
        List<String> others = names.keySet().stream()
                .filter(name -> !expected.containsKey(name) && !name.endsWith(COUNTER))
                .toList();
        if (!missing.isEmpty() || !others.isEmpty()) {
            throw new FileFormatException(
                    file,
                    (missing.isEmpty() ? "" : "it lacks " + shown(missing))
                            + (missing.isEmpty() || others.isEmpty() ? "" : " and ")
                            + (others.isEmpty() ? "" : "it has " + shown(others)),
                    "the tensors of the network, " + shown(List.copyOf(expected.keySet())));
        }
        Map<DType, String> dtypes = new HashMap<>();
        for (Map.Entry<String, Shape> each : expected.entrySet()) {
            String name = names.getOrDefault(each.getKey(), "");
            if (!tensors.shape(name).equals(each.getValue())) {
                throw new FileFormatException(
                        file,
                        String.format(Locale.ROOT, "'%s' has the shape %s", name, tensors.shape(name)),
                        "" + each.getValue());
            }
            dtypes.put(tensors.dtype(name), name);
        }
        if (dtypes.size() > 1 || dtypes.containsKey(DType.INT64)) {
            throw new FileFormatException(
                    file, "its numbers are of the types " + dtypes.keySet(), "all float32 or all float64");
        }
        return dtypes.keySet().iterator().next();
    }

    private static String shown(List<String> names) {
        String first = names.stream().limit(SHOWN).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " others" : first;
    }

    private static void fill(
            SafeTensors tensors, Map<String, String> names, List<ParameterSpec> specs, List<Tensor> into)
            throws IOException {
        for (int i = 0; i < specs.size(); i++) {
            try (Tensor read = tensors.read(names.getOrDefault(specs.get(i).name(), ""))) {
                into.get(i).copyInPlace(read);
            }
        }
    }

    /**
     * Writes the model to a file, whole or not at all. Python's {@code safetensors} reads its numbers.
     *
     * @throws IOException if it cannot be written; what was there before is then as it was
     */
    public void save(Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < parameters.specs().size(); i++) {
            tensors.put(parameters.specs().get(i).name(), parameters.tensors().get(i));
        }
        for (int i = 0; i < parameters.bufferSpecs().size(); i++) {
            tensors.put(
                    parameters.bufferSpecs().get(i).name(), parameters.buffers().get(i));
        }
        SafeTensors.write(file, tensors, Map.of(METADATA, description.toYaml()));
    }

    /** Returns the form of the network, and what its samples are. */
    public Description description() {
        return description;
    }

    /** Returns the network. */
    public Network network() {
        return network;
    }

    /** Returns its numbers; borrowed. */
    public Parameters parameters() {
        return parameters;
    }

    /**
     * Answers samples, by one plain forward pass over all.
     *
     * @param samples each of as many numbers as a sample has, in the order and the range in which data are read (pixels from 0
     *     to 1, channel by channel, row by row), before any normalisation; of tokens, their numbers
     * @return one answer a sample, in order
     * @throws IllegalArgumentException if there is none, one has more or fewer numbers, or a token is none
     */
    public List<Answer> predict(float[]... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("expected at least one sample, found none");
        }
        int size = Math.toIntExact(description.domain().shape().elements());
        for (int i = 0; i < samples.length; i++) {
            if (samples[i].length != size) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "sample %d: expected %d numbers, found %d", i, size, samples[i].length));
            }
        }
        try (TensorScope scope = new TensorScope();
                Passes passes = Passes.evaluating(parameters)) {
            Tensor found = network.forward(parameters.tensors(), List.of(inputs(samples, size)), passes)
                    .get(network.outputs().get(0).index())
                    .value();
            float[] all = (found.dtype() == DType.FLOAT32 ? found : found.to(DType.FLOAT32)).toFloats();
            int each = all.length / samples.length;
            List<Answer> answers = new ArrayList<>(samples.length);
            for (int i = 0; i < samples.length; i++) {
                answers.add(Answer.of(description, Arrays.copyOfRange(all, i * each, (i + 1) * each)));
            }
            return answers;
        }
    }

    private Tensor inputs(float[][] samples, int size) {
        Shape shape = description.model().sample(description.domain()).batched(samples.length);
        float[] all = new float[Math.multiplyExact(samples.length, size)];
        for (int i = 0; i < samples.length; i++) {
            System.arraycopy(samples[i], 0, all, i * size, size);
        }
        if (description.isOfTokens()) {
            return Tensor.of(shape, tokens(all));
        }
        Tensor numbers = Tensor.of(shape, all).to(parameters.dtype());
        return description.normalisation().map(given -> given.apply(numbers)).orElse(numbers);
    }

    private long[] tokens(float[] numbers) {
        int vocabulary = vocabulary().size();
        long[] tokens = new long[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            tokens[i] = (long) numbers[i];
            if (tokens[i] != numbers[i] || tokens[i] < 0 || tokens[i] >= vocabulary) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "expected tokens from 0 to %d, found %s", vocabulary - 1, numbers[i]));
            }
        }
        return tokens;
    }

    private List<String> vocabulary() {
        if (description.domain() instanceof Domain.Words words) {
            return words.vocabulary();
        } else if (description.domain() instanceof Domain.Characters text) {
            return text.vocabulary();
        }
        throw new IllegalArgumentException(
                "the model reads " + description.domain().described() + ", not text");
    }

    /**
     * Returns a text as a sample: its characters' tokens, filled up with token 0.
     *
     * @throws IllegalArgumentException if the model reads no text, the text is empty or too long, or it has a character
     *     that is not in the vocabulary
     */
    public float[] encoded(String text) {
        List<String> vocabulary = vocabulary();
        int length = Math.toIntExact(description.domain().shape().elements());
        int[] characters = text.codePoints().toArray();
        boolean whole = description.domain() instanceof Domain.Characters;
        if (characters.length > length || characters.length < (whole ? length : 1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "expected a text of %s%d characters, found %d",
                    whole ? "" : "1 to ",
                    length,
                    characters.length));
        }
        float[] tokens = new float[length];
        for (int i = 0; i < characters.length; i++) {
            int token = vocabulary.indexOf(Character.toString(characters[i]));
            if (token < 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "character %d: expected one of the vocabulary's %d, found U+%04X",
                        i,
                        vocabulary.size(),
                        characters[i]));
            }
            tokens[i] = token;
        }
        return tokens;
    }

    /** Closes its numbers. */
    @Override
    public void close() {
        parameters.close();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s of %s, %d parameters",
                description.model().name(),
                description.domain().described(),
                network.parameterCount());
    }
}
