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

/** Reads text files, strictly: a byte that is no UTF-8 is refused, not replaced. */
final class TextFile {
    private TextFile() {}

    /**
     * Returns the whole text of a file.
     *
     * @throws DataException if the file cannot be read or is not UTF-8
     */
    static String read(Path path) {
        try {
            return decode(path, Files.readAllBytes(path));
        } catch (IOException e) {
            throw new DataException(String.format(Locale.ROOT, "cannot read %s: %s", path, e), e);
        }
    }

    private static String decode(Path path, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        // No byte of UTF-8 gives more than one char.
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "malformed text in %s: expected UTF-8 at byte %d, found 0x%02x",
                    path,
                    in.position(),
                    bytes[in.position()]));
        }
        return out.flip().toString();
    }
}
