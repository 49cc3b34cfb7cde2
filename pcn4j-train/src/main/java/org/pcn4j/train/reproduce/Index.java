package org.pcn4j.train.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;

/** The list of all experiments in a folder of results: what each shows, and where its page is. */
public final class Index {
    private Index() {}

    /** Returns how an item's files begin. */
    static String base(Item item, Scope.Size size) {
        return size == Scope.Size.SHORT
                ? item.name()
                : item.name() + "-" + size.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the list as Markdown.
     *
     * @param folder of the pages
     * @param items all that there are
     */
    public static String of(Path folder, List<Item> items) {
        List<List<String>> rows = new ArrayList<>();
        for (Item item : items) {
            rows.add(List.of(
                    link(folder, item, Scope.Size.SHORT),
                    item.sentence(),
                    item.paper(),
                    Files.exists(folder.resolve(base(item, Scope.Size.FULL) + ".md"))
                            ? link(folder, item, Scope.Size.FULL)
                            : "–"));
        }
        String table = new Page("index")
                .paragraph("Experiments of the papers, made again by `pcn4j reproduce`. Each page tells what was"
                        + " published and what we found, with the command, the seeds and the date beside the numbers.")
                .table(List.of("page", "what it shows", "from", "in the paper's size"), rows)
                .text();
        return "# Results\n\n" + table.strip() + "\n";
    }

    private static String link(Path folder, Item item, Scope.Size size) {
        String base = base(item, size);
        return Files.exists(folder.resolve(base + ".md"))
                ? "[" + base + "](" + base + ".md)"
                : item.name() + " (not made yet)";
    }

    static void write(Path folder, List<Item> items) {
        Path file = folder.resolve("README.md");
        try {
            WholeFile.write(file, of(folder, items));
        } catch (IOException e) {
            throw new ReproductionException("cannot write '" + file + "': " + Reason.of(e), e);
        }
    }
}
