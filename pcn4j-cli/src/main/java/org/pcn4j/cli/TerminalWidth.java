package org.pcn4j.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How wide a terminal is, now: when its window was resized the system sends a signal, and the terminal is asked anew. Where
 * there is no such signal, or no answer, the width stays what it was.
 */
final class TerminalWidth implements AutoCloseable {
    private static final Pattern SIZE = Pattern.compile("\\d+ ([1-9]\\d{0,5})\\s*");
    private static final int PATIENCE_SECONDS = 2;

    private final Supplier<OptionalInt> terminal;
    private final Optional<SystemSignal> signal;
    private volatile int columns;

    private TerminalWidth(int columns, Supplier<OptionalInt> terminal) {
        this.columns = columns;
        this.terminal = terminal;
        this.signal = SystemSignal.handle("WINCH", this::resized);
    }

    /** Follows the terminal that this process belongs to, which had so many columns when it began. */
    static TerminalWidth following(int columns) {
        return following(columns, TerminalWidth::asked);
    }

    /** Follows what a terminal answers. */
    static TerminalWidth following(int columns, Supplier<OptionalInt> terminal) {
        return new TerminalWidth(columns, terminal);
    }

    /** Returns how many characters there is room for in a line. */
    int columns() {
        return columns;
    }

    private void resized() {
        terminal.get().ifPresent(found -> columns = found);
    }

    private static OptionalInt asked() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return OptionalInt.empty();
            }
            return columns(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** Reads rows and columns, as {@code stty} writes them; a terminal that does not know its size says 0. */
    static OptionalInt columns(String size) {
        Matcher matcher = SIZE.matcher(size);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** Follows no longer. */
    @Override
    public void close() {
        signal.ifPresent(SystemSignal::release);
    }
}
