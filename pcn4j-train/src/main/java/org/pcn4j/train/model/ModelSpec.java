package org.pcn4j.train.model;

import java.util.List;
import java.util.Optional;
import org.pcn4j.function.Energy;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.ResNet;
import org.pcn4j.network.UNet;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.tensor.Shape;

/** A network as settings: one that has a name, or one that is spelled out node by node. Immutable. */
public interface ModelSpec {
    /** The longest sequence over which a network is unrolled. */
    int LONGEST_UNROLLED = 4096;

    /**
     * Returns the shape in which the network takes samples, of as many elements as they have.
     *
     * @throws NetworkException if it cannot learn from such samples: what it reads
     */
    Shape sample(Domain domain);

    /**
     * Builds the network.
     *
     * @throws NetworkException if it cannot learn from such samples: what it reads
     * @throws org.pcn4j.function.ShapeException if sizes do not fit
     */
    Network network(Domain domain, Energy loss);

    /** Tells whether it learns to show what goes in, whatever classes there are: not, unless it says otherwise. */
    default boolean learnsItsInput() {
        return false;
    }

    /** Returns what the network answers when it learns from such samples. */
    default Answers answers(Domain domain) {
        return learnsItsInput() ? Answers.NUMBERS : domain.answers();
    }

    /**
     * Makes sure that a loss goes with what it answers, as far as that is known before the data are read.
     *
     * @throws IllegalArgumentException if it does not
     */
    default void requireLoss(Made<Energy> loss) {
        if (learnsItsInput()) {
            Answers.NUMBERS.require(loss);
        }
    }

    /** Returns what is asked of {@link #network} from any end, where it is such a one: nothing, unless it says otherwise. */
    default Optional<Generative> generative(Domain domain, Energy loss) {
        return Optional.empty();
    }

    /** Tells whether a forward pass answers: it does, but where the network is {@linkplain #generative asked from any end}. */
    default boolean answersByForwardPass() {
        return true;
    }

    /** Returns who is held while its network learns: inputs and outputs, unless it says otherwise. */
    default Clamping clamping() {
        return Clamping.ofEnds();
    }

    /** Returns the rule that it learns by unless said otherwise. */
    default String defaultRule() {
        return "z-il";
    }

    /** Returns the loss that it learns by unless said otherwise; nothing where that depends on the data. */
    default Optional<Made<Energy>> defaultLoss() {
        return Optional.empty();
    }

    /** Returns the generated data that it learns from by default. */
    String defaultData();

    /** Returns the samples in a batch unless said otherwise. */
    int defaultBatch();

    /** Returns by how many updates rules are compared unless said otherwise: as many as take a minute or two. */
    default int comparedUpdates() {
        return 100;
    }

    /** Tells whether its edges skip levels, so that it is compared among graphs. */
    default boolean skipsLevels() {
        return false;
    }

    /** Returns the name by which it is chosen. */
    default String name() {
        return ModelForms.KIND.nameOf(this);
    }

    /** What learns from digits with a batch of 64. */
    interface Small extends ModelSpec {
        @Override
        default String defaultData() {
            return "digits";
        }

        @Override
        default int defaultBatch() {
            return 64;
        }

        @Override
        default int comparedUpdates() {
            return 200;
        }
    }

    /** What learns from images in color. */
    interface OfImages extends ModelSpec {
        @Override
        default Shape sample(Domain domain) {
            return images(domain).shape();
        }

        @Override
        default String defaultData() {
            return "shapes";
        }

        @Override
        default int defaultBatch() {
            return 16;
        }

        @Override
        default int comparedUpdates() {
            return 20;
        }
    }

    /**
     * Fully connected, of images or rows.
     *
     * @param hidden the widths of the hidden layers; may be empty
     */
    record Mlp(List<Integer> hidden, Activation activation) implements Small {
        /** Copies the list. */
        public Mlp {
            hidden = List.copyOf(hidden);
        }

        @Override
        public Shape sample(Domain domain) {
            return flat(domain);
        }

        @Override
        public Network network(Domain domain, Energy loss) {
            return Models.mlp(sample(domain), hidden, activation.function(), domain.outputs(), loss);
        }
    }

    /** Two convolutions with max-pooling, one hidden layer. */
    record Cnn() implements Small {
        @Override
        public Shape sample(Domain domain) {
            return images(domain).shape();
        }

        @Override
        public Network network(Domain domain, Energy loss) {
            return Models.cnn(sample(domain), domain.outputs(), loss);
        }
    }

    /**
     * Recurrent; reads a gray image row by row and predicts once.
     *
     * @param hidden the width of the state
     */
    record Rnn(int hidden) implements Small {
        @Override
        public Shape sample(Domain domain) {
            Domain.Images images = images(domain);
            if (images.channels() != 1 || images.height() > LONGEST_UNROLLED) {
                throw new NetworkException("it reads gray images row by row, of at most " + LONGEST_UNROLLED + " rows");
            }
            return Shape.of(images.height(), images.width());
        }

        @Override
        public Network network(Domain domain, Energy loss) {
            return Models.rnn(sample(domain), hidden, domain.outputs(), loss);
        }
    }

    /**
     * Five convolutions and three linear layers with dropout.
     *
     * @param width the channels of the first convolution
     */
    record Alexnet(int width) implements OfImages {
        @Override
        public Network network(Domain domain, Energy loss) {
            return Models.alexnet(sample(domain), width, domain.outputs(), loss);
        }
    }

    /**
     * Four convolutions with max-pooling.
     *
     * @param width the channels of the first convolution
     */
    record Vgg5(int width) implements OfImages {
        @Override
        public Network network(Domain domain, Energy loss) {
            return Models.vgg5(sample(domain), width, domain.outputs(), loss);
        }
    }

    /**
     * Eighteen layers with skip connections.
     *
     * @param width the channels of the first stage
     * @param norm what follows each convolution
     */
    record Resnet18(int width, ResNet.Norm norm) implements OfImages {
        @Override
        public Network network(Domain domain, Energy loss) {
            return ResNet.of18(width, norm).network(sample(domain), domain.outputs(), loss);
        }
    }

    /**
     * Reads words letter by letter and predicts once.
     *
     * @param embedding the width of the letters' embedding
     * @param hidden the width of carry and state
     */
    record Lstm(int embedding, int hidden) implements ModelSpec {
        @Override
        public Shape sample(Domain domain) {
            if (domain instanceof Domain.Words words && words.length() <= LONGEST_UNROLLED) {
                return words.shape();
            }
            throw new NetworkException("it reads sequences with classes, of at most " + LONGEST_UNROLLED + " symbols");
        }

        @Override
        public Network network(Domain domain, Energy loss) {
            if (domain instanceof Domain.Words words) {
                long length = sample(domain).elements();
                return Models.lstm(length, words.vocabulary().size(), embedding, hidden, words.outputs(), loss);
            }
            throw new NetworkException("it reads sequences with classes");
        }

        @Override
        public String defaultData() {
            return "words";
        }

        @Override
        public int defaultBatch() {
            return 64;
        }
    }

    /**
     * Predicts every next character.
     *
     * @param blocks how many there are
     * @param width of the vectors
     * @param heads of the attention, a divisor of the width
     */
    record Transformer(int blocks, int width, int heads) implements ModelSpec {
        /**
         * Checks the sizes.
         *
         * @throws IllegalArgumentException if one is less than 1 or the heads do not divide the width
         */
        public Transformer {
            new org.pcn4j.network.Transformer(blocks, width, heads);
        }

        @Override
        public Shape sample(Domain domain) {
            if (domain instanceof Domain.Characters) {
                return domain.shape();
            }
            throw new NetworkException("it reads text");
        }

        @Override
        public Network network(Domain domain, Energy loss) {
            long window = sample(domain).elements();
            return new org.pcn4j.network.Transformer(blocks, width, heads).network(window, domain.outputs(), loss);
        }

        @Override
        public String defaultData() {
            return "markov";
        }

        @Override
        public int defaultBatch() {
            return 16;
        }

        @Override
        public int comparedUpdates() {
            return 50;
        }
    }

    /**
     * Convolutions down and up again, with skip connections; learns to show its input.
     *
     * @param width the channels at full size
     * @param depth how often the size is halved
     */
    record Autoencoder(int width, int depth) implements OfImages {
        @Override
        public boolean learnsItsInput() {
            return true;
        }

        @Override
        public Network network(Domain domain, Energy loss) {
            return new UNet(width, depth).network(sample(domain), loss);
        }
    }

    private static Shape flat(Domain domain) {
        if (domain instanceof Domain.Images || domain instanceof Domain.Rows) {
            return Shape.of(domain.shape().elements());
        }
        throw new NetworkException("it reads images or rows of numbers");
    }

    private static Domain.Images images(Domain domain) {
        if (domain instanceof Domain.Images images) {
            return images;
        }
        throw new NetworkException("it reads images");
    }
}
