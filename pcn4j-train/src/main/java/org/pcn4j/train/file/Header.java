package org.pcn4j.train.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.pcn4j.tensor.Tensor;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * A header to be written. What it looks like depends on what is in the file alone: metadata by their keys, then tensors by
 * their type, the wide ones first, and their names.
 *
 * @param entries in the order of their bytes, which follow one another
 */
record Header(List<Entry> entries, Map<String, String> metadata) {
    /** The key that no tensor can have. */
    static final String METADATA = "__metadata__";

    /** The most bytes of a header. */
    static final int MAX_BYTES = 100_000_000;

    /** The most tensors and metadata together, as each takes much more memory than its bytes in the file. */
    static final int MAX_ENTRIES = 1_000_000;

    private static final int ALIGNMENT = 8;
    private static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::type).thenComparing(Entry::name);

    /**
     * Returns the header of a file of these tensors.
     *
     * @throws IllegalArgumentException if a name or a text cannot be written, or there are too many
     */
    static Header of(Map<String, Tensor> tensors, Map<String, String> metadata) {
        requireFew(tensors.size() + (long) metadata.size());
        List<Entry> sized = new ArrayList<>();
        tensors.forEach((name, tensor) -> sized.add(sized(name, tensor)));
        sized.sort(ORDER);
        List<Entry> placed = new ArrayList<>();
        long place = 0;
        for (Entry entry : sized) {
            long end = place + entry.end();
            placed.add(new Entry(entry.name(), entry.type(), entry.shape(), place, end));
            place = end;
        }
        metadata.forEach((key, text) -> {
            requireEncodable(key);
            requireEncodable(text);
        });
        return new Header(placed, new TreeMap<>(metadata));
    }

    private static Entry sized(String name, Tensor tensor) {
        requireEncodable(name);
        if (name.equals(METADATA)) {
            throw new IllegalArgumentException(
                    "no tensor can be called '" + METADATA + "', which the format has taken");
        }
        StoredType type = StoredType.of(tensor.dtype());
        return new Entry(name, type, tensor.shape(), 0, tensor.elements() * type.bytes());
    }

    private static void requireFew(long entries) {
        if (entries > MAX_ENTRIES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%d tensors and metadata to write: expected at most %d", entries, MAX_ENTRIES));
        }
    }

    private static void requireEncodable(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(
                    OneLine.quoted(text) + " cannot be written in UTF-8, as it holds half a pair of surrogates");
        }
    }

    /**
     * Returns the header as JSON, padded with spaces.
     *
     * @throws IllegalArgumentException if it is too long
     */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonMapper.shared().createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart(METADATA);
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            entries.forEach(entry -> write(entry, json));
            json.writeEndObject();
        }
        while (bytes.size() % ALIGNMENT != 0) {
            bytes.write(' ');
        }
        if (bytes.size() > MAX_BYTES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the header of names and metadata takes %d bytes: expected at most %d",
                    bytes.size(),
                    MAX_BYTES));
        }
        return bytes.toByteArray();
    }

    private static void write(Entry entry, JsonGenerator json) {
        json.writeObjectPropertyStart(entry.name());
        json.writeStringProperty("dtype", entry.type().name());
        json.writeArrayPropertyStart("shape");
        for (long size : entry.shape().toArray()) {
            json.writeNumber(size);
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("data_offsets");
        json.writeNumber(entry.begin());
        json.writeNumber(entry.end());
        json.writeEndArray();
        json.writeEndObject();
    }
}
