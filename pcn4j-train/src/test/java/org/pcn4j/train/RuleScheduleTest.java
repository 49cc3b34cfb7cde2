package org.pcn4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

class RuleScheduleTest {
    private static final Rule ZIL = new Rule.Scheduled(ZeroDivergence.schedule());
    private static final Rule BP = new Rule.Backprop();
    private static final Rule IL = new Rule.Scheduled(InferenceLearning.schedule(4, 0.2));

    private static Map<String, Tensor> trained(RuleSchedule rules, Parameters parameters, Length length) {
        try (Optimizer optimizer = Recipe.MOMENTUM_STEPS.optimizer()) {
            Trainer.of(Recipe.PLAIN.network(), rules)
                    .withBatchSize(25)
                    .train(parameters, optimizer, Recipe.TRAIN, length);
            return optimizer.state();
        }
    }

    @Test
    void eachRuleLearnsForItsTime() {
        RuleSchedule rules = RuleSchedule.of(ZIL).then(Length.epochs(2), IL).then(Length.updates(3), BP);
        List<String> names = new ArrayList<>();
        for (long update : new long[] {0, 15, 16, 18, 19, 1_000_000}) {
            names.add(rules.at(update, 8).name());
        }
        assertThat(names).containsExactly("z-il", "z-il", "il", "il", "bp", "bp");
        assertThat(rules.name()).isEqualTo("z-il for 2 epochs, then il for 3 updates, then bp");
        assertThat(RuleSchedule.of(IL).name()).isEqualTo("il");
        assertThat(rules).asString().contains("gamma=0.2");
    }

    /** Z-IL and backpropagation are equal, so that nothing but what is carried over could make a difference. */
    @Test
    void momentumIsCarriedOverFromOneRuleToTheNext() {
        try (Parameters mixed = Recipe.PLAIN.network().initialize(new Seed(1), DType.FLOAT32);
                Parameters pure = mixed.copy();
                Parameters other = mixed.copy()) {
            Length length = Length.updates(13);
            Map<String, Tensor> one = trained(RuleSchedule.of(ZIL).then(Length.updates(5), BP), mixed, length);
            Map<String, Tensor> two = trained(RuleSchedule.of(BP), pure, length);
            Map<String, Tensor> three = trained(RuleSchedule.of(ZIL).then(Length.updates(5), IL), other, length);
            assertThat(Divergence.between(mixed, pure).all().bitwiseEqual()).isTrue();
            assertThat(Divergence.between(mixed, other).all().bitwiseEqual()).isFalse();
            one.forEach((name, tensor) -> assertThat(tensor.isEqualTo(Objects.requireNonNull(two.get(name))))
                    .isTrue());
            List.of(one, two, three).forEach(state -> state.values().forEach(Tensor::close));
        }
    }

    @Test
    void trainingAndValidationMayBeCountedInUpdates() {
        List<Long> evaluated = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void evaluated(Progress progress, Evaluation evaluation) {
                evaluated.add(progress.updates());
            }
        };
        try (Parameters parameters = Recipe.PLAIN.network().initialize(new Seed(1), DType.FLOAT32);
                Optimizer optimizer = Recipe.PLAIN.optimizer()) {
            Training training = Recipe.PLAIN
                    .trainer()
                    .withValidation(Recipe.TRAIN, Length.updates(5))
                    .withListener(listener)
                    .train(parameters, optimizer, Recipe.TRAIN, Length.updates(21));
            assertThat(training.progress()).isEqualTo(new Progress(21, 21, 8));
            assertThat(evaluated).containsExactly(5L, 10L, 15L, 20L);
            assertThat(training.evaluations()).hasSize(4);
        }
    }

    @Test
    void lengthsOutOfRangeAreRefused() {
        assertThat(Length.epochs(3).inUpdates(8)).isEqualTo(24);
        assertThat(Length.updates(3).inUpdates(8)).isEqualTo(3);
        assertThatThrownBy(() -> Length.updates(0)).hasMessage("expected at least 1 update, not 0");
        assertThatThrownBy(() -> Length.epochs(-1)).hasMessage("expected at least 1 epoch, not -1");
        assertThatThrownBy(() -> Length.epochs(Long.MAX_VALUE).inUpdates(2)).isInstanceOf(ArithmeticException.class);
    }
}
