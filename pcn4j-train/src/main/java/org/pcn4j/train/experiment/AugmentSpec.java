package org.pcn4j.train.experiment;

import java.util.Locale;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;

/**
 * How images to learn from are changed at random, each time anew. Immutable.
 *
 * @param flip whether half of them are mirrored
 * @param crop by how many pixels at most they are moved each way, zeros coming in; 0 moves none
 */
public record AugmentSpec(Flip flip, int crop) {
    /** Whether images are mirrored. */
    public enum Flip {
        /** None is. */
        NONE,
        /** Half of them, left to right. */
        HORIZONTAL;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int FARTHEST = 1024;

    /** How they are written. */
    static final Kind<AugmentSpec> KIND = kind();

    /** Leaves images as they are. */
    static final AugmentSpec NONE = new AugmentSpec(Flip.NONE, 0);

    private static Kind<AugmentSpec> kind() {
        Form.Builder<AugmentSpec> form = Form.of("augment");
        Key<Flip> flip = form.key(
                "flip",
                Kinds.choice("flip", Flip.class, Flip::label),
                Flip.NONE,
                AugmentSpec::flip,
                "horizontal mirrors half of the images.");
        Key<Integer> crop = form.key(
                "crop",
                Kinds.count(0, FARTHEST),
                0,
                AugmentSpec::crop,
                "By how many pixels images are moved at most, each way.");
        return form.make(v -> new AugmentSpec(v.get(flip), v.get(crop)));
    }
}
