package org.pcn4j.train;

import java.util.stream.IntStream;
import org.pcn4j.data.Augmentation;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Digits;
import org.pcn4j.data.HorizontalFlip;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.PadAndCrop;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Split;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Linear;
import org.pcn4j.function.MaxPool2d;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Tanh;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.AdamW;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;

/** Small trainings of 8 updates an epoch that together use all that must be kept for going on. */
enum Recipe {
    PLAIN,
    MOMENTUM_STEPS,
    CLIPPED_COSINE,
    DROPOUT,
    BATCH_NORM,
    /** Whose kernels lie with their channels next to each other, moved by the fused step, which experiments take. */
    CHANNELS_LAST,
    NOISE,
    SEVERAL_RULES,
    /** Whose checkpoints take some time to write. */
    LARGE,
    ALL;

    private static final Split<LabeledImages> DIGITS = Digits.generate(1, 200, 40);
    static final Samples TRAIN = DIGITS.train();
    private static final Rule ZIL = new Rule.Scheduled(ZeroDivergence.schedule());
    private static final Rule IL = new Rule.Scheduled(InferenceLearning.schedule(4, 0.2));

    Network network() {
        return switch (this) {
            case DROPOUT ->
                new SequentialBuilder(Shape.of(1, 28, 28))
                        .layer("flat", new Flatten())
                        .layer("fc1", new Linear(784, 20), new Tanh(), new Dropout(0.4))
                        .output("fc2", new CrossEntropy(), new Linear(20, 10));
            case BATCH_NORM, ALL ->
                new SequentialBuilder(Shape.of(1, 28, 28))
                        .layer("conv", new Conv2d(1, 4, 5), new BatchNorm(4), new Relu(), new MaxPool2d(2))
                        .layer("flat", new Flatten(), new Dropout(this == ALL ? 0.2 : 0))
                        .output("fc", new CrossEntropy(), new Linear(576, 10));
            case CHANNELS_LAST ->
                new SequentialBuilder(Shape.of(1, 28, 28))
                        .layer("conv1", new Conv2d(1, 16, 5), new Relu(), new MaxPool2d(2))
                        .layer("conv2", new Conv2d(16, 32, 3), new Relu(), new MaxPool2d(2))
                        .layer("flat", new Flatten())
                        .output("fc", new CrossEntropy(), new Linear(800, 10));
            case LARGE ->
                new SequentialBuilder(Shape.of(1, 28, 28))
                        .layer("flat", new Flatten())
                        .layer("fc1", new Linear(784, 1000), new Tanh())
                        .output("fc2", new CrossEntropy(), new Linear(1000, 10));
            default ->
                new SequentialBuilder(Shape.of(1, 28, 28))
                        .layer("flat", new Flatten())
                        .layer("fc1", new Linear(784, 20), new Tanh())
                        .output("fc2", new CrossEntropy(), new Linear(20, 10));
        };
    }

    Optimizer optimizer() {
        return switch (this) {
            case PLAIN, NOISE -> new Sgd(0.1);
            case MOMENTUM_STEPS -> new Sgd(0.05, 0.9, 1e-4);
            case DROPOUT, SEVERAL_RULES, LARGE -> new Adam(0.003);
            case CHANNELS_LAST -> new Adam(0.003).fused();
            case CLIPPED_COSINE, BATCH_NORM, ALL -> new AdamW(0.003, 0.01);
        };
    }

    private RuleSchedule rules() {
        return switch (this) {
            case NOISE ->
                RuleSchedule.of(
                        new Rule.Scheduled(InferenceLearning.schedule(4, 0.2).withInitialNoise(0.1)));
            case SEVERAL_RULES ->
                RuleSchedule.of(ZIL)
                        .then(Length.updates(6), IL)
                        .then(Length.epochs(1), new Rule.Scheduled(IncrementalPredictiveCoding.schedule(3, 0.2)));
            case ALL -> RuleSchedule.of(ZIL).then(Length.updates(11), IL);
            default -> RuleSchedule.of(ZIL);
        };
    }

    static Trainer trainer(Network network) {
        return trainer(network, RuleSchedule.of(ZIL));
    }

    private static Trainer trainer(Network network, RuleSchedule rules) {
        return Trainer.of(network, rules)
                .withSeed(new Seed(7))
                .withBatchSize(25)
                .withValidation(DIGITS.test());
    }

    Trainer trainer() {
        Trainer trainer = trainer(network(), rules());
        return switch (this) {
            case MOMENTUM_STEPS -> trainer.withRate(RateSchedule.steps(5, 0.7));
            case CLIPPED_COSINE -> trainer.withRate(RateSchedule.cosine(4)).withClippedNorm(0.5);
            case ALL ->
                trainer.withRate(RateSchedule.cosine(4))
                        .withClippedNorm(0.5)
                        .withBatchesAhead(3)
                        .withAugmentation(
                                Augmentation.of(Shape.of(1, 28, 28), new HorizontalFlip(), new PadAndCrop(2)));
            default -> trainer;
        };
    }

    /** The samples to train on, the last one first. */
    static Samples reversed() {
        return new Samples() {
            @Override
            public String name() {
                return TRAIN.name();
            }

            @Override
            public int size() {
                return TRAIN.size();
            }

            @Override
            public String kind() {
                return TRAIN.kind();
            }

            @Override
            public Batch batch(int[] indices, DType dtype) {
                return TRAIN.batch(
                        IntStream.of(indices).map(index -> size() - 1 - index).toArray(), dtype);
            }
        };
    }
}
