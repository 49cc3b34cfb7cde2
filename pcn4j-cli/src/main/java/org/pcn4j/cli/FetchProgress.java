package org.pcn4j.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pcn4j.train.fetch.FetchListener;
import org.pcn4j.train.fetch.RemoteFile;
import org.pcn4j.train.fetch.RemoteSet;

/** Shows how much of a data set has arrived: as a bar that moves on a terminal, otherwise as a line now and then. */
abstract class FetchProgress implements FetchListener, AutoCloseable {
    private final RemoteSet set;
    private final PrintWriter err;
    private final Set<String> complaints = new HashSet<>();
    private final Map<RemoteFile, Long> arrived = new HashMap<>();

    private FetchProgress(RemoteSet set, PrintWriter err) {
        this.set = set;
        this.err = err;
    }

    /**
     * Begins to show the progress of one set.
     *
     * @param err where to
     */
    static FetchProgress of(Terminal terminal, RemoteSet set, PrintWriter err) {
        return terminal.animated() ? new Bar(set, terminal, err) : new Lines(set, err);
    }

    /** Takes note that a file is there. */
    final void done(RemoteFile file) {
        arrived.put(file, file.size().orElse(0));
    }

    @Override
    public final void progress(RemoteFile file, long bytes, OptionalLong total) {
        arrived.put(file, bytes);
        show(arrived.values().stream().mapToLong(Long::longValue).sum());
    }

    @Override
    public final void failed(RemoteFile file, URI mirror, String why) {
        String complaint = String.format(Locale.ROOT, "%s: %s: %s: %s", set.name(), file.name(), mirror, why);
        // A mirror is asked again and again; what it says each time is told once.
        if (complaints.add(complaint)) {
            tell(complaint);
        }
    }

    @Override
    public final void waiting(RemoteFile file, Path folder) {
        tell(String.format(Locale.ROOT, "%s: waiting for another process that fetches into %s", set.name(), folder));
    }

    final RemoteSet set() {
        return set;
    }

    /** Writes a line. */
    void tell(String line) {
        err.println(line);
        err.flush();
    }

    /** Shows that so many bytes of the set have arrived. */
    abstract void show(long bytes);

    @Override
    public abstract void close();

    /** A bar on standard error, which is gone when the set is there. */
    private static final class Bar extends FetchProgress {
        private final Terminal terminal;
        private Optional<TerminalBar> bar = Optional.empty();
        // What was there before has no part in the speed.
        private Pace pace = Pace.from(0);
        private volatile BarLine line;

        Bar(RemoteSet set, Terminal terminal, PrintWriter err) {
            super(set, err);
            this.terminal = terminal;
            this.line = new BarLine(set.name(), Double.NaN, List.of());
        }

        @Override
        void show(long bytes) {
            if (bar.isEmpty()) {
                pace = Pace.from(bytes);
            }
            line = line(bytes);
            if (bar.isEmpty()) {
                bar = Optional.of(TerminalBar.begin(terminal, () -> line));
            }
        }

        private BarLine line(long bytes) {
            OptionalLong size = set().size();
            List<String> notes = new ArrayList<>();
            size.ifPresent(all -> pace.left(bytes, all).ifPresent(left -> notes.add(left + " left")));
            notes.add(ByteCount.of(bytes) + (size.isPresent() ? " of " + ByteCount.of(size.getAsLong()) : ""));
            long speed = Math.round(pace.perSecond(bytes));
            if (speed > 0) {
                notes.add(ByteCount.of(speed) + "/s");
            }
            return new BarLine(set().name(), size.isPresent() ? (double) bytes / size.getAsLong() : Double.NaN, notes);
        }

        @Override
        void tell(String line) {
            close();
            super.tell(line);
        }

        @Override
        public void close() {
            bar.ifPresent(TerminalBar::close);
            bar = Optional.empty();
        }
    }

    /** A line every tenth of the way, for files, pipes and build servers. */
    private static final class Lines extends FetchProgress {
        private static final int LINES = 10;
        private static final long UNKNOWN_STEP = 10_000_000;

        private long told;

        Lines(RemoteSet set, PrintWriter err) {
            super(set, err);
        }

        @Override
        void show(long bytes) {
            OptionalLong size = set().size();
            long step = size.isPresent() ? Math.max(1, (size.getAsLong() + LINES - 1) / LINES) : UNKNOWN_STEP;
            if (bytes / step > told) {
                told = bytes / step;
                String of = size.isPresent() ? " of " + ByteCount.of(size.getAsLong()) : "";
                tell(String.format(Locale.ROOT, "%s: %s%s", set().name(), ByteCount.of(bytes), of));
            }
        }

        @Override
        public void close() {}
    }
}
