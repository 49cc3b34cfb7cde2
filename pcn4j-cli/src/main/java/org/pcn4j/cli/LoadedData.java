package org.pcn4j.cli;

import org.pcn4j.data.LabelledImages;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Sequences;
import org.pcn4j.data.Split;
import org.pcn4j.data.Text;

/** A data set that was read or generated, by what it holds. */
sealed interface LoadedData {
    /** Returns the samples to learn from and those to judge by. */
    Split<? extends Samples> split();

    /** Returns what it holds, in words. */
    default String kind() {
        return split().train().kind();
    }

    /** Images with classes. */
    record Images(Split<LabelledImages> split) implements LoadedData {}

    /** Sequences of tokens with classes. */
    record Labelled(Split<Sequences> split) implements LoadedData {}

    /** Text of which every character is to be predicted. */
    record Characters(Split<Text> split) implements LoadedData {}
}
