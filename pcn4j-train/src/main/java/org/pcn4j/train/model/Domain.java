package org.pcn4j.train.model;

import java.util.List;
import java.util.Locale;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** What samples are and what is to be learned of them: all of a data set that a network's form depends on. Immutable. */
public sealed interface Domain {
    /** Returns the shape of one sample as it was read. */
    Shape shape();

    /** Returns what is to be learned of a sample. */
    default Answers answers() {
        return classes().isEmpty() ? Answers.NUMBERS : Answers.CLASSES;
    }

    /** Returns how many numbers answer: one a class, or one a number that is learned. */
    default int outputs() {
        return classes().size();
    }

    /** Returns what each class is called; nothing where a number is to be learned. */
    List<String> classes();

    /** Returns what the samples are, in words. */
    String described();

    /**
     * Images with classes.
     *
     * @param channels at least 1
     * @param classes what each is called, at least one
     */
    record Images(int channels, int height, int width, List<String> classes) implements Domain {
        /** Copies the list. */
        public Images {
            classes = List.copyOf(classes);
        }

        @Override
        public Shape shape() {
            return Shape.of(channels, height, width);
        }

        @Override
        public String described() {
            return String.format(
                    Locale.ROOT, "images of %dx%dx%d in %d classes", channels, height, width, classes.size());
        }
    }

    /**
     * Rows of numbers.
     *
     * @param columns what each number is called, at least one
     * @param classes what each class is called; none where numbers are to be learned
     * @param targets what each number is called that is to be learned; none where classes are
     */
    record Rows(List<String> columns, List<String> classes, List<String> targets) implements Domain {
        /** What the number to learn is called if it has no name. */
        public static final String NUMBER = "number";

        /**
         * Copies the lists.
         *
         * @throws IllegalArgumentException if both classes and numbers are to be learned, or neither
         */
        public Rows {
            columns = List.copyOf(columns);
            classes = List.copyOf(classes);
            targets = List.copyOf(targets);
            if (classes.isEmpty() == targets.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected classes or numbers to learn, found " + (classes.isEmpty() ? "neither" : "both"));
            }
        }

        /** Rows in classes; in none where one number without a name is to be learned. */
        public Rows(List<String> columns, List<String> classes) {
            this(columns, classes, classes.isEmpty() ? List.of(NUMBER) : List.of());
        }

        @Override
        public int outputs() {
            return Math.max(classes.size(), targets.size());
        }

        @Override
        public Shape shape() {
            return Shape.of(columns.size());
        }

        @Override
        public String described() {
            if (classes.isEmpty()) {
                String each = targets.size() == 1 ? "a number" : targets.size() + " numbers";
                return String.format(Locale.ROOT, "rows of %d numbers with %s", columns.size(), each);
            }
            return String.format(Locale.ROOT, "rows of %d numbers in %d classes", columns.size(), classes.size());
        }
    }

    /**
     * Sequences of tokens with classes, filled up with token 0.
     *
     * @param length of each, padding included
     * @param vocabulary what each token stands for
     * @param classes what each is called, at least one
     */
    record Words(int length, List<String> vocabulary, List<String> classes) implements Domain {
        /** Copies the lists. */
        public Words {
            vocabulary = List.copyOf(vocabulary);
            classes = List.copyOf(classes);
        }

        @Override
        public Shape shape() {
            return Shape.of(length);
        }

        @Override
        public String described() {
            return String.format(
                    Locale.ROOT,
                    "sequences of up to %d of %d symbols in %d classes",
                    length,
                    vocabulary.size(),
                    classes.size());
        }
    }

    /**
     * Text of which every next character is to be predicted.
     *
     * @param window characters in a sample
     * @param vocabulary the characters
     */
    record Characters(int window, List<String> vocabulary) implements Domain {
        /** Copies the list. */
        public Characters {
            vocabulary = List.copyOf(vocabulary);
        }

        @Override
        public Shape shape() {
            return Shape.of(window);
        }

        @Override
        public List<String> classes() {
            return vocabulary;
        }

        @Override
        public String described() {
            return String.format(Locale.ROOT, "windows of %d of %d characters", window, vocabulary.size());
        }
    }

    /** How domains are written. */
    Kind<Domain> KIND = kind();

    private static Kind<Domain> kind() {
        int most = 1_000_000;
        Kind<Integer> size = Kinds.count(1, 1 << 16);
        Kind<List<String>> names = Kinds.list(Kinds.anyText("a name"), 1, most);

        Kind<List<String>> someNames = Kinds.list(Kinds.anyText("a name"), 0, most);
        return Variants.<Domain>of("kind of data")
                .with(Entry.of("images", Images.class, "Images with classes.")
                        .required("channels", size, "1 for gray, 3 for colors.")
                        .required("height", size, "Rows.")
                        .required("width", size, "Columns.")
                        .required("classes", names, "What each class is called."))
                .with(Entry.of("rows", Rows.class, "Rows of numbers.")
                        .required("columns", names, "What each number is called.")
                        .required("classes", someNames, "What each class is called; none where numbers are learned.")
                        .dependent(
                                "targets",
                                someNames,
                                values -> values.find("classes", Object.class)
                                        .filter(List.of()::equals)
                                        .<List<String>>map(none -> List.of(Rows.NUMBER))
                                        .orElse(List.of()),
                                "What each number is called that is learned."))
                .with(Entry.of("words", Words.class, "Sequences of tokens with classes.")
                        .required("length", size, "Tokens in a sample, padding included.")
                        .required("vocabulary", names, "What each token is.")
                        .required("classes", names, "What each class is called."))
                .with(Entry.of("characters", Characters.class, "Text of which every next character is predicted.")
                        .required("window", size, "Characters in a sample.")
                        .required("vocabulary", names, "The characters."));
    }
}
