package org.pcn4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that moves, on standard error; it is gone when the work is done. */
final class ProgressOnTerminal extends Progress {
    private static final int REFRESH_MILLIS = 200;

    private final ProgressBar bar;

    ProgressOnTerminal(String title, long updates, Interruption interruption, int columns) {
        super(interruption);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        bar = ProgressBar.builder()
                .setTaskName(title)
                .setInitialMax(updates)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                // Without a width the bar asks JLine for it, which hands Ctrl-C back to the system: the JVM would die
                // at
                // once, and nothing of what was measured would be told.
                .setConsumer(new ConsoleProgressBarConsumer(err, columns - 1))
                .clearDisplayOnFinish()
                .build();
    }

    @Override
    void show(long update) {
        bar.stepTo(update);
        bar.setExtraMessage(" loss " + losses());
    }

    @Override
    public void testing(String rule) {
        bar.stepTo(bar.getMax());
        bar.setExtraMessage(" testing " + rule);
    }

    @Override
    public void close() {
        bar.close();
    }
}
