package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
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

    @Test
    void ofOwnersItShowsTheCutAndWhatTravels() {
        Ran ran = Ran.pcn4j("plan", "--model=mlp", "--rule=il", "--steps=8", "--set=batch=128", "--owners=2");
        assertThat(ran.code()).isZero();
        // One value of 128 × 128 numbers goes up, and what is pulled back comes down, each with two strides.
        assertThat(ran.out())
                .containsPattern(
                        "\\R\\Rlayers over ranks, by libtorch in exact arithmetic\\Rcut among 2 owners, batch 128 of float32: 65.6 kB travel in the forward pass, 0.1 MB in a"
                                + " step, \\d\\.\\d MB in an update")
                .containsPattern("owner +arithmetic +parameters +sends in a step +in an update +nodes")
                .containsPattern("0 +\\d+\\.\\d % +\\S+ +65.6 kB +\\S+ [kM]B +fc1")
                .containsPattern("1 +\\d+\\.\\d % +\\S+ +65.6 kB +\\S+ [kM]B +(fc2, )?out");
        assertThat(Ran.pcn4j("plan", "--model=mlp", "--rule=il", "--steps=8", "--set=batch=128", "--owners=2", "--json")
                        .out())
                .contains("\"step\" : 131104");
    }

    @Test
    void ownersThatCannotBeAreMisuse() {
        String[] il = {"plan", "--model=mlp", "--rule=il"};
        assertThat(misused(il, "--owners=0")).contains("--owners", "expected a whole number from 1");
        assertThat(misused(il, "--owners=9"))
                .contains(
                        "--owners: a network with 3 nodes that compute cannot be cut among 9 owners: expected 1 to 3");
        assertThat(misused(new String[] {"plan", "--model=mlp", "--rule=fa-z-il"}, "--owners=2"))
                .contains("it finds out as it runs which units learn");
    }

    private static String misused(String[] words, String... more) {
        Ran ran = Ran.pcn4j(Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new));
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().strip()).hasLineCount(1);
        return ran.err();
    }
}
