package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanCommandTest {
    @Test
    void theWavefrontOfZilIsADiagonal() {
        Ran ran = Ran.pcn4j("plan", "--model", "cnn", "--rule", "z-il");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualToNormalizingNewlines("""
                        cnn by z-il, T 3, γ 1.0
                               level  forward  t=0  t=1  t=2  t=3
                        out        0  p        L    ·    ·    ·
                        fc1        1  p        r    L    ·    ·
                        conv2      2  p        ·    r    L    ·
                        conv1      3  p        ·    ·    r    L
                        p predict   b pull back   L pull back and learn   r relax   · nothing
                        4 predictions, 4 pullbacks, 4 of which learn
                        carried out by libtorch: the default of z-il
                        """);
    }

    @Test
    void settingsThatDoNotGoTogetherAreMisuseAndNameTheirKey() {
        assertThat(Ran.pcn4j("plan", "--model=mlp", "--set=rule={name: spiking, relaxation: heun}"))
                .returns(2, Ran::code)
                .extracting(ran -> ran.err().strip())
                .asString()
                .contains(
                        "rule.relaxation: it follows one energy over several times, and spiking weighs errors by time:"
                                + " expected descent or momentum, for example")
                .hasLineCount(1);
    }

    @Test
    void everyRuleOfEveryModelHasAPlan() {
        for (String model : new String[] {"mlp", "cnn", "rnn"}) {
            for (String rule : new String[] {"il", "z-il", "ipc", "fpa"}) {
                Ran ran = Ran.pcn4j("plan", "--model", model, "--rule", rule);
                assertThat(ran.code()).isZero();
                assertThat(ran.out()).startsWith(model + " by " + rule).contains("predictions");
            }
        }
        assertThat(Ran.pcn4j("plan", "--model", "mlp", "--rule", "il", "--steps", "100")
                        .out())
                .contains("t=4…99");
    }
}
