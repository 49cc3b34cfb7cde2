package org.pcn4j.train.fetch;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How long a mirror asks to be left alone (RFC 9110, section 10.2.3): so many seconds, or until a date. */
final class RetryAfter {
    private static final String SECONDS = "[0-9]{1,9}";

    private RetryAfter() {}

    /**
     * Reads the header of a response; where there is none, or none that can be read, nothing is asked.
     *
     * @param now counts where the mirror does not tell the date of its answer; its own date is better, since one of the
     *     two clocks may be wrong
     * @return at least 0
     */
    static Optional<Duration> of(HttpHeaders headers, Instant now) {
        String text = headers.firstValue("Retry-After").orElse("").strip();
        if (text.matches(SECONDS)) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        Instant from = headers.firstValue("Date").flatMap(RetryAfter::date).orElse(now);
        return date(text)
                .map(until -> Duration.between(from, until))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
