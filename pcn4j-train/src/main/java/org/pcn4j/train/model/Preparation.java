package org.pcn4j.train.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pcn4j.data.CsvFeatures;
import org.pcn4j.data.Ground;
import org.pcn4j.data.ImageFile;
import org.pcn4j.data.ImageReading;
import org.pcn4j.data.Normalization;
import org.pcn4j.data.Samples;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.file.OneLine;

/**
 * All that a sample goes through from what a user has, a picture, a row of numbers or a text, to the tensor that the network
 * takes, and all that an output goes through to become an answer in the user's unit. A model carries it: training,
 * evaluation, prediction and the ONNX export prepare by the same object. Numbers are normalized in double precision and
 * rounded to the network's element type last. Immutable.
 *
 * @param domain what samples are
 * @param inputs what numbers are normalized by, if they are
 * @param targets what the numbers to learn were scaled by, if they were: answers are scaled back
 * @param ground what is seen through transparent parts of images
 * @param border how bright the outermost pixels of the images were that the network learned from, from 0 to 1, if it is known
 */
public record Preparation(
        Domain domain,
        Optional<Normalization> inputs,
        Optional<Normalization> targets,
        Ground ground,
        OptionalDouble border) {
    // An image of this much more light or dark at its border than those of training is of another kind.
    private static final double CONTRAST = 0.5;

    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException if samples cannot be normalized so, or no numbers are learned that could be scaled
     */
    public Preparation {
        inputs.ifPresent(given -> requireParts(given, domain));
        targets.ifPresent(given -> {
            int expected = domain instanceof Domain.Rows rows ? rows.targets().size() : 0;
            if (given.means().size() != expected) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "a scale of %d numbers to learn does not fit %s",
                        given.means().size(),
                        domain.described()));
            }
        });
        if (border.isPresent() && !(border.getAsDouble() >= 0 && border.getAsDouble() <= 1)) {
            throw new IllegalArgumentException(
                    "expected the brightness of borders from 0 to 1, found " + border.getAsDouble());
        }
    }

    private static void requireParts(Normalization normalization, Domain domain) {
        int parts = normalization.means().size();
        if (isOfTokens(domain) || domain.shape().elements() % parts != 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "a normalization of %d parts does not fit %s", parts, domain.described()));
        }
    }

    /** Returns the preparation of samples whose numbers are taken as they are. */
    public static Preparation plain(Domain domain) {
        return new Preparation(domain, Optional.empty(), Optional.empty(), Ground.WHITE, OptionalDouble.empty());
    }

    /** Returns the same with numbers normalized so. */
    public Preparation withInputs(Normalization normalization) {
        return new Preparation(domain, Optional.of(normalization), targets, ground, border);
    }

    /** Returns the same for numbers to learn that are scaled so. */
    public Preparation withTargets(Normalization scale) {
        return new Preparation(domain, inputs, Optional.of(scale), ground, border);
    }

    /**
     * Returns the same for images.
     *
     * @param behind what is seen through their transparent parts
     * @param brightness how bright their borders are, from 0 to 1
     */
    public Preparation withImages(Ground behind, double brightness) {
        return new Preparation(domain, inputs, targets, behind, OptionalDouble.of(brightness));
    }

    private static boolean isOfTokens(Domain domain) {
        return domain instanceof Domain.Words || domain instanceof Domain.Characters;
    }

    /** Tells whether samples are tokens, not numbers. */
    public boolean isOfTokens() {
        return isOfTokens(domain);
    }

    /** Returns samples whose batches are prepared: inputs normalized, targets scaled. */
    public Samples applyTo(Samples samples) {
        Samples scaled = targets.map(given -> given.applyToTargets(samples)).orElse(samples);
        return inputs.map(given -> given.applyTo(scaled)).orElse(scaled);
    }

    // ---- from what a user has to numbers ----

    /**
     * Reads a sample as it is typed: the path of an image, a row of numbers with commas between, or a text.
     *
     * @return as many numbers as a sample has, for {@link Model#predict(double[]...)}; of a text whose every next character is
     *     predicted, as many as it has characters
     * @throws org.pcn4j.data.DataException if an image cannot be read, or a row holds more or fewer fields or one that is no
     *     number to learn from
     * @throws IllegalArgumentException if a text is none that the network reads
     */
    public double[] read(String given) {
        if (domain instanceof Domain.Images) {
            return image(new ImageFile(Path.of(given)));
        } else if (domain instanceof Domain.Rows rows) {
            return CsvFeatures.of(rows.columns()).row(given);
        }
        return text(given);
    }

    /**
     * Reads an image, scaled to the size that the network takes.
     *
     * @return its pixels from 0 to 1, channel by channel, row by row
     * @throws org.pcn4j.data.DataException if it cannot be read
     * @throws IllegalArgumentException if the network reads no images
     */
    public double[] image(ImageFile file) {
        Domain.Images images = images();
        return wide(file.read(new ImageReading(images.channels(), ground), images.height(), images.width()));
    }

    /**
     * Reads an image that is at hand as the bytes of a file.
     *
     * @param file borrowed
     * @param name what to call it in messages
     * @return as {@link #image(ImageFile)}
     * @throws org.pcn4j.data.DataException if it is no image, or damaged
     * @throws IllegalArgumentException if the network reads no images
     */
    public double[] image(byte[] file, String name) {
        Domain.Images images = images();
        return wide(ImageFile.read(
                file, name, new ImageReading(images.channels(), ground), images.height(), images.width()));
    }

    private static double[] wide(float[] pixels) {
        double[] numbers = new double[pixels.length];
        Arrays.setAll(numbers, i -> pixels[i]);
        return numbers;
    }

    private Domain.Images images() {
        if (domain instanceof Domain.Images images) {
            return images;
        }
        throw new IllegalArgumentException("the model reads " + domain.described() + ", not images");
    }

    /**
     * Tells whether an image's border is bright where those of training were dark, or the other way round, as a scan of ink on
     * paper beside digits that are white on black.
     *
     * @param pixels of one image, from 0 to 1
     */
    public boolean isInverted(double[] pixels) {
        return domain instanceof Domain.Images images
                && border.isPresent()
                && Math.abs(Borders.brightness(pixels, images) - border.getAsDouble()) > CONTRAST;
    }

    /**
     * Reads a text as tokens.
     *
     * @return words filled up with token 0; of a text whose every next character is predicted, one token a character
     * @throws IllegalArgumentException if the model reads no text, the text is empty or too long, or it has a character that
     *     is not in the vocabulary
     */
    public double[] text(String text) {
        int most = Math.toIntExact(domain.shape().elements());
        vocabulary();
        int length = text.codePointCount(0, text.length());
        if (length > most || length == 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: expected a text of 1 to %d characters, found %d",
                    OneLine.quoted(text),
                    most,
                    length));
        }
        double[] tokens = tokens(text);
        return domain instanceof Domain.Words ? Arrays.copyOf(tokens, most) : tokens;
    }

    /** Returns the tokens of a text of any length. */
    double[] tokens(String text) {
        List<String> vocabulary = vocabulary();
        int[] characters = text.codePoints().toArray();
        double[] tokens = new double[characters.length];
        for (int i = 0; i < characters.length; i++) {
            int token = vocabulary.indexOf(Character.toString(characters[i]));
            if (token < 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s, character %d: expected one of the vocabulary's %d, found U+%04X",
                        OneLine.quoted(text),
                        i + 1,
                        vocabulary.size(),
                        characters[i]));
            }
            tokens[i] = token;
        }
        return tokens;
    }

    /**
     * Returns what each token stands for.
     *
     * @throws IllegalArgumentException if samples are no tokens
     */
    public List<String> vocabulary() {
        if (domain instanceof Domain.Words words) {
            return words.vocabulary();
        } else if (domain instanceof Domain.Characters text) {
            return text.vocabulary();
        }
        throw new IllegalArgumentException("the model reads " + domain.described() + ", not text");
    }

    // ---- from numbers to tensors, and back ----

    /**
     * Returns samples as the network takes them: checked, normalized in double precision, rounded last.
     *
     * @param samples at least one, each of as many numbers as a sample has
     * @param shape in which the network takes one
     * @param dtype of the network's parameters
     * @return a new tensor [B, …], int64 where samples are tokens
     * @throws IllegalArgumentException if a number is not finite or too large for the element type, or a token is none
     */
    Tensor tensor(List<double[]> samples, Shape shape, DType dtype) {
        double[] all = new double[Math.toIntExact(shape.batched(samples.size()).elements())];
        int each = all.length / samples.size();
        for (int i = 0; i < samples.size(); i++) {
            requireNumbers(i, samples.get(i));
            System.arraycopy(samples.get(i), 0, all, i * each, each);
        }
        if (isOfTokens()) {
            return Tensor.of(DType.INT64, shape.batched(samples.size()), all);
        }
        try (Tensor raw = Tensor.of(DType.FLOAT64, shape.batched(samples.size()), all)) {
            Tensor prepared = inputs.map(given -> given.apply(raw, dtype)).orElseGet(() -> raw.to(dtype));
            if (!prepared.isFinite()) {
                prepared.close();
                throw new IllegalArgumentException(
                        "a number is too far from those of training: normalized, it is no " + dtype + " number");
            }
            return prepared;
        }
    }

    private void requireNumbers(int sample, double[] numbers) {
        int size = Math.toIntExact(domain.shape().elements());
        if (numbers.length != size) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "sample %d: expected %d numbers, found %d", sample + 1, size, numbers.length));
        }
        int tokens = isOfTokens() ? vocabulary().size() : 0;
        for (int i = 0; i < size; i++) {
            double number = numbers[i];
            if (isOfTokens() && (number != Math.rint(number) || !(number >= 0 && number < tokens))) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "sample %d: expected tokens from 0 to %d, found %s",
                        sample + 1,
                        tokens - 1,
                        number));
            }
            // What a table refuses to be learned from.
            if (!(Math.abs(number) <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "sample %d, %s: expected a finite number of at most %s in absolute value, found %s",
                        sample + 1,
                        called(i),
                        Float.MAX_VALUE,
                        number));
            }
        }
    }

    private String called(int number) {
        return domain instanceof Domain.Rows rows
                ? "column " + OneLine.quoted(rows.columns().get(number))
                : "number " + (number + 1);
    }

    /**
     * Returns outputs in the user's unit.
     *
     * @param outputs [B, …] as the network gives them; borrowed
     * @return row-major
     */
    double[] inUnits(Tensor outputs) {
        return targets.map(given -> given.invert(outputs)).orElseGet(outputs::toDoubles);
    }

    /** Returns what each number is called that the network answers with; nothing where it answers with classes. */
    public List<String> targetNames() {
        return domain instanceof Domain.Rows rows ? rows.targets() : List.of();
    }
}
