package org.pcn4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Where results go. A writer swallows what goes wrong; this remembers it, for the exit code. For one thread. */
final class StandardOutput extends OutputStream {
    /** What a shell tells of a program that wrote to a pipe which nobody reads any more: 128 and SIGPIPE. */
    static final int PIPE_CLOSED = 141;

    private static final Path SELF = Path.of("/dev/fd/1");
    private static final int KIND = 0xf000;
    private static final int FIFO = 0x1000;
    private static final int SOCKET = 0xc000;

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private Optional<IOException> failure = Optional.empty();

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            out.write(bytes, from, count);
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(e));
            throw e;
        }
    }

    /**
     * Returns the exit code of a command that is over. Results that could not be written make it fail, with a line that
     * says so; a reader who had enough, as {@code head} has, is told nothing.
     *
     * @param code the command's own
     */
    int exitCode(int code, PrintWriter err) {
        if (failure.isEmpty()) {
            return code;
        }
        String message = String.valueOf(failure.get().getMessage());
        if (isPipe(message)) {
            return code == 0 ? PIPE_CLOSED : code;
        }
        err.println("pcn4j: standard output could not be written: " + message);
        return code == 0 ? 1 : code;
    }

    /** By what it is where the system tells, since its messages may be in any language. */
    private static boolean isPipe(String message) {
        try {
            int kind = (Integer) Files.getAttribute(SELF, "unix:mode") & KIND;
            return kind == FIFO || kind == SOCKET;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return message.toLowerCase(Locale.ROOT).contains("pipe");
        }
    }
}
