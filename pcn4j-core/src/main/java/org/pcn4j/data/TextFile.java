package org.pcn4j.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads text files, all of them alike and strictly: a byte that is no UTF-8 is refused, not replaced. A byte order mark
 * at the beginning is dropped. Line ends stay as they are.
 */
public final class TextFile {
    /** The most bytes that are read. */
    public static final long LARGEST = 1L << 30;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final String REMEDY = "save it as UTF-8";

    private TextFile() {}

    /**
     * Returns the whole text of a file, without a byte order mark.
     *
     * @throws DataException if there is no such file, if it cannot be read, has more than {@link #LARGEST} bytes, or is
     *     not UTF-8: which byte is not, and where
     */
    public static String read(Path path) {
        try {
            if (Files.isDirectory(path)) {
                throw new DataException(String.format(Locale.ROOT, "cannot read %s: it is a folder", path));
            }
            if (Files.size(path) > LARGEST) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "cannot read %s: expected a text of at most %d bytes, found %d; divide it into several files",
                        path,
                        LARGEST,
                        Files.size(path)));
            }
            return decode(path, Files.readAllBytes(path));
        } catch (IOException e) {
            throw new DataException(String.format(Locale.ROOT, "cannot read %s: %s", path, FileFailure.reason(e)), e);
        }
    }

    private static String decode(Path path, byte[] bytes) {
        requireNoUtf16(path, bytes);
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        // No byte of UTF-8 gives more than one char.
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw malformed(path, bytes, in.position());
        }
        out.flip();
        if (out.hasRemaining() && out.charAt(0) == BYTE_ORDER_MARK) {
            out.get();
        }
        return out.toString();
    }

    /** UTF-16 often is UTF-8 as well, with a character 0 beside each letter. */
    private static void requireNoUtf16(Path path, byte[] bytes) {
        if (bytes.length > 1) {
            int mark = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
            if (mark == 0xfffe || mark == 0xfeff) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "malformed text in %s: expected UTF-8 at byte 0, found the byte order mark 0x%04x of UTF-16; %s",
                        path,
                        mark,
                        REMEDY));
            }
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "malformed text in %s: expected UTF-8 at byte %d, found 0x00, which is in UTF-16 or in no text; %s",
                        path,
                        i,
                        REMEDY));
            }
        }
    }

    private static DataException malformed(Path path, byte[] bytes, int at) {
        return new DataException(String.format(
                Locale.ROOT,
                "malformed text in %s: expected UTF-8 at byte %d, found 0x%02x; %s",
                path,
                at,
                bytes[at],
                REMEDY));
    }
}
