package org.pcn4j.train.model;

import java.util.List;
import java.util.Locale;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
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

        Form.Builder<Images> images = Form.of("images");
        Key<Integer> channels = images.required("channels", size, Images::channels, "1 for grey, 3 for colours.");
        Key<Integer> height = images.required("height", size, Images::height, "Rows.");
        Key<Integer> width = images.required("width", size, Images::width, "Columns.");
        Key<List<String>> classes = images.required("classes", names, Images::classes, "What each class is called.");

        Form.Builder<Rows> rows = Form.of("rows");
        Key<List<String>> columns = rows.required("columns", names, Rows::columns, "What each number is called.");
        Key<List<String>> rowClasses = rows.required(
                "classes",
                Kinds.list(Kinds.anyText("a name"), 0, most),
                Rows::classes,
                "What each class is called; none where numbers are learned.");
        Key<List<String>> targets = rows.key(
                "targets",
                Kinds.list(Kinds.anyText("a name"), 0, most),
                List.of(),
                Rows::targets,
                "What each number is called that is learned.");

        Form.Builder<Words> words = Form.of("words");
        Key<Integer> length = words.required("length", size, Words::length, "Tokens in a sample, padding included.");
        Key<List<String>> symbols = words.required("vocabulary", names, Words::vocabulary, "What each token is.");
        Key<List<String>> wordClasses = words.required("classes", names, Words::classes, "What each class is called.");

        Form.Builder<Characters> text = Form.of("characters");
        Key<Integer> window = text.required("window", size, Characters::window, "Characters in a sample.");
        Key<List<String>> characters = text.required("vocabulary", names, Characters::vocabulary, "The characters.");

        return Variants.<Domain>of("kind of data")
                .with(
                        "images",
                        Images.class,
                        images.make(v -> new Images(v.get(channels), v.get(height), v.get(width), v.get(classes))))
                .with(
                        "rows",
                        Rows.class,
                        rows.make(v -> v.get(targets).isEmpty()
                                ? new Rows(v.get(columns), v.get(rowClasses))
                                : new Rows(v.get(columns), v.get(rowClasses), v.get(targets))))
                .with(
                        "words",
                        Words.class,
                        words.make(v -> new Words(v.get(length), v.get(symbols), v.get(wordClasses))))
                .with("characters", Characters.class, text.make(v -> new Characters(v.get(window), v.get(characters))));
    }
}
