package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.MirrorDescent;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.train.settings.SettingsException;
import org.pcn4j.train.settings.SettingsText;

class RelaxationSettingsTest {
    private static Schedule schedule(String text, String... set) {
        return SettingsText.of(text)
                .read(Rules.CATALOG, List.of(set))
                .rule(3)
                .asSchedule()
                .orElseThrow();
    }

    @Test
    void valuesMoveByTheRelaxationThatIsNamedWithTheRulesGamma() {
        Schedule schedule =
                schedule("name: il\ngamma: 0.05\nrelaxation:\n  name: momentum\n  momentum: 0.65\nstart: zeros\n");
        assertThat(schedule.relaxation()).isEqualTo(new Momentum(0.05, 0.65));
        assertThat(schedule.start()).isEqualTo(new Start.Zeros());
    }

    @Test
    void aRelaxationCanBeSetFromOutside() {
        Schedule schedule =
                schedule("name: ipc\n", "relaxation.name=langevin", "relaxation.temperature=0.5", "start.name=noisy");
        assertThat(schedule.relaxation()).isEqualTo(new Langevin(RuleSpec.GAMMA, 0.5));
        assertThat(schedule.start().noise()).isPositive();
    }

    @Test
    void bothRulesTakeAdamAndHeunWithTheRulesGammaAsTheirStep() {
        for (String rule : List.of("il", "ipc")) {
            assertThat(schedule("name: " + rule + "\ngamma: 0.05\nrelaxation: {name: adam, beta2: 0.99}\n")
                            .relaxation())
                    .isEqualTo(new AdamDescent(0.05, 0.9, 0.99, 1e-8));
            assertThat(schedule("name: " + rule + "\nrelaxation: {name: heun, relative-tolerance: 0.01}\n")
                            .relaxation())
                    .isEqualTo(new Heun(RuleSpec.GAMMA, 0.01, 1e-3));
        }
    }

    @Test
    void mirrorDescentHasTheThresholdOfThePaperUnlessItIsSaid() {
        assertThat(schedule("name: il\ngamma: 0.05\nrelaxation: mirror\n").relaxation())
                .isEqualTo(new MirrorDescent(0.05, 3));
        assertThat(schedule("name: ipc\nrelaxation: {name: mirror, threshold: -1}\n")
                        .relaxation())
                .isEqualTo(new MirrorDescent(RuleSpec.GAMMA, -1));
    }

    /** Z-IL rests on plain descent: in its form there is no other. */
    @Test
    void zilWithASolverThatIsNotDescentIsRefusedInOneLine() {
        assertThatThrownBy(() -> schedule("name: z-il\nrelaxation: adam\n"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("relaxation")
                .hasMessageContaining("z-il")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void anUnknownRelaxationIsRefusedByALineThatNamesThoseThereAre() {
        assertThatThrownBy(() -> schedule("name: il\nrelaxation: euler\n"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("euler")
                .hasMessageContaining("descent")
                .hasMessageContaining("langevin");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        RuleSpec rule = SettingsText.of("name: il\nrelaxation: momentum\n").read(Rules.CATALOG, List.of());
        String written = SettingsText.write(Rules.CATALOG, rule);
        assertThat(SettingsText.of(written).read(Rules.CATALOG, List.of())).isEqualTo(rule);
    }
}
