package org.pcn4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.data.Digits;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.Split;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Tanh;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Progress;
import org.pcn4j.train.Trainer;
import org.pcn4j.train.TrainingListener;
import org.pcn4j.train.file.ProtoFields;

class TensorBoardListenerTest {
    private static final Shape PIXELS = Shape.of(784);

    @TempDir
    private Path folder;

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static List<String> told(Path file) throws IOException {
        List<String> told = new ArrayList<>();
        for (ProtoFields event : EventRecords.read(file)) {
            if (event.has(5)) {
                for (ProtoFields value : event.message(5).messages(1)) {
                    told.add(event.integer(2) + " " + value.text(1) + " " + value.float32(2));
                }
            }
        }
        return told;
    }

    @Test
    void trainingIsToldByTheNumberOfTheUpdate() throws IOException {
        Split<LabeledImages> digits = Digits.generate(1, 60, 20);
        Network network = Models.mlp(PIXELS, List.of(8), new Tanh(), 10, new CrossEntropy());
        List<String> heard = new ArrayList<>();
        TrainingListener hearing = new TrainingListener() {
            @Override
            public void updated(Progress progress, double loss) {
                if (progress.updates() % 2 == 0) {
                    heard.add(progress.updates() + " train/loss " + (float) loss);
                }
            }

            @Override
            public void evaluated(Progress progress, Evaluation evaluation) {
                heard.add(progress.updates() + " validation/loss " + (float) evaluation.loss());
                heard.add(progress.updates() + " validation/accuracy "
                        + (float) evaluation.accuracy().orElseThrow());
            }
        };
        try (TensorBoardListener events = new TensorBoardListener(folder, 2);
                Parameters parameters = network.initialize(new Seed(1), DType.FLOAT32);
                Adam adam = new Adam(0.01)) {
            Trainer.of(network, new Rule.Scheduled(ZeroDivergence.schedule()))
                    .withBatchSize(20)
                    .withValidation(digits.test().as(PIXELS))
                    .withListener(events)
                    .withListener(hearing)
                    .train(parameters, adam, digits.train().as(PIXELS), 2);
        }
        assertThat(files()).hasSize(1);
        assertThat(heard).hasSize(7);
        assertThat(told(files().get(0))).isEqualTo(heard);
    }

    @Test
    void aRunStartsItsSessionAtStepZeroAndWhatGoesOnHasAFileOfItsOwnThatStartsAtTheNextUpdate() throws IOException {
        try (TensorBoardListener events = new TensorBoardListener(folder, 1)) {
            events.began(new Progress(0, 10, 5));
            events.updated(new Progress(1, 10, 5), 0.5);
        }
        try (TensorBoardListener events = new TensorBoardListener(folder, 1)) {
            events.began(new Progress(5, 10, 5));
            events.evaluated(new Progress(10, 10, 5), new Evaluation(3, 0.25, OptionalDouble.empty()));
        }
        assertThat(files()).hasSize(2);
        assertThat(told(files().get(0))).containsExactly("1 train/loss 0.5");
        assertThat(told(files().get(1))).containsExactly("10 validation/loss 0.25");
        for (int file = 0; file < 2; file++) {
            ProtoFields start = EventRecords.read(files().get(file)).get(1);
            assertThat(start.integer(2)).isEqualTo(file == 0 ? 0 : 6);
            assertThat(start.message(7).integer(1)).isEqualTo(1);
        }
    }

    @Test
    void anIntervalOfNoUpdateIsRefused() {
        assertThatThrownBy(() -> new TensorBoardListener(folder, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the loss must be written every 1 update or more, not every 0");
    }
}
