package org.pcn4j.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.pcn4j.train.settings.Words;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of the command line's own few values, and names them for helps and completion. */
abstract class Choice<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
    private final String what;
    private final List<E> values;

    /**
     * Takes all values of a type.
     *
     * @param what one of them is, as in {@code form}
     */
    Choice(String what, Class<E> type) {
        this.what = what;
        this.values = Arrays.asList(type.getEnumConstants());
    }

    @Override
    public final E convert(String text) {
        List<String> labels = values.stream().map(Choice::label).toList();
        int found = labels.indexOf(text);
        if (found < 0) {
            throw new TypeConversionException(Words.unknown(what, text, labels));
        }
        return values.get(found);
    }

    @Override
    public final Iterator<String> iterator() {
        return values.stream().map(Choice::label).iterator();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
