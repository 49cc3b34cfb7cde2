package org.pcn4j.train.run;

import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Records as pages of JSON that people can read. */
final class JsonPage {
    static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonPage() {}

    static String of(Object record) {
        return MAPPER.writeValueAsString(record) + "\n";
    }

    /**
     * Reads a page.
     *
     * @param file to be named in messages
     * @throws RunException if it is damaged
     */
    static <T> T read(String file, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (JacksonException e) {
            throw new RunException("'" + file + "' is damaged: " + e.getOriginalMessage(), e);
        } catch (NullPointerException e) {
            throw new RunException("'" + file + "' is damaged: something is missing in it", e);
        }
    }
}
