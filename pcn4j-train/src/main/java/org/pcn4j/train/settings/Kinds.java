package org.pcn4j.train.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The kinds of single values and of lists of them. */
public final class Kinds {
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,19}");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?");
    private static final int MOST_CHARACTERS = 40;
    private static final double PLAIN_BELOW = 1e15;

    private Kinds() {}

    /** A kind of single value, read from its text. */
    private record Single<T>(String expected, Function<String, Optional<T>> reading, Function<T, Yaml> writing)
            implements Kind<T> {
        @Override
        public T read(Yaml yaml, String path) {
            if (yaml instanceof Yaml.Scalar scalar && scalar.style() != Yaml.Scalar.Style.NOTHING) {
                Optional<T> value = reading.apply(scalar.text());
                if (value.isPresent()) {
                    return value.get();
                }
            }
            throw SettingsException.at(yaml, path, "expected " + expected + ", found " + yaml.shown());
        }

        @Override
        public Yaml write(T value) {
            return writing.apply(value);
        }
    }

    /** A whole number in a range. */
    public static Kind<Long> whole(long least, long most) {
        String expected = least == Long.MIN_VALUE && most == Long.MAX_VALUE
                ? "a whole number of 64 bits"
                : most == Long.MAX_VALUE
                        ? "a whole number of at least " + least
                        : "a whole number from " + least + " to " + most;
        return new Single<>(
                expected,
                text -> parsed(text).filter(number -> number >= least && number <= most),
                number -> Yaml.Scalar.plain(Long.toString(number)));
    }

    /** A whole number in a range. */
    public static Kind<Integer> count(int least, int most) {
        return mapped(whole(least, most), Math::toIntExact, Integer::longValue);
    }

    private static Optional<Long> parsed(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A finite number greater than 0. */
    public static Kind<Double> positive() {
        return number("a number greater than 0", number -> number > 0);
    }

    /** A finite number of at least 0. */
    public static Kind<Double> notNegative() {
        return number("a number of at least 0", number -> number >= 0);
    }

    /** A finite number. */
    public static Kind<Double> number() {
        return number("a number", number -> true);
    }

    /** A number from 0 to less than 1. */
    public static Kind<Double> fraction() {
        return number("a number from 0 to less than 1", number -> number >= 0 && number < 1);
    }

    /** A number from 0 to 1. */
    public static Kind<Double> share() {
        return number("a number from 0 to 1", number -> number >= 0 && number <= 1);
    }

    /** A finite number that is valid. */
    private static Kind<Double> number(String expected, DoublePredicate valid) {
        return new Single<>(
                expected,
                text -> text.length() <= MOST_CHARACTERS && NUMBER.matcher(text).matches()
                        ? Optional.of(Double.parseDouble(text))
                                .filter(number -> Double.isFinite(number) && valid.test(number))
                        : Optional.empty(),
                number -> Yaml.Scalar.plain(shown(number)));
    }

    private static String shown(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) < PLAIN_BELOW;
        return whole && (number != 0 || 1 / number > 0)
                ? Long.toString((long) number)
                : Double.toString(number).replace(".0E", "e").replace('E', 'e');
    }

    /** True or false. */
    public static Kind<Boolean> flag() {
        return new Single<>(
                "true or false",
                text -> text.equals("true") || text.equals("false")
                        ? Optional.of(text.equals("true"))
                        : Optional.empty(),
                flag -> Yaml.Scalar.plain(Boolean.toString(flag)));
    }

    /**
     * A text that is not blank.
     *
     * @param expected what it is, as in {@code the path of a file}
     */
    public static Kind<String> text(String expected) {
        return new Single<>(expected, text -> text.isBlank() ? Optional.empty() : Optional.of(text), Yaml.Scalar::text);
    }

    /**
     * A text of any characters, or of none.
     *
     * @param expected what it is, as in {@code a name}
     */
    public static Kind<String> anyText(String expected) {
        return new Single<>(expected, Optional::of, Yaml.Scalar::text);
    }

    /**
     * One of some values, each written by its constant's name, as {@code as-it-is}.
     *
     * @param what one is, for messages
     */
    public static <E extends Enum<E>> Kind<E> choice(String what, Class<E> type) {
        return choice(what, type, value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /**
     * One of some values.
     *
     * @param what one is, for messages
     * @param label how it is written
     */
    public static <E extends Enum<E>> Kind<E> choice(String what, Class<E> type, Function<E, String> label) {
        List<E> values = Arrays.asList(type.getEnumConstants());
        List<String> labels = values.stream().map(label).toList();
        return new Kind<>() {
            @Override
            public E read(Yaml yaml, String path) {
                if (!(yaml instanceof Yaml.Scalar scalar) || scalar.style() == Yaml.Scalar.Style.NOTHING) {
                    throw SettingsException.at(yaml, path, "expected " + expected() + ", found " + yaml.shown());
                }
                return values.stream()
                        .filter(value -> label.apply(value).equals(scalar.text()))
                        .findFirst()
                        .orElseThrow(
                                () -> SettingsException.at(yaml, path, Words.unknown(what, scalar.text(), labels)));
            }

            @Override
            public Yaml write(E value) {
                return Yaml.Scalar.text(label.apply(value));
            }

            @Override
            public List<String> words() {
                return labels;
            }

            @Override
            public String expected() {
                return "one of " + String.join(", ", labels);
            }
        };
    }

    /** A list of so many values of one kind. */
    public static <T> Kind<List<T>> list(Kind<T> kind, int least, int most) {
        return new Kind<>() {
            @Override
            public List<T> read(Yaml yaml, String path) {
                if (!(yaml instanceof Yaml.Sequence sequence)
                        || sequence.items().size() < least
                        || sequence.items().size() > most) {
                    throw SettingsException.at(yaml, path, "expected " + expected() + ", found " + yaml.shown());
                }
                List<T> values = new ArrayList<>();
                for (Yaml item : sequence.items()) {
                    values.add(kind.read(item, path + "[" + values.size() + "]"));
                }
                return List.copyOf(values);
            }

            @Override
            public Yaml write(List<T> values) {
                return new Yaml.Sequence(values.stream().map(kind::write).toList(), "");
            }

            @Override
            public String expected() {
                String size = least == most ? "" + least : least + " to " + most;
                return "a list of " + size + ", each " + kind.expected();
            }
        };
    }

    /** Values of one kind by names of any kind. */
    public static <T> Kind<Map<String, T>> dictionary(Kind<T> kind) {
        return new Kind<>() {
            @Override
            public Map<String, T> read(Yaml yaml, String path) {
                if (!(yaml instanceof Yaml.Mapping mapping)) {
                    throw SettingsException.at(yaml, path, "expected " + expected() + ", found " + yaml.shown());
                }
                Map<String, T> values = new LinkedHashMap<>();
                mapping.entries().forEach((key, value) -> values.put(key, kind.read(value, Form.within(path, key))));
                return values;
            }

            @Override
            public Yaml write(Map<String, T> values) {
                Map<String, Yaml> entries = new LinkedHashMap<>();
                values.forEach((key, value) -> entries.put(key, kind.write(value)));
                return new Yaml.Mapping(entries, Map.of(), "");
            }

            @Override
            public String expected() {
                return "names, each with " + kind.expected();
            }
        };
    }

    /**
     * A value or a word that stands for none.
     *
     * @param word as in {@code none}
     */
    public static <T> Kind<Optional<T>> orWord(Kind<T> kind, String word) {
        return new Kind<>() {
            @Override
            public Optional<T> read(Yaml yaml, String path) {
                if (yaml instanceof Yaml.Scalar scalar && scalar.text().equals(word)) {
                    return Optional.empty();
                }
                if (yaml instanceof Yaml.Scalar scalar && scalar.style() == Yaml.Scalar.Style.NOTHING) {
                    throw SettingsException.at(yaml, path, "expected " + expected() + ", found nothing");
                }
                try {
                    return Optional.of(kind.read(yaml, path));
                } catch (SettingsException e) {
                    // What would be right is this kind's to say, but only about the value as a whole.
                    String said = String.valueOf(e.getMessage());
                    if (yaml instanceof Yaml.Scalar && said.contains("expected " + kind.expected())) {
                        throw SettingsException.at(yaml, path, "expected " + expected() + ", found " + yaml.shown());
                    }
                    boolean listed = said.endsWith("valid: " + String.join(", ", kind.words()));
                    throw listed ? new SettingsException(said + ", " + word) : e;
                }
            }

            @Override
            public Yaml write(Optional<T> value) {
                return value.map(kind::write).orElseGet(() -> Yaml.Scalar.text(word));
            }

            @Override
            public String expected() {
                return kind.expected() + ", or " + word;
            }

            @Override
            public List<String> words() {
                List<String> words = new ArrayList<>(kind.words());
                words.add(word);
                return words;
            }
        };
    }

    /**
     * A value or a list of values, which are one thing to the receiver.
     *
     * @param kind of each
     */
    public static <T> Kind<List<T>> oneOrMore(Kind<T> kind, int most) {
        Kind<List<T>> list = list(kind, 1, most);
        return new Kind<>() {
            @Override
            public List<T> read(Yaml yaml, String path) {
                return yaml instanceof Yaml.Sequence ? list.read(yaml, path) : List.of(kind.read(yaml, path));
            }

            @Override
            public Yaml write(List<T> values) {
                return values.size() == 1 ? kind.write(values.get(0)) : list.write(values);
            }

            @Override
            public String expected() {
                return kind.expected() + ", or a list of them";
            }
        };
    }

    /**
     * A kind read and written by another one.
     *
     * @param to may throw an IllegalArgumentException that says what is wrong
     */
    public static <S, T> Kind<T> mapped(Kind<S> kind, Function<S, T> to, Function<T, S> from) {
        return new Kind<>() {
            @Override
            public T read(Yaml yaml, String path) {
                S value = kind.read(yaml, path);
                try {
                    return to.apply(value);
                } catch (IllegalArgumentException | ArithmeticException e) {
                    throw SettingsException.at(yaml, path, String.valueOf(e.getMessage()));
                }
            }

            @Override
            public Yaml write(T value) {
                return kind.write(from.apply(value));
            }

            @Override
            public String expected() {
                return kind.expected();
            }
        };
    }
}
