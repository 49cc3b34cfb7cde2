package org.pcn4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.data.Digits;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Split;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Backpropagation;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class TrainerTest {
    private static final Seed SEED = new Seed(5);
    private static final Rule ZIL = new Rule.Scheduled(ZeroDivergence.schedule());
    private static final Shape PIXELS = Shape.of(784);
    private static final Split<LabeledImages> DIGITS = Digits.generate(1, 600, 200);
    private static final Samples TRAIN = DIGITS.train().as(PIXELS);
    private static final Samples TEST = DIGITS.test().as(PIXELS);
    private static final Network NETWORK = Models.mlp(PIXELS, List.of(64), new Tanh(), 10, new CrossEntropy());

    private static Trainer trainer(Rule rule) {
        return Trainer.of(NETWORK, rule).withSeed(SEED).withBatchSize(50);
    }

    private static Training train(Trainer trainer, Parameters parameters, int epochs) {
        try (Optimizer adam = new Adam(0.002)) {
            return trainer.train(parameters, adam, TRAIN, epochs);
        }
    }

    @Test
    void twentyEpochsTeachTheDigitsThatAreLearned() {
        try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32)) {
            Training training = train(trainer(ZIL).withValidation(TRAIN), parameters, 20);
            assertThat(training.end()).isEqualTo(Training.End.COMPLETE);
            assertThat(training.progress()).isEqualTo(new Progress(240, 240, 12));
            assertThat(training.progress().epochs()).isEqualTo(20);
            assertThat(training.evaluations()).hasSize(20);
            Evaluation last = training.evaluations().get(19);
            assertThat(last.targets()).isEqualTo(600);
            assertThat(last.accuracy().orElseThrow()).isGreaterThan(0.95);
            assertThat(last.loss()).isLessThan(training.evaluations().get(0).loss());
            assertThat(last.perplexity().orElseThrow()).isCloseTo(Math.exp(last.loss()), within(1e-12));
        }
    }

    @Test
    void zilEndsTrainingWithTheBitsOfBackpropagation() {
        try (Parameters zil = NETWORK.initialize(SEED, DType.FLOAT32);
                Parameters bp = zil.copy()) {
            train(trainer(ZIL).withRate(RateSchedule.cosine(5)).withClippedNorm(0.5), zil, 2);
            train(trainer(new Rule.Backprop()).withRate(RateSchedule.cosine(5)).withClippedNorm(0.5), bp, 2);
            assertThat(Divergence.between(bp, zil).all().bitwiseEqual()).isTrue();
        }
    }

    /** Knows nothing of schedules. */
    private static final class OwnRule implements Rule {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
            return new Backpropagation(network, parameters, updater, noise);
        }
    }

    @Test
    void aRuleOfOnesOwnTrainsIsClippedAndGoesOnFromItsCheckpoint(@TempDir Path folder) {
        Trainer own = trainer(new OwnRule()).withClippedNorm(0.5).withCheckpoints(Checkpoints.in(folder));
        try (Parameters whole = NETWORK.initialize(SEED, DType.FLOAT32);
                Parameters bp = whole.copy();
                Parameters again = whole.copy();
                Optimizer adam = new Adam(0.002)) {
            train(own, whole, 1);
            // Another object of the same class, as another process would make.
            trainer(new OwnRule())
                    .withClippedNorm(0.5)
                    .withCheckpoints(Checkpoints.in(folder))
                    .resume(again, adam, TRAIN, 2);
            train(trainer(new Rule.Backprop()).withClippedNorm(0.5), bp, 2);
            assertThat(Divergence.between(bp, again).all().bitwiseEqual()).isTrue();
        }
    }

    @Test
    void theSameSeedTrainsToTheSameBitsAndAnotherDoesNot() {
        try (Parameters first = NETWORK.initialize(SEED, DType.FLOAT32);
                Parameters second = first.copy();
                Parameters third = first.copy()) {
            train(trainer(ZIL), first, 1);
            train(trainer(ZIL), second, 1);
            train(trainer(ZIL).withSeed(new Seed(6)), third, 1);
            assertThat(Divergence.between(first, second).all().bitwiseEqual()).isTrue();
            assertThat(Divergence.between(first, third).all().bitwiseEqual()).isFalse();
        }
    }

    @Test
    void lookingOnChangesNoBit(@TempDir Path folder) {
        Trainer plain = trainer(ZIL).withBatchesAhead(0);
        Trainer watched = trainer(ZIL)
                .withBatchesAhead(3)
                .withValidation(TEST, Length.updates(5))
                .withCheckpoints(Checkpoints.in(folder).withEvery(Length.updates(7)));
        try (Parameters first = NETWORK.initialize(SEED, DType.FLOAT32);
                Parameters second = first.copy()) {
            train(plain, first, 2);
            Training training = train(watched, second, 2);
            assertThat(training.evaluations()).hasSizeGreaterThanOrEqualTo(4);
            assertThat(Divergence.between(first, second).all().bitwiseEqual()).isTrue();
        }
    }

    @Test
    void anUpdateClippedToANormMovesByThatNormAndALongerOneIsLeftAlone() {
        Trainer one = trainer(ZIL).withBatchSize(600);
        try (Parameters start = NETWORK.initialize(SEED, DType.FLOAT64);
                Parameters free = start.copy();
                Parameters clipped = start.copy();
                Parameters loose = start.copy();
                Sgd sgd = new Sgd(1)) {
            one.train(free, sgd, TRAIN, 1);
            double norm = distance(start, free);
            one.withClippedNorm(norm / 3).train(clipped, sgd, TRAIN, 1);
            one.withClippedNorm(norm * 3).train(loose, sgd, TRAIN, 1);
            assertThat(distance(start, clipped)).isCloseTo(norm / 3, within(1e-12));
            assertThat(Divergence.between(free, loose).all().bitwiseEqual()).isTrue();
        }
    }

    private static double distance(Parameters one, Parameters other) {
        double squares = 0;
        try (TensorScope scope = new TensorScope()) {
            for (int i = 0; i < one.tensors().size(); i++) {
                Tensor difference = one.tensors().get(i).sub(other.tensors().get(i));
                squares += difference.mul(difference).sum().item();
            }
        }
        return Math.sqrt(squares);
    }

    @Test
    void anUpdateClippedElementByElementMovesEachByNoMoreAndLeavesSmallOnesAsTheyAre() {
        Trainer one = trainer(ZIL).withBatchSize(600);
        double most = 0.01;
        try (Parameters start = NETWORK.initialize(SEED, DType.FLOAT64);
                Parameters free = start.copy();
                Parameters clipped = start.copy();
                Parameters both = start.copy();
                Parameters loose = start.copy();
                Sgd sgd = new Sgd(1)) {
            one.train(free, sgd, TRAIN, 1);
            one.withClippedValues(most).train(clipped, sgd, TRAIN, 1);
            one.withClippedNorm(0.02).withClippedValues(most).train(both, sgd, TRAIN, 1);
            one.withClippedValues(1e6).train(loose, sgd, TRAIN, 1);
            int large = 0;
            for (int i = 0; i < start.tensors().size(); i++) {
                double[] from = start.tensors().get(i).toDoubles();
                double[] to = free.tensors().get(i).toDoubles();
                double[] found = clipped.tensors().get(i).toDoubles();
                for (int k = 0; k < from.length; k++) {
                    boolean isLarge = Math.abs(to[k] - from[k]) > most + 1e-12;
                    large += isLarge ? 1 : 0;
                    assertThat(found[k])
                            .isEqualTo(isLarge ? from[k] + Math.copySign(most, to[k] - from[k]) : to[k], within(1e-15));
                }
            }
            assertThat(large).isPositive();
            assertThat(distance(start, both)).isCloseTo(0.02, within(1e-12)).isLessThan(distance(start, clipped));
            assertThat(Divergence.between(free, loose).all().bitwiseEqual()).isTrue();
        }
    }

    @Test
    void clippingElementByElementTakesEveryRuleAndZIlStillEndsWithTheBitsOfBackpropagation() {
        Schedule ipc = IncrementalPredictiveCoding.schedule(4, 0.1);
        try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                Parameters wave = parameters.copy();
                Parameters reference = parameters.copy()) {
            train(trainer(ZIL).withClippedValues(0.001), wave, 1);
            train(trainer(new Rule.Backprop()).withClippedValues(0.001), reference, 1);
            assertThat(Divergence.between(wave, reference).all().bitwiseEqual()).isTrue();
            assertThat(Divergence.between(wave, parameters).all().bitwiseEqual())
                    .isFalse();
            train(trainer(new Rule.Scheduled(ipc)).withClippedValues(1), parameters, 1);
        }
    }

    @Test
    void clippingRefusesARuleThatMovesParametersSeveralTimesAnUpdate() {
        Schedule ipc = IncrementalPredictiveCoding.schedule(4, 0.1);
        try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32)) {
            assertThatThrownBy(() -> train(trainer(new Rule.Scheduled(ipc)).withClippedNorm(1), parameters, 1))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("needs a rule that moves each parameter once an update");
        }
    }

    @Test
    void trainingEndsWhenNothingHasBecomeBetterForSoManyEpochs() {
        try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                Sgd still = new Sgd(1e-30)) {
            Training training =
                    trainer(ZIL).withValidation(TEST).withPatience(2).train(parameters, still, TRAIN, 10);
            assertThat(training.end()).isEqualTo(Training.End.NO_LONGER_BETTER);
            assertThat(training.evaluations()).hasSize(3);
        }
    }

    @Test
    void trainingStopsAfterTheUpdateInWhichItIsAskedTo() {
        List<Double> losses = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void updated(Progress progress, double loss) {
                losses.add(loss);
            }
        };
        try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32)) {
            Training training =
                    train(trainer(ZIL).withListener(listener).withStop(() -> losses.size() == 7), parameters, 3);
            assertThat(training.end()).isEqualTo(Training.End.STOPPED);
            assertThat(training.progress().updates()).isEqualTo(7);
            assertThat(losses).hasSize(7).allMatch(loss -> loss > 0);
        }
    }

    @Test
    void aLossThatIsNoNumberEndsTrainingWithItsUpdate() {
        try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                Sgd wild = new Sgd(1e38)) {
            assertThatThrownBy(() -> trainer(new Rule.Backprop()).train(parameters, wild, TRAIN, 3))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageMatching(
                            "the loss is (NaN|Infinity) at update [0-9]+: a smaller learning rate may help");
        }
    }

    /** Relaxing in steps that are too large makes values grow until they are no numbers, at any learning rate. */
    @Test
    void gammaIsNamedAsACauseWhereverARuleHasOne() {
        for (Schedule schedule : List.of(
                InferenceLearning.schedule(60, 2.5),
                IncrementalPredictiveCoding.schedule(60, 2.5),
                ZeroDivergence.schedule().withGamma(2.5),
                FixedPrediction.schedule(60, 2.5))) {
            try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                    Sgd wild = new Sgd(1e38)) {
                assertThatThrownBy(() -> trainer(new Rule.Scheduled(schedule)).train(parameters, wild, TRAIN, 3))
                        .as(schedule.name())
                        .isInstanceOf(TrainingException.class)
                        .hasMessageMatching(
                                "the loss is (NaN|-?Infinity) at update [0-9]+: a smaller learning rate may help,"
                                        + " or a smaller γ \\(it is 2\\.5\\)");
            }
        }
    }

    @Test
    void schedulesOfRatesGoAsTheySay() {
        RateSchedule stairs = RateSchedule.steps(10, 0.5);
        assertThat(stairs.factor(9, 100)).isEqualTo(1);
        assertThat(stairs.factor(10, 100)).isEqualTo(0.5);
        assertThat(stairs.factor(35, 100)).isEqualTo(0.125);
        RateSchedule cosine = RateSchedule.cosine(10);
        assertThat(cosine.factor(0, 110)).isCloseTo(0.1, within(1e-12));
        assertThat(cosine.factor(10, 110)).isEqualTo(1);
        assertThat(cosine.factor(60, 110)).isCloseTo(0.5, within(1e-12));
        assertThat(cosine.factor(109, 110)).isLessThan(0.001);
        assertThat(RateSchedule.constant().factor(3, 4)).isEqualTo(1);
        assertThatThrownBy(() -> RateSchedule.steps(0, 0.5))
                .hasMessage("a stair must be at least 1 update wide, not 0");
        assertThatThrownBy(() -> RateSchedule.cosine(-1)).hasMessage("the warm-up must be at least 0 updates, not -1");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> trainer(ZIL).withBatchSize(0))
                .hasMessage("a batch must hold at least 1 sample, not 0");
        assertThatThrownBy(() -> trainer(ZIL).withPatience(0)).hasMessage("patience must last at least 1 epoch, not 0");
        assertThatThrownBy(() -> trainer(ZIL).withClippedNorm(0))
                .hasMessage("the norm to clip to must be more than 0, not 0.0");
        assertThatThrownBy(() -> trainer(ZIL).withClippedValues(Double.NaN))
                .hasMessage("the value to clip to must be more than 0, not NaN");
        try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32)) {
            assertThatThrownBy(() -> train(trainer(ZIL), parameters, 0))
                    .hasMessage("training takes at least 1 epoch, not 0");
            assertThatThrownBy(() -> train(trainer(ZIL).withPatience(1), parameters, 1))
                    .hasMessage("patience needs samples to validate by");
        }
    }
}
