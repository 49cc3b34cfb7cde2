package org.pcn4j.train.experiment;

import org.pcn4j.data.ImageReading;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.ReshapedSamples;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Sequences;
import org.pcn4j.data.Split;
import org.pcn4j.data.Table;
import org.pcn4j.data.Text;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.model.Domain;

/** A data set that was read or generated, by what it holds. Immutable. */
public sealed interface LoadedData {
    /** Returns the training samples and the test samples. */
    Split<? extends Samples> split();

    /** Returns what the samples are. */
    Domain domain();

    /** Returns the samples in the shape in which a network takes them, to learn what there is to learn of them. */
    default Split<Samples> as(Shape shape) {
        Samples train = split().train();
        Samples test = split().test();
        return shape.equals(domain().shape())
                ? new Split<>(train, test)
                : new Split<>(new ReshapedSamples(train, shape), new ReshapedSamples(test, shape));
    }

    /** Returns what it holds, in words. */
    default String kind() {
        return split().train().kind();
    }

    /**
     * Images with classes.
     *
     * @param reading how pictures become numbers as these did
     */
    record Images(Split<LabeledImages> split, ImageReading reading) implements LoadedData {
        /** Images that were no pictures before. */
        public Images(Split<LabeledImages> split) {
            this(split, split.train().channels() == 1 ? ImageReading.gray() : ImageReading.color());
        }

        @Override
        public Domain domain() {
            LabeledImages train = split.train();
            return new Domain.Images(train.channels(), train.height(), train.width(), train.classNames());
        }

        /** Returns the images to learn to show themselves. */
        Split<Samples> reconstructing() {
            return new Split<>(split.train().reconstructing(), split.test().reconstructing());
        }
    }

    /** Rows of numbers with a class or a number. */
    record Rows(Split<Table> split) implements LoadedData {
        @Override
        public Domain domain() {
            return new Domain.Rows(
                    split.train().columns(),
                    split.train().classes(),
                    split.train().targetNames());
        }
    }

    /** Sequences of tokens with classes. */
    record Labeled(Split<Sequences> split) implements LoadedData {
        @Override
        public Domain domain() {
            Sequences train = split.train();
            return new Domain.Words(train.length(), train.vocabulary(), train.classes());
        }
    }

    /** Text of which every character is to be predicted. */
    record Characters(Split<Text> split) implements LoadedData {
        @Override
        public Domain domain() {
            return new Domain.Characters(split.train().window(), split.train().vocabulary());
        }
    }
}
