package org.pcn4j.train.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.Ability;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;
import org.pcn4j.train.settings.SettingsException;

/**
 * A trained network that answers: its form, its numbers, what its samples are and what its classes are called, all in one
 * file in the safetensors format. Parameters are called by their node and their own name, as in {@code fc1.weight}, and
 * shaped as in PyTorch. Owns its numbers; close it when done. It may be asked by several threads at once, and
 * any thread may {@link #close} the model at any time: calls that are under way end as they would have.
 */
public final class Model implements AutoCloseable {
    /** Under which key of a file the form of the network stands. */
    public static final String METADATA = "pcn4j";

    private final Description description;
    private final Network network;
    private final Parameters parameters;
    private final Asked asked;
    private final Causality causality;

    private Model(Description description, Network network, Parameters parameters) {
        this.description = description;
        this.network = network;
        this.parameters = parameters;
        this.asked = Asked.of(description, network, parameters);
        this.causality = new Causality(description, network, asked::outputs);
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
            throw new IllegalArgumentException(
                    "expected the parameters " + names(network.parameters()) + ", found " + names(parameters.specs()));
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
                        SavedKind.complaint(tensors.metadata(), METADATA, "which network its tensors belong to"),
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

    /** Returns what its samples go through from what a user has to what the network takes, and its answers back. */
    public Preparation preparation() {
        return description.preparation();
    }

    /**
     * Answers samples, by one plain forward pass over all.
     *
     * @param samples each of as many numbers as a sample has, in the order and the range in which data are read (pixels from 0
     *     to 1, channel by channel, row by row), before any normalization; of tokens, their numbers. A text whose every next
     *     character is predicted may be shorter where the network {@linkplain #isCausal is causal}. {@link Preparation#read}
     *     makes such numbers of what a user has.
     * @return one answer a sample, in order
     * @throws IllegalArgumentException if there is none, one has more or fewer numbers, a number is not finite or so large that
     *     training would have refused it or what the network says of it is not finite, or a token is none
     * @throws IllegalStateException if the model is closed
     */
    public List<Answer> predict(double[]... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("expected at least one sample, found none");
        }
        try (Lease lease = parameters.lease()) {
            return leased(samples);
        }
    }

    /** The same, within a lease. */
    List<Answer> leased(double[]... samples) {
        List<double[]> whole = Arrays.stream(samples).map(causality::filledUp).toList();
        List<Answer> answers = new ArrayList<>(samples.length);
        double[] all = asked.outputs(whole);
        int each = all.length / samples.length;
        for (int i = 0; i < samples.length; i++) {
            // Of a text that was filled up, what stands behind its end is no answer.
            int told = samples[i].length < whole.get(i).length ? each / whole.get(i).length * samples[i].length : each;
            answers.add(Answer.of(description, Arrays.copyOfRange(all, i * each, i * each + told)));
        }
        return answers;
    }

    /** Answers samples that are given as floats: {@link #predict(double[]...)}. */
    public List<Answer> predict(float[]... samples) {
        double[][] wide = Arrays.stream(samples)
                .map(sample -> IntStream.range(0, sample.length)
                        .mapToDouble(i -> sample[i])
                        .toArray())
                .toArray(double[][]::new);
        return predict(wide);
    }

    /** Returns what the model can be asked for; a network whose forward pass answers, for predictions alone. */
    public Set<Ability> abilities() {
        return asked.abilities();
    }

    /**
     * Returns samples as the network's own causes explain them.
     *
     * @param samples as for {@link #predict(double[]...)}
     * @return as many, in the same order and range
     * @throws UnsupportedOperationException if the model cannot: what it can
     * @throws IllegalArgumentException as for {@link #predict(double[]...)}
     */
    public List<double[]> reconstruct(double[]... samples) {
        try (Lease lease = parameters.lease()) {
            return asked.reconstruct(List.of(samples));
        }
    }

    /**
     * Completes a sample of which a part is known.
     *
     * @param sample as for {@link #predict(double[]...)}; what stands where nothing is known does not matter
     * @param known of each number whether it is known; at least one
     * @param seed of what is drawn, where anything is: the same seed gives the same numbers
     * @return the sample, its unknown numbers filled in
     * @throws UnsupportedOperationException if the model cannot: what it can
     * @throws IllegalArgumentException if the mask is of another size, or nothing is known
     * @throws IllegalStateException if the model is closed
     */
    public double[] complete(double[] sample, boolean[] known, Seed seed) {
        try (Lease lease = parameters.lease()) {
            return asked.complete(sample, known, seed);
        }
    }

    /** Completes a sample by one seed: {@link #complete(double[], boolean[], Seed)}. */
    public double[] complete(double[] sample, boolean[] known) {
        return complete(sample, known, new Seed(0));
    }

    /**
     * Makes samples of a class.
     *
     * @param label what the class is called
     * @param count how many, at least 1
     * @param seed of what is drawn: the same seed gives the same samples
     * @return each of as many numbers as a sample has, in the order and the range in which data are read
     * @throws UnsupportedOperationException if the model cannot: what it can
     * @throws IllegalArgumentException if there is no such class, or the count is less than 1
     * @throws IllegalStateException if the model is closed
     */
    public List<double[]> generate(String label, int count, Seed seed) {
        try (Lease lease = parameters.lease()) {
            return asked.generate(label, count, seed);
        }
    }

    /** Makes one sample of a class: {@link #generate(String, int, Seed)}. */
    public double[] generate(String label) {
        return generate(label, 1, new Seed(0)).get(0);
    }

    /**
     * Draws samples of what was learned, of whatever class.
     *
     * @param count how many, at least 1
     * @param seed as for {@link #generate(String, int, Seed)}
     * @throws UnsupportedOperationException if the model cannot: what it can
     */
    public List<double[]> sample(int count, Seed seed) {
        try (Lease lease = parameters.lease()) {
            return asked.sample(count, seed);
        }
    }

    /**
     * Tells whether the network reads text and what it says of a character depends on that and those before it alone: it can
     * then be asked with a text of any length up to its own. It is tried once, by changing the second half of a text.
     */
    public boolean isCausal() {
        return causality.isCausal();
    }

    /**
     * Continues a text, character by character: each is drawn from the network's probabilities and then read with those before
     * it, the last ones where the text is longer than the network's window.
     *
     * @param prompt at least one character
     * @param length how many characters to add, at least 0
     * @param temperature by which the outputs are divided before the softmax; 0 takes the likeliest character
     * @param seed of what is drawn: the same seed gives the same text
     * @return the prompt and what was added
     * @throws IllegalArgumentException if the network reads no text or is not causal, a number is out of its range, or the
     *     prompt has a character that is not in the vocabulary
     * @throws IllegalStateException if the model is closed
     */
    public String continued(String prompt, int length, double temperature, Seed seed) {
        try (Lease lease = parameters.lease()) {
            return new Continuation(this, temperature, seed).of(prompt, length);
        }
    }

    /**
     * Returns a text as a sample: {@link Preparation#text}.
     *
     * @throws IllegalArgumentException if the model reads no text, the text is empty or too long, or it has a character
     *     that is not in the vocabulary
     */
    public double[] encoded(String text) {
        return preparation().text(text);
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
        return description.model().name() + " of " + description.domain().described() + ", " + network.parameterCount()
                + " parameters";
    }
}
