package org.pcn4j.cli;

import java.io.PrintWriter;
import java.util.OptionalDouble;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Documents for other programs: the components of records are the keys, in their order; enumerations are in lower case. A
 * number that is not finite, and what is not there, is null.
 */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new Finite())
                    .addSerializer(double.class, new Finite())
                    .addSerializer(OptionalDouble.class, new Perhaps()))
            .build();

    private Json() {}

    /** JSON has no word for what is not finite. */
    private static final class Finite extends StdSerializer<Double> {
        Finite() {
            super(Double.class);
        }

        @Override
        public void serialize(Double number, JsonGenerator generator, SerializationContext context) {
            write(number, generator);
        }
    }

    private static final class Perhaps extends StdSerializer<OptionalDouble> {
        Perhaps() {
            super(OptionalDouble.class);
        }

        @Override
        public void serialize(OptionalDouble number, JsonGenerator generator, SerializationContext context) {
            write(number.orElse(Double.NaN), generator);
        }
    }

    private static void write(double number, JsonGenerator generator) {
        if (Double.isFinite(number)) {
            generator.writeNumber(number);
        } else {
            generator.writeNull();
        }
    }

    /** Returns a document as a text that ends its last line. */
    static String text(Object document) {
        return MAPPER.writeValueAsString(document) + "\n";
    }

    /** Prints a document. */
    static void print(Object document, PrintWriter out) {
        out.print(text(document));
        out.flush();
    }
}
