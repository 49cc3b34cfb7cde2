package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.inference.schedule.Weighting;
import org.pcn4j.train.settings.SettingsException;
import org.pcn4j.train.settings.SettingsText;

class RuleSettingsTest {
    private static Schedule schedule(String text) {
        return SettingsText.of(text)
                .read(Rules.CATALOG, List.of())
                .rule(3)
                .asSchedule()
                .orElseThrow();
    }

    /** The settings of Pinchetti et al. 2025 for MNIST. */
    @Test
    void aNudgeIsSaidByItsBetaBesideWhatInferenceLearningTakes() {
        Schedule schedule =
                schedule("{name: pn, beta: .55, steps: 5, gamma: .058, relaxation: {name: momentum, momentum: .7}}");
        assertThat(schedule.name()).isEqualTo("pn");
        assertThat(schedule.nudging()).isEqualTo(new Nudging.Clamped(0.55));
        assertThat(schedule.until()).isEqualTo(new Until.Steps(5));
        assertThat(schedule.relaxation()).isEqualTo(new Momentum(0.058, 0.7));
        assertThat(schedule("{name: nn, beta: .2}").nudging()).isEqualTo(new Nudging.Clamped(-0.2));
        assertThat(schedule("{name: cn, beta: .2}").nudging()).isEqualTo(new Nudging.Centered(0.2));
        assertThat(schedule("{name: soft-nudge, beta: .2}").nudging()).isEqualTo(new Nudging.Soft(0.2));
    }

    @Test
    void aWaveIsSaidByItsAlphaAndLearnsByTheForwardUpdateUnlessToldOtherwise() {
        Schedule spiking = schedule("{name: spiking, alpha: .01, steps: 13, gamma: .8}");
        assertThat(spiking.weighting()).isEqualTo(new Weighting.Spiking(0.01));
        assertThat(spiking.parents()).isEqualTo(Parents.FORWARD);
        assertThat(spiking.relaxation()).isEqualTo(new Descent(0.8));
        Schedule decaying = schedule("{name: decaying, forward-update: false}");
        assertThat(decaying.weighting()).isEqualTo(new Weighting.Decaying(0.01));
        assertThat(decaying.parents()).isEqualTo(Parents.CURRENT);
        assertThat(decaying.until()).isEqualTo(new Until.Steps(3));
    }

    @Test
    void strictRelaxesAsOftenBeforeItsErrorsAsItHasSteps() {
        Schedule strict = schedule("{name: strict, steps: 19, gamma: .1}");
        assertThat(strict.until()).isEqualTo(new Until.Steps(19));
        assertThat(strict.parents()).isEqualTo(Parents.NEXT);
    }

    @Test
    void incrementalPredictiveCodingLearnsAtTPlusOneTimesOrAtT() {
        assertThat(schedule("ipc").learning()).isEqualTo(new Learning.AtEveryStep());
        assertThat(schedule("{name: ipc, learns: while-relaxing}").learning()).isEqualTo(new Learning.WhileRelaxing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pn", "nn", "cn", "soft-nudge"})
    void aNudgeOfNothingIsRefusedInOneLine(String rule) {
        assertThatThrownBy(() -> schedule("{name: " + rule + ", beta: 0}"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("beta: expected a number greater than 0, found '0'");
    }

    @Test
    void aClampedNudgeOfACrossEntropyIsRefusedWithTheSoftFormAsTheRemedy() {
        assertThatThrownBy(() -> Experiment.read("model: mlp\nrule: pn\nloss: cross-entropy\n", List.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("cross-entropy does not go with pn, which nudges outputs held by a squared error:"
                        + " expected squared-error, or the rule soft-nudge");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: pn, beta: 0.3}",
                "cn",
                "soft-nudge",
                "{name: decaying, alpha: 0.2}",
                "spiking",
                "strict",
                "{name: ipc, learns: while-relaxing}"
            })
    void whatIsWrittenIsReadAgain(String text) {
        RuleSpec rule = SettingsText.of(text).read(Rules.CATALOG, List.of());
        String written = SettingsText.write(Rules.CATALOG, rule);
        assertThat(SettingsText.of(written).read(Rules.CATALOG, List.of())).isEqualTo(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"z-il", "z-il-unlevelled", "fa-z-il"})
    void rulesThatEqualBackpropagationSayWhyTheyTakeNoRelaxation(String rule) {
        assertThatThrownBy(() -> schedule("{name: " + rule + ", relaxation: adam}"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        rule + " has no key 'relaxation': each error passes a node once, by plain descent");
    }
}
