package org.pcn4j.train.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.settings.Yaml.Scalar.Style;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads the part of YAML that settings need: one document of mappings, lists and single values. What makes YAML dangerous
 * or surprising is refused: anchors and aliases, tags, several documents, keys that come twice, deep nesting, long texts.
 */
final class YamlReader {
    /** The longest text that is read. */
    static final int LONGEST = 1 << 20;

    private static final int DEEPEST = 32;
    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final YAMLParser parser;
    private final IntFunction<String> places;

    private YamlReader(YAMLParser parser, IntFunction<String> places) {
        this.parser = parser;
        this.places = places;
    }

    /**
     * Reads a text.
     *
     * @param places says where a line is, for messages
     * @return what the text holds; no keys if that is nothing
     * @throws SettingsException if it is not in this part of YAML
     */
    static Yaml read(String text, IntFunction<String> places) {
        if (text.length() > LONGEST) {
            throw new SettingsException(String.format(
                    Locale.ROOT,
                    "%s: expected at most %d characters, found %d",
                    places.apply(1),
                    LONGEST,
                    text.length()));
        }
        requirePlain(text, places);
        try (YAMLParser parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
            YamlReader reader = new YamlReader(parser, places);
            if (parser.nextToken() == null) {
                return new Yaml.Mapping(Map.of(), Map.of(), places.apply(1));
            }
            Yaml yaml = reader.value(reader.place(), 0);
            if (parser.nextToken() != null) {
                throw new SettingsException(reader.place() + ": expected one document, found another one");
            }
            return yaml;
        } catch (JacksonException e) {
            throw malformed(places.apply(line(e)), e.getOriginalMessage());
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
            // The parser's own slips over texts that are no YAML.
            throw malformed(places.apply(1), String.valueOf(e.getMessage()));
        }
    }

    /** Jackson's own location is that of the token before. */
    private static int line(JacksonException e) {
        Optional<Mark> mark =
                e.getCause() instanceof MarkedYamlEngineException marked ? marked.getProblemMark() : Optional.empty();
        int told = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
        return mark.map(where -> where.getLine() + 1).orElse(told);
    }

    /**
     * Refuses what Jackson's parser does not tell of everywhere: it passes over anchors of single values and of keys. What
     * nests deeper than is allowed is left to be refused for that, since the time that the scanner takes grows with the
     * square of the depth.
     */
    private static void requirePlain(String text, IntFunction<String> places) {
        int depth = 0;
        try {
            for (Event event : new Parse(LoadSettings.builder().build()).parseString(text)) {
                depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
                if (depth > DEEPEST + 2) {
                    return;
                }
                boolean anchored =
                        event instanceof NodeEvent node && node.getAnchor().isPresent();
                boolean tagged =
                        (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
                                || (event instanceof CollectionStartEvent start
                                        && start.getTag().isPresent());
                if (anchored || tagged) {
                    int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
                    throw new SettingsException(places.apply(line)
                            + (anchored
                                    ? ": anchors and aliases (& and *) are not allowed here"
                                    : ": tags (!) are not allowed here"));
                }
            }
        } catch (YamlEngineException | IndexOutOfBoundsException | IllegalStateException | IllegalArgumentException e) {
            // This is no YAML, which the parser says in its own words.
        }
    }

    private static SettingsException malformed(String place, String message) {
        // The context, then what is wrong in it; places and excerpts are set in.
        String first = message.lines()
                .filter(line -> !line.startsWith(" "))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(2)
                .collect(Collectors.joining(", "));
        String shown = OneLine.quoted(first);
        return new SettingsException(place + ": this is no YAML: " + shown.substring(1, shown.length() - 1));
    }

    private String place() {
        return places.apply(Math.max(1, parser.currentTokenLocation().getLineNr()));
    }

    /** Reads the value that begins with the current token. */
    private Yaml value(String place, int depth) {
        if (depth > DEEPEST) {
            throw new SettingsException(place + ": expected at most " + DEEPEST + " levels, found more");
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> mapping(place, depth);
            case START_ARRAY -> sequence(place, depth);
            case VALUE_NULL -> new Yaml.Scalar("", Style.NOTHING, place);
            case VALUE_STRING -> new Yaml.Scalar(parser.getString(), Style.TEXT, place);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
                new Yaml.Scalar(parser.getString(), Style.PLAIN, place);
            default -> throw new SettingsException(place + ": expected a value, found " + token);
        };
    }

    private Yaml sequence(String place, int depth) {
        List<Yaml> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            requireMore(place);
            items.add(value(place(), depth + 1));
        }
        return new Yaml.Sequence(items, place);
    }

    private Yaml mapping(String place, int depth) {
        Map<String, Yaml> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            requireMore(place);
            String here = place();
            String key = parser.currentName();
            if (key.equals("<<")) {
                throw new SettingsException(here + ": merge keys (<<) are not allowed here");
            }
            parser.nextToken();
            requireMore(here);
            if (entries.putIfAbsent(key, value(here, depth + 1)) != null) {
                throw new SettingsException(here + ": the key " + OneLine.quoted(key) + " comes twice");
            }
        }
        return new Yaml.Mapping(entries, Map.of(), place);
    }

    private void requireMore(String place) {
        if (parser.currentToken() == null) {
            throw new SettingsException(place + ": the text ends in the middle of a list or of keys");
        }
    }
}
