package org.pcn4j.train.file;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcn4j.tensor.Shape;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a header that may say anything, token by token: what is not expected is refused where it stands, so nothing is
 * ever nested deeper than the format nests, and nothing is kept that was not checked.
 */
final class HeaderReader {
    /** The most dimensions of a tensor; libtorch's kernels take no more. */
    static final int MAX_RANK = 64;

    private static final int DEPTH = 4;

    // Names are not kept in Jackson's table, which all parsers share and in which names can be made to collide.
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNameLength(Header.MAX_BYTES)
                            .maxStringLength(Header.MAX_BYTES)
                            .build())
                    .build())
            .build();

    private final Path file;
    private final JsonParser json;
    private final long dataBytes;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private String tensor = "";

    private HeaderReader(Path file, JsonParser json, long dataBytes) {
        this.file = file;
        this.json = json;
        this.dataBytes = dataBytes;
    }

    /**
     * Reads a header.
     *
     * @param file for messages
     * @param header its bytes
     * @param dataBytes how many bytes follow it in the file
     * @return entries that take each of those bytes exactly once
     * @throws FileFormatException if it says anything else
     */
    static Header read(Path file, byte[] header, long dataBytes) throws FileFormatException {
        byte first = first(header);
        if (first != '{') {
            throw new FileFormatException(
                    file, String.format(Locale.ROOT, "its header begins with byte 0x%02x", first), "'{', 0x7b");
        }
        try (JsonParser json = STRICT.createParser(utf8(header))) {
            HeaderReader reader = new HeaderReader(file, json, dataBytes);
            reader.read();
            return new Header(List.copyOf(reader.entries), reader.metadata);
        } catch (JacksonException e) {
            String complaint =
                    e.getCause() instanceof CharacterCodingException ? "it is not UTF-8" : e.getOriginalMessage();
            throw new FileFormatException(file, "its header cannot be read: " + complaint, "JSON, each key once", e);
        }
    }

    /** Returns the first byte that is no space of JSON's, if there is one. */
    private static byte first(byte[] header) {
        for (byte each : header) {
            if (each != ' ' && each != '\n' && each != '\r' && each != '\t') {
                return each;
            }
        }
        return header[0];
    }

    /** Unlike Jackson's own reading of bytes, takes no other encoding and passes over nothing. */
    private static Reader utf8(byte[] header) {
        return new InputStreamReader(new ByteArrayInputStream(header), StandardCharsets.UTF_8.newDecoder());
    }

    private void read() throws FileFormatException {
        require(json.nextToken(), JsonToken.START_OBJECT, "its header");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            if (name.equals(Header.METADATA)) {
                readMetadata();
            } else {
                tensor = name;
                entries.add(entry());
                requireFew();
            }
        }
        JsonToken more = json.nextToken();
        if (more != null) {
            throw wrong("its header goes on with " + name(more) + " after its object", "spaces alone");
        }
        requireSeamless();
    }

    private void readMetadata() throws FileFormatException {
        require(json.nextToken(), JsonToken.START_OBJECT, Header.METADATA);
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            require(json.nextToken(), JsonToken.VALUE_STRING, Header.METADATA + " " + OneLine.quoted(key));
            metadata.put(key, json.getString());
            requireFew();
        }
    }

    private void requireFew() throws FileFormatException {
        if (entries.size() + metadata.size() > Header.MAX_ENTRIES) {
            throw wrong("it has more than " + Header.MAX_ENTRIES + " tensors and metadata", "no more");
        }
    }

    private Entry entry() throws FileFormatException {
        StoredType type = null;
        long[] sizes = null;
        long[] offsets = null;
        require(json.nextToken(), JsonToken.START_OBJECT, of("description"));
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            switch (key) {
                case "dtype" -> type = type();
                case "shape" -> sizes = numbers("shape", MAX_RANK);
                case "data_offsets" -> offsets = numbers("data_offsets", 2);
                default ->
                    throw wrong(
                            of("description") + " has the unknown key " + OneLine.quoted(key),
                            "dtype, shape and data_offsets");
            }
        }
        return entry(given(type, "dtype"), given(sizes, "shape"), given(offsets, "data_offsets"));
    }

    private <T> T given(@Nullable T part, String key) throws FileFormatException {
        if (part == null) {
            throw wrong(of("description") + " has no " + key, "dtype, shape and data_offsets");
        }
        return part;
    }

    private StoredType type() throws FileFormatException {
        require(json.nextToken(), JsonToken.VALUE_STRING, of("dtype"));
        String name = json.getString();
        return StoredType.named(name)
                .orElseThrow(() -> wrong(
                        of("dtype") + " is " + OneLine.quoted(name), "one of " + Arrays.toString(StoredType.values())));
    }

    private long[] numbers(String part, int most) throws FileFormatException {
        require(json.nextToken(), JsonToken.START_ARRAY, of(part));
        long[] numbers = new long[most];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (count == most) {
                throw wrong(of(part) + " has more than " + most + " numbers", "no more");
            }
            numbers[count++] = number(part);
        }
        return Arrays.copyOf(numbers, count);
    }

    private long number(String part) throws FileFormatException {
        require(json.currentToken(), JsonToken.VALUE_NUMBER_INT, "a number in " + of(part));
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
            throw wrong(of(part) + " has the number " + OneLine.quoted(json.getString()), "0 to " + Long.MAX_VALUE);
        }
        return json.getLongValue();
    }

    private Entry entry(StoredType type, long[] sizes, long[] offsets) throws FileFormatException {
        long bytes = bytes(type, sizes);
        Shape shape = Shape.of(sizes);
        if (offsets.length != 2) {
            throw wrong(of("data_offsets") + " are " + Arrays.toString(offsets), "two, its begin and its end");
        }
        long begin = offsets[0];
        long end = offsets[1];
        if (begin > end) {
            throw wrong(of("data_offsets") + " go backwards, from " + begin + " to " + end, "begin before end");
        } else if (end > dataBytes) {
            throw wrong(
                    of("data_offsets") + " reach from byte " + begin + " to " + end,
                    "at most " + dataBytes + ", the bytes after the header; the file may be truncated");
        } else if (end - begin != bytes) {
            throw wrong(
                    of("data_offsets") + " span " + (end - begin) + " bytes",
                    bytes + " for " + type + " of shape " + shape);
        }
        return new Entry(tensor, type, shape, begin, end);
    }

    /**
     * Returns the bytes of all elements. Sizes of 0 are taken for 1 where the product must not overflow, since strides are
     * products of the sizes beside them.
     */
    private long bytes(StoredType type, long[] sizes) throws FileFormatException {
        long bytes = type.bytes();
        long elements = 1;
        for (long size : sizes) {
            long factor = Math.max(1, size);
            if (bytes > Long.MAX_VALUE / factor) {
                throw wrong(of("shape") + " " + Shape.of(sizes) + " overflows", "at most " + Long.MAX_VALUE + " bytes");
            }
            bytes *= factor;
            elements *= size;
        }
        return type.bytes(elements)
                .orElseThrow(() -> wrong(
                        of("shape") + " " + Shape.of(sizes) + " of " + type + " ends within a byte",
                        "as many elements as fill whole bytes"));
    }

    private void requireSeamless() throws FileFormatException {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long place = 0;
        for (Entry entry : entries) {
            tensor = entry.name();
            if (entry.begin() > place) {
                throw wrong(
                        of("data_offsets") + " begin at byte " + entry.begin() + ", which leaves a hole",
                        place + ", where the tensor before ends");
            } else if (entry.begin() < place) {
                throw wrong(
                        of("data_offsets") + " begin at byte " + entry.begin() + " and overlap another tensor's",
                        place + ", where the tensor before ends");
            }
            place = entry.end();
        }
        if (place != dataBytes) {
            throw wrong(
                    "its header describes " + place + " bytes of data",
                    dataBytes + ", the bytes after the header; there are trailing bytes");
        }
    }

    private void require(@Nullable JsonToken found, JsonToken expected, String what) throws FileFormatException {
        if (found != expected) {
            throw wrong(what + " is " + name(found), name(expected));
        }
    }

    private static String name(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT -> "a whole number";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or an exponent";
            case VALUE_TRUE, VALUE_FALSE -> "a truth value";
            case VALUE_NULL -> "null";
            default -> "the token " + token;
        };
    }

    private String of(String part) {
        return "the " + part + " of tensor " + OneLine.quoted(tensor);
    }

    private FileFormatException wrong(String found, String expected) {
        return new FileFormatException(file, found, expected);
    }
}
