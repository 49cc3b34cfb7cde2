package org.pcn4j.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.pcn4j.cli.Task.Answer;
import org.pcn4j.data.LabelledImages;
import org.pcn4j.data.Sequences;
import org.pcn4j.data.Split;
import org.pcn4j.data.Text;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.ResNet;
import org.pcn4j.network.ResNet.Norm;
import org.pcn4j.network.Transformer;
import org.pcn4j.network.UNet;
import org.pcn4j.tensor.Shape;
import picocli.CommandLine.ITypeConverter;

/** The networks that can be trained, with what they usually learn from. */
enum ModelChoice implements Choice {
    /** Fully connected, two hidden layers of 128, tanh. */
    MLP(DataSource.DIGITS, 64, 200) {
        @Override
        Task task(LoadedData data) {
            Split<LabelledImages> images = images(data);
            Shape sample = Shape.of(images.train().shape().elements());
            return classes(
                    images,
                    sample,
                    loss -> Models.mlp(
                            sample,
                            List.of(HIDDEN, HIDDEN),
                            new Tanh(),
                            images.train().classes(),
                            loss));
        }
    },
    /** Two convolutions with max-pooling, one hidden layer. */
    CNN(DataSource.DIGITS, 64, 200) {
        @Override
        Task task(LoadedData data) {
            Split<LabelledImages> images = images(data);
            Shape sample = images.train().shape();
            return classes(
                    images, sample, loss -> Models.cnn(sample, images.train().classes(), loss));
        }
    },
    /** Recurrent, 128 tanh units; reads the image row by row and answers once. */
    RNN(DataSource.DIGITS, 64, 200) {
        @Override
        Task task(LoadedData data) {
            Split<LabelledImages> images = images(data);
            LabelledImages train = images.train();
            Shape sample = Shape.of(train.height(), (long) train.channels() * train.width());
            if (train.channels() != 1) {
                throw new NetworkException("it reads grey images row by row");
            }
            return classes(images, sample, loss -> Models.rnn(sample, HIDDEN, train.classes(), loss));
        }
    },
    /** Five convolutions and three linear layers with dropout. */
    ALEXNET(DataSource.SHAPES, 16, 20) {
        @Override
        Task task(LoadedData data) {
            Split<LabelledImages> images = images(data);
            Shape sample = images.train().shape();
            return classes(
                    images,
                    sample,
                    loss -> Models.alexnet(sample, ALEXNET_WIDTH, images.train().classes(), loss));
        }
    },
    /** Four convolutions with max-pooling. */
    VGG5(DataSource.SHAPES, 16, 20) {
        @Override
        Task task(LoadedData data) {
            Split<LabelledImages> images = images(data);
            Shape sample = images.train().shape();
            return classes(
                    images,
                    sample,
                    loss -> Models.vgg5(sample, VGG_WIDTH, images.train().classes(), loss));
        }
    },
    /** Eighteen layers with skip connections and batch normalisation. */
    RESNET18(DataSource.SHAPES, 16, 20) {
        @Override
        Task task(LoadedData data) {
            return residual(images(data), Norm.BATCH);
        }
    },
    /** The same without normalisation. */
    RESNET18_PLAIN(DataSource.SHAPES, 16, 20) {
        @Override
        Task task(LoadedData data) {
            return residual(images(data), Norm.NONE);
        }
    },
    /** Reads words letter by letter and answers once. */
    LSTM(DataSource.WORDS, 64, 100) {
        @Override
        Task task(LoadedData data) {
            if (!(data instanceof LoadedData.Labelled labelled)) {
                throw new NetworkException("it reads sequences with classes");
            }
            Sequences train = labelled.split().train();
            return new Task(
                    labelled.split(),
                    loss -> Models.lstm(
                            train.length(),
                            train.vocabulary().size(),
                            EMBEDDING,
                            HIDDEN,
                            train.classes().size(),
                            loss),
                    Answer.CLASSES);
        }
    },
    /** One block; predicts every next character. */
    TRANSFORMER(DataSource.MARKOV, 16, 50) {
        @Override
        Task task(LoadedData data) {
            if (!(data instanceof LoadedData.Characters characters)) {
                throw new NetworkException("it reads text");
            }
            Text train = characters.split().train();
            return new Task(
                    characters.split(),
                    loss -> new Transformer(1, HIDDEN, HEADS)
                            .network(train.window(), train.vocabulary().size(), loss),
                    Answer.CLASSES);
        }
    },
    /** Convolutions down and up again, with skip connections; learns to show its input. */
    AUTOENCODER(DataSource.SHAPES, 16, 20) {
        @Override
        Task task(LoadedData data) {
            Split<LabelledImages> images = images(data);
            return new Task(
                    Task.split(images.train().reconstructing(), images.test().reconstructing()),
                    loss -> new UNet(UNET_WIDTH, 2).network(images.train().shape(), loss),
                    Answer.NUMBERS);
        }
    };

    private static final int HIDDEN = 128;
    private static final int EMBEDDING = 64;
    private static final int HEADS = 4;
    private static final int ALEXNET_WIDTH = 64;
    private static final int VGG_WIDTH = 128;
    private static final int RESNET_WIDTH = 64;
    private static final int UNET_WIDTH = 32;

    /** The three networks of the main job. */
    static final List<ModelChoice> MAIN = List.of(MLP, CNN, RNN);

    /** The others. */
    static final List<ModelChoice> GRAPHS = List.copyOf(EnumSet.range(ALEXNET, AUTOENCODER));

    private final String usualData;
    private final int usualBatch;
    private final int usualUpdates;

    ModelChoice(String usualData, int usualBatch, int usualUpdates) {
        this.usualData = usualData;
        this.usualBatch = usualBatch;
        this.usualUpdates = usualUpdates;
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns what it learns from unless said otherwise. */
    DataSource usualData() {
        return new DataSource(usualData);
    }

    /** Returns the samples in a batch unless said otherwise. */
    int usualBatch() {
        return usualBatch;
    }

    /** Returns the number of updates unless said otherwise. */
    int usualUpdates() {
        return usualUpdates;
    }

    /**
     * Returns what the network learns from a data set.
     *
     * @throws NetworkException if it cannot learn from data of this kind: what it reads
     */
    abstract Task task(LoadedData data);

    /** Returns the network for the data that it usually learns from. */
    Network usualNetwork() {
        Task task = task(usualData().example());
        return task.network().network(task.answer() == Answer.CLASSES ? new CrossEntropy() : new SquaredError());
    }

    private static Split<LabelledImages> images(LoadedData data) {
        if (data instanceof LoadedData.Images images) {
            return images.split();
        }
        throw new NetworkException("it reads images");
    }

    private static Task classes(Split<LabelledImages> images, Shape sample, Task.Making network) {
        return new Task(Task.split(images.train().as(sample), images.test().as(sample)), network, Answer.CLASSES);
    }

    private static Task residual(Split<LabelledImages> images, Norm norm) {
        Shape sample = images.train().shape();
        return classes(
                images,
                sample,
                loss -> ResNet.of18(RESNET_WIDTH, norm)
                        .network(sample, images.train().classes(), loss));
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
            return choices().named("all", MAIN).named("all-graphs", GRAPHS).list(text);
        }
    }
}
