package org.pcn4j.train.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;
import org.pcn4j.train.settings.SettingsException;

/**
 * A trained network that answers: its form, its numbers, what its samples are and what its classes are called, all in one
 * file in the safetensors format. Parameters are called by their node and their own name, as in {@code fc1.weight}, and
 * shaped as in PyTorch. Owns its numbers; close it when done. {@link #predict} may be called by several threads at once, and
 * any thread may {@link #close} the model at any time: calls that are under way end as they would have.
 */
public final class Model implements AutoCloseable {
    /** Under which key of a file the form of the network stands. */
    public static final String METADATA = "pcn4j";

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
     * @throws IllegalArgumentException if they are another network's, or hold NaN or infinite numbers
     * @throws IllegalStateException if they are closed
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
        parameters.notFinite().ifPresent(name -> {
            throw new IllegalArgumentException(notFinite(name));
        });
        return new Model(description, network, parameters.copy());
    }

    private static String notFinite(String name) {
        return "'" + name
                + "' holds NaN or infinite numbers, so that the model would answer nothing: the training has failed";
    }

    private static List<String> names(List<ParameterSpec> specs) {
        return specs.stream().map(spec -> spec.name() + " " + spec.shape()).toList();
    }

    /**
     * Reads a model that was saved.
     *
     * @throws FileFormatException if the file is damaged, which its checksum shows, has no form of a network, other numbers
     *     than it needs, or such that are NaN or infinite
     * @throws IOException if it cannot be read
     */
    public static Model load(Path file) throws IOException {
        try (SafeTensors tensors = SafeTensors.open(file)) {
            String text = tensors.metadata().get(METADATA);
            if (text == null) {
                throw new FileFormatException(
                        file,
                        "it has no metadata '" + METADATA + "', so nothing says which network its tensors belong to",
                        "a file that a model was saved to; pcn4j import makes one of weights alone");
            }
            Description description = described(file, text);
            Network network = network(file, description);
            return new Model(description, network, new WeightsFile(file, tensors, network).read());
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
     * safetensors format. Where the names fit when a prefix is taken away, as {@code module.} and {@code _orig_mod.}, it is. A
     * parameter that the network ties may stand under each of its names, with the same numbers, or under one, if the metadata
     * name it for the others. Tensors that hold no weights, as masks of BOOL, may be there besides.
     *
     * @param description the form of the network
     * @param renaming what the file's tensors are called in the network
     * @param warnings hears, in a line each, what was taken away from names, what was passed over, and what the renaming
     *     does not find
     * @throws FileFormatException if the file is damaged, has other numbers than the network needs, such that are NaN or
     *     infinite, or others for one name of a tied parameter than for another
     * @throws IOException if it cannot be read
     */
    public static Model importing(Path file, Description description, Renaming renaming, Consumer<String> warnings)
            throws IOException {
        try (SafeTensors tensors = SafeTensors.open(file)) {
            Network network = network(file, description);
            Parameters parameters = new WeightsFile(file, tensors, network).read(renaming, warnings);
            return new Model(description, network, parameters);
        }
    }

    private static Network network(Path file, Description description) throws FileFormatException {
        try {
            return description.network();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FileFormatException(file, String.valueOf(e.getMessage()), "a network whose sizes fit", e);
        }
    }

    /**
     * Writes the model to a file, whole or not at all. Python's {@code safetensors} reads its numbers.
     *
     * @throws IOException if it cannot be written; what was there before is then as it was
     * @throws IllegalStateException if the model is closed, or its numbers were changed and are NaN or infinite
     */
    public void save(Path file) throws IOException {
        try (Lease lease = parameters.lease()) {
            parameters.notFinite().ifPresent(name -> {
                throw new IllegalStateException(notFinite(name));
            });
            Map<String, Tensor> tensors = WeightsFile.byName(parameters);
            String text = description.toYaml();
            SafeTensors.write(
                    file, tensors, Map.of(METADATA, text, WeightsFile.CHECKSUM, WeightsFile.checksum(text, tensors)));
        }
    }

    /** Returns the form of the network, and what its samples are. */
    public Description description() {
        return description;
    }

    /** Returns the network. */
    public Network network() {
        return network;
    }

    /** Returns its numbers; borrowed, and closed with the model: whoever uses them on another thread takes a lease. */
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
     * @throws IllegalStateException if the model is closed
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
        try (Lease lease = parameters.lease();
                TensorScope scope = new TensorScope();
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

    /**
     * Closes its numbers. Does not wait for calls that are under way on other threads: they end as they would have, and the
     * memory is freed after the last of them. Later calls throw an {@link IllegalStateException}. Closing twice does nothing.
     */
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
