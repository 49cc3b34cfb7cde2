package org.pcn4j.train.catalog;

import java.util.List;
import java.util.stream.Collectors;
import org.pcn4j.train.settings.Catalog;

/** A catalog as a table of Markdown: a row for each thing, with its settings, their defaults and what it is. */
public final class MarkdownTable {
    /** A default that is longer is an example, not a number to know. */
    private static final int LONGEST = 60;

    private MarkdownTable() {}

    /** Returns the table, in lines without an end of line after the last. */
    public static String of(Catalog catalog) {
        String rows = catalog.items().stream().map(MarkdownTable::row).collect(Collectors.joining("\n"));
        return "| " + catalog.what() + " | settings and defaults | what it is |\n|---|---|---|\n" + rows;
    }

    private static String row(Catalog.Item item) {
        String settings = item.settings().stream().map(MarkdownTable::setting).collect(Collectors.joining(", "));
        String citation = item.citation().map(paper -> " (" + paper + ")").orElse("");
        return "| `" + item.name() + "` | " + (settings.isEmpty() ? "–" : settings) + " | "
                + (item.sentence() + citation).replace("|", "\\|") + " |";
    }

    private static String setting(Catalog.Setting setting) {
        String written = setting.byDefault().map(MarkdownTable::plain).orElse("");
        if (written.isEmpty()) {
            return "`" + setting.key() + "`";
        } else if (written.length() > LONGEST) {
            return "`" + setting.key() + "` (an example)";
        }
        List<String> others =
                setting.words().stream().filter(word -> !word.equals(written)).toList();
        String or = others.isEmpty() ? "" : (others.size() == 1 ? " or " : ", or ") + String.join(", ", others);
        return "`" + setting.key() + ": " + written.replace("|", "\\|") + "`" + or;
    }

    /** A section of a name alone is written as that. */
    private static String plain(String written) {
        return written.replaceFirst("^\\{name: ([^,}]*)}$", "$1");
    }
}
