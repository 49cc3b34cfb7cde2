package org.pcn4j.train.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pcn4j.function.Function;

/** How a network is written as an ONNX model. Immutable and thread-safe. */
public final class OnnxOptions {
    /** What the outputs give that cross-entropy scores. */
    enum Scores {
        /** What the network predicts: the scores before a softmax. */
        LOGITS,
        /** A softmax of it along the last dimension. */
        PROBABILITIES
    }

    private static final Translations STANDARD = standard();

    private final Scores scores;
    private final Map<String, String> metadata;
    private final Translations translations;

    private OnnxOptions(Scores scores, Map<String, String> metadata, Translations translations) {
        this.scores = scores;
        this.metadata = metadata;
        this.translations = translations;
    }

    private static Translations standard() {
        Translations all = Elementwises.addedTo(Translations.NONE);
        all = Images.addedTo(all);
        all = Sequences.addedTo(all);
        all = Products.addedTo(all);
        all = Shapes.addedTo(all);
        all = Normalizations.addedTo(all);
        return Composites.addedTo(all);
    }

    /** Returns the options of a model that gives what the network predicts, for the functions of this library. */
    public static OnnxOptions defaults() {
        return new OnnxOptions(Scores.LOGITS, Map.of(), STANDARD);
    }

    /**
     * Returns these options with a softmax along the last dimension behind every output that cross-entropy scores, so that
     * the model gives probabilities.
     */
    public OnnxOptions withProbabilities() {
        return new OnnxOptions(Scores.PROBABILITIES, metadata, translations);
    }

    /** Returns these options with a text in the model's metadata, such as of the run it comes from. */
    public OnnxOptions withMetadata(String key, String text) {
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put(key, text);
        return new OnnxOptions(scores, more, translations);
    }

    /**
     * Returns these options with a translation of a function of the user's.
     *
     * @param type exactly the function's class; where the library has a translation of it, this one takes its place
     */
    public <F extends Function> OnnxOptions withTranslation(Class<F> type, Translation<? super F> translation) {
        return new OnnxOptions(scores, metadata, translations.with(type, translation));
    }

    Scores scores() {
        return scores;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    Translations translations() {
        return translations;
    }
}
