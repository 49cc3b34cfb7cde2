package org.pcn4j.train.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonTest {
    static Stream<Arguments> exceptions() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("a/B.yaml"), "there is no file or folder 'a/B.yaml'"),
                Arguments.of(new AccessDeniedException("B"), "permission denied for 'B'"),
                Arguments.of(new FileAlreadyExistsException("B"), "there is already a file or folder 'B'"),
                Arguments.of(new NotDirectoryException("B"), "there is no folder, but something else, 'B'"),
                Arguments.of(new DirectoryNotEmptyException("B"), "there is something in the folder 'B'"),
                Arguments.of(new FileSystemException("B", null, "No space left on device"), "no space left on device"),
                Arguments.of(new FileSystemException(null), "it cannot be read or written"),
                Arguments.of(new MalformedInputException(1), "it is no text in UTF-8"),
                Arguments.of(new EOFException(), "it ends too early"),
                Arguments.of(new IOException((String) null), "it cannot be read or written"),
                Arguments.of(new IOException("No space left on device"), "No space left on device"),
                Arguments.of(new SocketException("Connection reset"), "Connection reset"),
                Arguments.of(new IOException(new NoSuchFileException("B")), "there is no file or folder 'B'"),
                Arguments.of(new UncheckedIOException(new AccessDeniedException("B")), "permission denied for 'B'"),
                Arguments.of(
                        new UncheckedIOException("cannot write 'B': no space", new IOException("x")),
                        "cannot write 'B': no space"),
                Arguments.of(new IllegalStateException(new IOException("a pipe broke")), "a pipe broke"),
                Arguments.of(new IllegalArgumentException("'a\nb\r\n  c': expected d"), "'a b c': expected d"),
                Arguments.of(new IllegalArgumentException("\u001b[31mred"), "?[31mred"),
                Arguments.of(
                        new NullPointerException("Cannot invoke \"java.util.List.size()\""),
                        "this is a mistake in the program itself, which is worth a report"),
                Arguments.of(
                        new IllegalStateException(),
                        "this is a mistake in the program itself, which is worth a report"));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void aReasonIsInWordsOnOneLineWithoutTheNameOfAClass(Throwable e, String reason) {
        assertThat(Reason.of(e)).isEqualTo(reason);
    }
}
