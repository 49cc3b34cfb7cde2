package org.pcn4j.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.pcn4j.network.Network;
import org.pcn4j.train.experiment.LoadedData;
import org.pcn4j.train.experiment.Task;
import org.pcn4j.train.model.ModelForms;
import org.pcn4j.train.model.ModelSpec;
import picocli.CommandLine.ITypeConverter;

/** The networks that can be trained by their names, with their usual settings. */
enum ModelChoice {
    /** Fully connected, two hidden layers of 128, tanh. */
    MLP(200),
    /** Two convolutions with max-pooling, one hidden layer. */
    CNN(200),
    /** Recurrent, 128 tanh units; reads the image row by row and answers once. */
    RNN(200),
    /** Five convolutions and three linear layers with dropout. */
    ALEXNET(20),
    /** Four convolutions with max-pooling. */
    VGG5(20),
    /** Eighteen layers with skip connections and batch normalisation. */
    RESNET18(20),
    /** The same without normalisation. */
    RESNET18_PLAIN(20),
    /** Reads words letter by letter and answers once. */
    LSTM(100),
    /** One block; predicts every next character. */
    TRANSFORMER(50),
    /** Convolutions down and up again, with skip connections; learns to show its input. */
    AUTOENCODER(20);

    /** The three networks of the main job. */
    static final List<ModelChoice> MAIN = List.of(MLP, CNN, RNN);

    /** The others. */
    static final List<ModelChoice> GRAPHS = List.copyOf(EnumSet.range(ALEXNET, AUTOENCODER));

    private final int usualUpdates;

    ModelChoice(int usualUpdates) {
        this.usualUpdates = usualUpdates;
    }

    /** Returns how the user writes it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private ModelSpec spec() {
        return ModelForms.KIND.usual(label());
    }

    /** Returns what it learns from unless said otherwise. */
    DataSource usualData() {
        return new DataSource(spec().usualData());
    }

    /** Returns the samples in a batch unless said otherwise. */
    int usualBatch() {
        return spec().usualBatch();
    }

    /** Returns the number of updates unless said otherwise. */
    int usualUpdates() {
        return usualUpdates;
    }

    /**
     * Returns what the network learns from a data set.
     *
     * @throws org.pcn4j.network.NetworkException if it cannot learn from data of this kind: what it reads
     */
    Task task(LoadedData data) {
        return Task.of(spec(), data);
    }

    /** Returns the network for the data that it usually learns from. */
    Network usualNetwork() {
        Task task = task(usualData().example());
        return task.network(task.answers().usualLoss());
    }

    private static Choices<ModelChoice> choices() {
        return Choices.of("model", ModelChoice.class, ModelChoice::label);
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
