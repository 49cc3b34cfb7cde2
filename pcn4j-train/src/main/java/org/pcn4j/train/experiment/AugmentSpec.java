package org.pcn4j.train.experiment;

import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;

/**
 * How images to train on are changed at random, each time anew. Immutable.
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
        HORIZONTAL
    }

    private static final int FARTHEST = 1024;

    /** How they are written. */
    static final Kind<AugmentSpec> KIND = Entry.of("augment", AugmentSpec.class, "How images are changed at random.")
            .key(
                    "flip",
                    Kinds.choice("flip", Flip.class),
                    Flip.NONE,
                    "horizontal mirrors half of the images, none mirrors none.")
            .key("crop", Kinds.count(0, FARTHEST), 0, "By how many pixels images are moved at most, each way.")
            .form();

    /** Leaves images as they are. */
    static final AugmentSpec NONE = new AugmentSpec(Flip.NONE, 0);
}
