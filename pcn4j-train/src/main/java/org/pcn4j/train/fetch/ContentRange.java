package org.pcn4j.train.fetch;

import java.net.http.HttpHeaders;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes of how many a mirror sends (RFC 9110, section 14.4), as in <code>bytes 100-199/200</code> or, where it
 * sends none, <code>bytes *&#47;200</code>.
 *
 * @param first the first byte, counted from 0, if it sends any and says so
 * @param total how many the whole has, if it says so
 */
record ContentRange(OptionalLong first, OptionalLong total) {
    private static final Pattern PATTERN =
            Pattern.compile("bytes\\s+(?:([0-9]{1,18})-[0-9]{1,18}|\\*)/(?:([0-9]{1,18})|\\*)");

    /** Reads the header of a response; where there is none, or none that can be read, nothing is known. */
    static ContentRange of(HttpHeaders headers) {
        Matcher matcher =
                PATTERN.matcher(headers.firstValue("Content-Range").orElse("").strip());
        return matcher.matches()
                ? new ContentRange(number(matcher, 1), number(matcher, 2))
                : new ContentRange(OptionalLong.empty(), OptionalLong.empty());
    }

    private static OptionalLong number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
    }
}
