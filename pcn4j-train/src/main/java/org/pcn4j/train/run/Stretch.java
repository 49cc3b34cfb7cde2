package org.pcn4j.train.run;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a run: from its beginning, or from where it went on, to where it ended or was interrupted.
 *
 * @param started when
 * @param update how many updates were done by then
 * @param command the words that started it; empty if they are not known
 * @param changed the settings that are other ones than before, by key, as in {@code 2 → 4}
 * @param commit checked out then, as in {@link Provenance}
 * @param clean whether the working tree held that commit, as in {@link Provenance}
 * @param ended when; none while it goes on, or if it was killed
 * @param end why it ended, in words
 */
public record Stretch(
        Instant started,
        long update,
        List<String> command,
        Map<String, String> changed,
        Optional<String> commit,
        Optional<Boolean> clean,
        Optional<Instant> ended,
        Optional<String> end) {
    /** Copies the list, and the map in its order. */
    public Stretch {
        command = List.copyOf(command);
        changed = Collections.unmodifiableMap(new LinkedHashMap<>(changed));
    }

    /** Begins one here and now. */
    public static Stretch begin(Instant now, long update, List<String> command, Map<String, String> changed) {
        GitState git = GitState.here();
        return new Stretch(
                now, update, command, changed, git.commit(), git.clean(), Optional.empty(), Optional.empty());
    }

    Stretch ending(Optional<Instant> when, Optional<String> why) {
        return new Stretch(started, update, command, changed, commit, clean, when, why);
    }
}
