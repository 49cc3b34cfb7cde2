package org.pcn4j.train.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes YAML that people can read and that {@link YamlReader} reads back the same. */
final class YamlWriter {
    private static final int WIDTH = 100;
    private static final String STEP = "  ";
    private static final Pattern SAFE = Pattern.compile("[A-Za-z_./][A-Za-z0-9_./+-]*+");
    private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    /** Whether explanations are written. */
    enum Comments {
        WRITTEN,
        LEFT_OUT
    }

    private final StringBuilder out = new StringBuilder();
    private final Comments comments;

    private YamlWriter(Comments comments) {
        this.comments = comments;
    }

    /** Returns a mapping as a text of lines. */
    static String write(Yaml.Mapping mapping, Comments comments) {
        YamlWriter writer = new YamlWriter(comments);
        writer.mapping(mapping, "");
        return writer.out.toString();
    }

    private void mapping(Yaml.Mapping mapping, String indent) {
        mapping.entries().forEach((key, value) -> {
            comment(mapping.comments().getOrDefault(key, ""), indent);
            out.append(indent).append(scalar(Yaml.Scalar.text(key))).append(':');
            value(value, indent);
        });
    }

    private void comment(String text, String indent) {
        if (comments == Comments.LEFT_OUT || text.isEmpty()) {
            return;
        }
        StringBuilder line = new StringBuilder(indent).append('#');
        for (String word : text.split(" ")) {
            if (line.length() + word.length() >= WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder(indent).append('#');
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
    }

    private void value(Yaml value, String indent) {
        if (value instanceof Yaml.Mapping mapping && !mapping.entries().isEmpty()) {
            out.append('\n');
            mapping(mapping, indent + STEP);
        } else if (value instanceof Yaml.Sequence sequence && hasMapping(sequence)) {
            out.append('\n');
            for (Yaml item : sequence.items()) {
                out.append(indent).append(STEP).append("- ").append(flow(item)).append('\n');
            }
        } else {
            out.append(' ').append(flow(value)).append('\n');
        }
    }

    private static boolean hasMapping(Yaml.Sequence sequence) {
        return sequence.items().stream().anyMatch(Yaml.Mapping.class::isInstance);
    }

    /** Returns a value on one line. */
    static String flow(Yaml yaml) {
        if (yaml instanceof Yaml.Scalar scalar) {
            return scalar(scalar);
        } else if (yaml instanceof Yaml.Sequence sequence) {
            return sequence.items().stream().map(YamlWriter::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        List<String> entries = new ArrayList<>();
        for (Map.Entry<String, Yaml> entry : ((Yaml.Mapping) yaml).entries().entrySet()) {
            entries.add(scalar(Yaml.Scalar.text(entry.getKey())) + ": " + flow(entry.getValue()));
        }
        return "{" + String.join(", ", entries) + "}";
    }

    private static String scalar(Yaml.Scalar scalar) {
        String text = scalar.text();
        return switch (scalar.style()) {
            case NOTHING -> "null";
            case PLAIN -> text;
            case TEXT -> SAFE.matcher(text).matches() && !isWord(text) ? text : quoted(text);
        };
    }

    private static boolean isWord(String text) {
        // What begins with a dot may be a number.
        return text.startsWith(".") || WORDS.contains(text.toLowerCase(Locale.ROOT));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                quoted.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                quoted.append(String.format(Locale.ROOT, "\\U%08x", text.codePointAt(i)));
                i++;
            } else if (Character.isLetter(c)) {
                quoted.append(c);
            } else {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }
}
