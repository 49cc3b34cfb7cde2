package org.pcn4j.cli;

import java.util.List;
import java.util.Locale;
import org.pcn4j.function.Loss;
import org.pcn4j.function.Tanh;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Threads;
import picocli.CommandLine.ITypeConverter;

/** The networks that can be trained, each a classifier of grey images. */
enum ModelChoice implements Choice {
    /** Fully connected, two hidden layers of 128, tanh. */
    MLP {
        @Override
        Shape sample(int height, int width) {
            return Shape.of((long) height * width);
        }

        @Override
        Network network(int height, int width, int classes, Loss loss) {
            return Models.mlp(sample(height, width), List.of(HIDDEN, HIDDEN), new Tanh(), classes, loss);
        }
    },
    /** Two convolutions with max-pooling, one hidden layer. */
    CNN {
        @Override
        Shape sample(int height, int width) {
            return Shape.of(1, height, width);
        }

        @Override
        Network network(int height, int width, int classes, Loss loss) {
            return Models.cnn(sample(height, width), classes, loss);
        }

        @Override
        Threads threads(int count) {
            return Threads.forConvolutions(count);
        }
    },
    /** Recurrent, 128 tanh units; reads the image row by row and answers once. */
    RNN {
        @Override
        Shape sample(int height, int width) {
            return Shape.of(height, width);
        }

        @Override
        Network network(int height, int width, int classes, Loss loss) {
            return Models.rnn(sample(height, width), HIDDEN, classes, loss);
        }
    };

    private static final int HIDDEN = 128;

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the shape in which the network takes an image. */
    abstract Shape sample(int height, int width);

    /** Builds the network for images of this size. */
    abstract Network network(int height, int width, int classes, Loss loss);

    /** Returns how this network makes the best of so many threads. */
    Threads threads(int count) {
        return Threads.forMatrices(count);
    }

    private static Choices<ModelChoice> choices() {
        return Choices.of("model", ModelChoice.class);
    }

    /** Reads one model. */
    static final class One implements ITypeConverter<ModelChoice> {
        @Override
        public ModelChoice convert(String text) {
            return choices().one(text);
        }
    }

    /** Reads one model or several. */
    static final class Several implements ITypeConverter<Listed<ModelChoice>> {
        @Override
        public Listed<ModelChoice> convert(String text) {
            return choices().list(text);
        }
    }
}
