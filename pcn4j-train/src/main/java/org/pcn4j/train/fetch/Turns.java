package org.pcn4j.train.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which mirror is asked when: at first all in the order in which they are preferred; then those that failed for a while,
 * each once it has been left alone for as long as it asked or, if it did not, as patience says. For one thread.
 */
final class Turns {
    private final Patience patience;
    private final List<Turn> waiting = new ArrayList<>();
    private final Map<URI, String> failures = new LinkedHashMap<>();

    /**
     * A mirror that may yet have the file.
     *
     * @param due when it may be asked, by the system's timer
     * @param idle how often in a row it brought nothing
     */
    record Turn(URI mirror, long due, int idle) {}

    Turns(List<URI> mirrors, Patience patience) {
        this.patience = patience;
        long now = System.nanoTime();
        mirrors.forEach(mirror -> waiting.add(new Turn(mirror, now, 0)));
    }

    /** Tells whether no mirror is left. */
    boolean isOver() {
        return waiting.isEmpty();
    }

    /** Waits until a mirror is due and takes it out; of several, the one that was due first. There must be one left. */
    Turn next() throws InterruptedException {
        long now = System.nanoTime();
        // The timer may overflow, so only differences count. Of equals, the first is found.
        Turn next = waiting.stream()
                .min(Comparator.comparingLong(turn -> turn.due() - now))
                .orElseThrow(() -> new IllegalStateException("no mirror is left"));
        waiting.remove(next);
        Duration pause = Duration.ofNanos(next.due() - now);
        if (!pause.isNegative()) {
            // Never a moment too early.
            Thread.sleep(pause.plusMillis(1).toMillis());
        }
        return next;
    }

    /** Notes that a mirror does not have the file. */
    void refused(Turn turn, String why) {
        failures.put(turn.mirror(), why);
    }

    /** Notes that a mirror failed for a while, but brought something: however often that happens, it is asked again. */
    void progressed(Turn turn, Attempt.Hindered hindered) {
        again(turn.mirror(), hindered, 0);
    }

    /** Notes that a mirror failed and brought nothing: it is asked again unless it has done so too often. */
    void idled(Turn turn, Attempt.Hindered hindered) {
        int idle = turn.idle() + 1;
        if (idle < patience.rounds()) {
            again(turn.mirror(), hindered, idle);
        } else {
            refused(turn, hindered.why());
        }
    }

    private void again(URI mirror, Attempt.Hindered hindered, int idle) {
        failures.put(mirror, hindered.why());
        Duration pause = hindered.asked().orElseGet(() -> patience.pauseAfter(Math.max(1, idle)));
        waiting.add(new Turn(mirror, System.nanoTime() + pause.toNanos(), idle));
    }

    /** Says of each mirror that failed what went wrong at last. */
    String failures() {
        return failures.entrySet().stream()
                .map(failure -> String.format(Locale.ROOT, "%s: %s", failure.getKey(), failure.getValue()))
                .collect(Collectors.joining("; "));
    }
}
