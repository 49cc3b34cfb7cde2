package org.pcn4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
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
        return terminal.animated() ? new Bar(set, terminal.columns(), err) : new Lines(set, err);
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
        private static final int REFRESH_MILLIS = 200;
        private static final long MEGA = 1_000_000;

        private final int columns;
        private Optional<ProgressBar> bar = Optional.empty();

        Bar(RemoteSet set, int columns, PrintWriter err) {
            super(set, err);
            this.columns = columns;
        }

        @Override
        void show(long bytes) {
            bar.or(() -> begun(bytes)).ifPresent(shown -> shown.stepTo(bytes));
        }

        private Optional<ProgressBar> begun(long bytes) {
            PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
            bar = Optional.of(ProgressBar.builder()
                    .setTaskName(set().name())
                    .setInitialMax(set().size().orElse(-1))
                    // What was there before has no part in the speed.
                    .startsFrom(bytes, Duration.ZERO)
                    .setUnit(" MB", MEGA)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                    // A width of its own, as in ProgressOnTerminal, which says why.
                    .setConsumer(new ConsoleProgressBarConsumer(err, columns - 1))
                    .clearDisplayOnFinish()
                    .build());
            return bar;
        }

        @Override
        void tell(String line) {
            close();
            super.tell(line);
        }

        @Override
        public void close() {
            bar.ifPresent(ProgressBar::close);
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
