package org.pcn4j.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Sequences as text, to compare them. */
final class SequenceBytes {
    private SequenceBytes() {}

    /** Returns the symbols of each sequence. */
    static List<String> texts(Sequences sequences) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            texts.add(sequences.text(i));
        }
        return texts;
    }

    /** Returns a checksum of all sequences and labels of both parts. */
    static long checksum(Split<Sequences> split) {
        CRC32 crc = new CRC32();
        for (Sequences part : List.of(split.train(), split.test())) {
            for (int i = 0; i < part.size(); i++) {
                crc.update((part.text(i) + " " + part.label(i) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return crc.getValue();
    }
}
