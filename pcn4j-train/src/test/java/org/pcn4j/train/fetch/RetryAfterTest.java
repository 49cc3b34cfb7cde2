package org.pcn4j.train.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {
    // The example of RFC 9110, section 5.6.7.
    private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:37Z");

    @Test
    void secondsAreSeconds() {
        assertThat(asked(Map.of("Retry-After", " 120 "), NOW)).hasValue(Duration.ofMinutes(2));
        assertThat(asked(Map.of("Retry-After", "0"), NOW)).hasValue(Duration.ZERO);
    }

    @Test
    void aDateIsTheTimeUntilThen() {
        assertThat(asked(Map.of("Retry-After", DATE), NOW.minusSeconds(30))).hasValue(Duration.ofSeconds(30));
        assertThat(asked(Map.of("Retry-After", DATE), NOW.plusSeconds(30))).hasValue(Duration.ZERO);
    }

    @Test
    void theMirrorsOwnDateCountsMoreThanTheClockHere() {
        Map<String, String> headers = Map.of("Retry-After", DATE, "Date", "Sun, 06 Nov 1994 08:48:37 GMT");

        assertThat(asked(headers, NOW.plusSeconds(86_400))).hasValue(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "1e3", "9999999999", "Sunday, 06-Nov-94 08:49:37 GMT"})
    void whatCannotBeReadAsksForNothing(String text) {
        assertThat(asked(Map.of("Retry-After", text), NOW)).isEmpty();
        assertThat(asked(Map.of(), NOW)).isEmpty();
    }

    private static Optional<Duration> asked(Map<String, String> headers, Instant now) {
        Map<String, List<String>> all = headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
        return RetryAfter.of(HttpHeaders.of(all, (name, value) -> true), now);
    }
}
