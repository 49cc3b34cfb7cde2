package org.pcn4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeInWordsTest {
    @ParameterizedTest
    @CsvSource({
        "-5, 0 s",
        "0, 0 s",
        "59, 59 s",
        "60, 1 min 00 s",
        "3599, 59 min 59 s",
        "3600, 1 h 00 min",
        "3900, 1 h 05 min",
        "86399, 23 h 59 min",
        "86400, 1 d 0 h",
        "183600, 2 d 3 h",
        "863999999, 9999 d 23 h",
        "864000000, more than 9999 d"
    })
    void secondsAreToldInTheTwoLargestUnits(long seconds, String words) {
        assertThat(TimeInWords.of(Duration.ofSeconds(seconds))).isEqualTo(words);
    }

    @Test
    void workIsToldByItsRateHoweverMuchItIs() {
        assertThat(TimeInWords.of(390, 0.1)).isEqualTo("1 h 05 min");
        assertThat(TimeInWords.of(75_000_000, 400)).isEqualTo("2 d 4 h");
        assertThat(TimeInWords.of(0, Double.NaN)).isEqualTo("0 s");
        assertThat(TimeInWords.of(5, 0)).isEqualTo("unknown");
        assertThat(TimeInWords.of(5, Double.NaN)).isEqualTo("unknown");
        assertThat(TimeInWords.of(5, Double.POSITIVE_INFINITY)).isEqualTo("0 s");
        assertThat(TimeInWords.of(Long.MAX_VALUE, 1e-300)).isEqualTo("more than 9999 d");
    }
}
