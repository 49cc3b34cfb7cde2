package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code explain} takes kinds and names as people say them, and its lines fit a terminal. */
class ExplainTest {
    private static String told(String... words) {
        Ran ran = Ran.pcn4j(words);
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.out();
    }

    private static String refused(String... words) {
        Ran ran = Ran.pcn4j(words);
        assertThat(ran.err()).hasLineCount(1);
        assertThat(ran.code()).isEqualTo(2);
        return ran.err();
    }

    @ParameterizedTest
    @CsvSource({"rules,rule", "data-sets,data-set", "energies,energy", "energies,losses", "energies,loss"})
    void aKindMayBeSaidOtherwise(String kind, String other) {
        assertThat(told("explain", other)).startsWith("name ").isEqualTo(told("explain", kind));
    }

    @Test
    void aKindBeforeANameLeavesOutOtherKinds() {
        assertThat(told("explain", "rule", "il")).startsWith("rule il: ").isEqualTo(told("explain", "il"));
        assertThat(told("explain", "constant")).contains("schedule constant", "initializer constant");
        assertThat(told("explain", "initializer", "constant"))
                .contains("initializer constant")
                .doesNotContain("schedule");
        assertThat(refused("explain", "rules", "ill")).contains("unknown rule 'ill', did you mean 'il'? valid: bp, il");
        assertThat(refused("explain", "rule", "il", "bp")).contains("'bp'");
        assertThat(refused("explain", "rulez", "il")).contains("unknown kind 'rulez', did you mean 'rules'?");
    }

    @Test
    void whatIsUnknownIsToldByAShortLineOfKinds() {
        assertThat(refused("explain", "relux"))
                .contains("unknown name 'relux', did you mean 'relu'? kinds: rules, relaxations, ")
                .hasSizeLessThan(250);
    }

    @Test
    void aLongDefaultIsShownByItsBeginning() {
        assertThat(told("explain", "graph")).contains("…").doesNotContain("fc1");
        assertThat(told("explain", "graph").lines()).allMatch(line -> line.length() < 150);
        assertThat(told("explain", "graph", "--json")).contains("fc1");
    }
}
