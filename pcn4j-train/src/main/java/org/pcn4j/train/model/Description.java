package org.pcn4j.train.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pcn4j.data.Ground;
import org.pcn4j.data.Normalization;
import org.pcn4j.function.Energy;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.network.Network;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.FormerKey;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.SettingsException;
import org.pcn4j.train.settings.SettingsText;

/**
 * All of a trained network but its numbers: enough to build it anew and to say what its answers mean. Immutable.
 *
 * @param model the network's form
 * @param loss what it learned by
 * @param preparation what its samples are, and what they go through before the network and its answers after it
 * @param arithmetic by whose sums it answers, where that was asked for
 */
public record Description(
        ModelSpec model, Made<Energy> loss, Preparation preparation, Optional<Arithmetic> arithmetic) {
    private static final int FORMAT = 1;
    private static final int MOST_PARTS = 1_000_000;
    private static final Kind<Description> KIND = kind();
    // What 0.1.0 called otherwise.
    private static final List<FormerKey> RENAMED = List.of(new FormerKey("", "normalisation", "normalization"));

    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException if the model cannot learn from such samples, or by that loss
     */
    public Description {
        model.answers(preparation.domain()).require(loss);
    }

    /**
     * A description of a network that answers by whatever sums suit it.
     *
     * @throws IllegalArgumentException if the parts do not fit
     */
    public Description(ModelSpec model, Made<Energy> loss, Preparation preparation) {
        this(model, loss, preparation, Optional.empty());
    }

    /**
     * A description of samples whose numbers are taken as they are, or normalized alone.
     *
     * @throws IllegalArgumentException if the parts do not fit
     */
    public Description(ModelSpec model, Made<Energy> loss, Domain domain, Optional<Normalization> normalization) {
        this(
                model,
                loss,
                normalization
                        .map(given -> Preparation.plain(domain).withInputs(given))
                        .orElseGet(() -> Preparation.plain(domain)));
    }

    /** Returns what samples are. */
    public Domain domain() {
        return preparation.domain();
    }

    /** Tells whether samples are tokens, not numbers. */
    public boolean isOfTokens() {
        return preparation.isOfTokens();
    }

    /**
     * Builds the network.
     *
     * @throws IllegalArgumentException if sizes do not fit
     */
    public Network network() {
        return model.network(domain(), loss.it());
    }

    /**
     * Returns what is asked of the network from any end, where it is such a one.
     *
     * @throws IllegalArgumentException if sizes do not fit
     */
    public Optional<Generative> generative() {
        return model.generative(domain(), loss.it());
    }

    /**
     * Reads what {@link #toYaml} wrote.
     *
     * @param source what the text is called in messages
     * @throws SettingsException if it is anything else
     */
    public static Description read(String text, String source) {
        return new SettingsText(text, source).read(KIND, List.of(), RENAMED);
    }

    /** Returns it as a text. */
    public String toYaml() {
        return SettingsText.write(KIND, this);
    }

    private static Kind<Description> kind() {
        Form.Builder<Description> form = Form.of("description");
        form.required("format", Kinds.count(FORMAT, FORMAT), made -> FORMAT, "Of this text.");
        Key<ModelSpec> model = form.required("model", ModelForms.KIND, Description::model, "The network.");
        Key<Made<Energy>> loss = form.required("loss", Energies.KIND, Description::loss, "What it learned by.");
        Key<Domain> domain = form.required("data", Domain.KIND, Description::domain, "What samples are.");
        Key<Optional<Normalization>> normalization = form.required(
                "normalization",
                Kinds.orWord(statistics(), "none"),
                described -> described.preparation().inputs(),
                "What samples go through first.");
        Key<Optional<Normalization>> scale = form.key(
                "scale",
                Kinds.orWord(statistics(), "none"),
                Optional.empty(),
                described -> described.preparation().targets(),
                "What the numbers to learn were scaled by.");
        Key<Ground> ground = form.key(
                "ground",
                Kinds.mapped(Kinds.text("white, black or a color"), Ground::of, Ground::toString),
                Ground.WHITE,
                described -> described.preparation().ground(),
                "What is seen through transparent parts of images.");
        Key<Optional<Double>> border = form.key(
                "border",
                Kinds.orWord(Kinds.number(), "none"),
                Optional.empty(),
                Description::border,
                "How bright the borders of images were.");
        Key<Optional<Arithmetic>> arithmetic = form.key(
                "arithmetic",
                Kinds.orWord(Kinds.choice("arithmetic", Arithmetic.class), "none"),
                Optional.empty(),
                Description::arithmetic,
                "By whose sums it answers.");
        return form.make(v -> new Description(
                v.get(model),
                v.get(loss),
                new Preparation(
                        v.get(domain),
                        v.get(normalization),
                        v.get(scale),
                        v.get(ground),
                        v.get(border).map(OptionalDouble::of).orElseGet(OptionalDouble::empty)),
                v.get(arithmetic)));
    }

    private static Optional<Double> border(Description description) {
        OptionalDouble border = description.preparation().border();
        return border.isPresent() ? Optional.of(border.getAsDouble()) : Optional.empty();
    }

    private static Kind<Normalization> statistics() {
        Form.Builder<Normalization> form = Form.of("normalization");
        Key<List<Double>> means = form.required(
                "means", Kinds.list(Kinds.number(), 1, MOST_PARTS), Normalization::means, "Of each part.");
        Key<List<Double>> deviations = form.required(
                "deviations",
                Kinds.list(Kinds.positive(), 1, MOST_PARTS),
                Normalization::deviations,
                "The standard deviations.");
        return form.make(v -> new Normalization(v.get(means), v.get(deviations)));
    }
}
