package org.pcn4j.train.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.train.settings.Catalog;

/** Tables of the docs that are made of the catalogs, between two comments each. */
class CatalogPagesTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern TABLE =
            Pattern.compile("<!-- catalog: ([a-z ]+) -->\n(.*?)\n?<!-- end of catalog -->", Pattern.DOTALL);

    /** Set it to write the tables anew: {@code mvn -pl pcn4j-train -am test -Dtest=CatalogPagesTest -Dpcn4j.docs=write …}. */
    private static final boolean WRITES = "write".equals(System.getProperty("pcn4j.docs"));

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    private static String table(MatchResult found) {
        return "<!-- catalog: " + found.group(1) + " -->\n" + MarkdownTable.of(Catalogs.of(found.group(1)))
                + "\n<!-- end of catalog -->";
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyTableIsWhatTheCatalogsSay(Path page) throws IOException {
        String text = Files.readString(page);
        String fresh = TABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(table(found)));
        if (WRITES && !fresh.equals(text)) {
            Files.writeString(page, fresh);
            return;
        }
        assertThat(text)
                .as(
                        "%s is stale. Write its tables anew: mvn -pl pcn4j-train -am test -Dtest=CatalogPagesTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dpcn4j.docs=write",
                        page)
                .isEqualTo(fresh);
    }

    @Test
    void everyCatalogHasATable() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (Path page : pages().toList()) {
            TABLE.matcher(Files.readString(page)).results().forEach(each -> found.add(each.group(1)));
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        Catalogs.all().stream().map(Catalog::plural).toList());
    }

    @Test
    void everyEntryOfEveryCatalogSaysWhatItIsInASentence() {
        for (Catalog catalog : Catalogs.all()) {
            for (Catalog.Item item : catalog.items()) {
                assertThat(item.sentence())
                        .as(catalog.what() + " " + item.name())
                        .matches("\\S.*\\.");
                for (Catalog.Setting setting : item.settings()) {
                    assertThat(setting.meaning())
                            .as(catalog.what() + " " + item.name() + "." + setting.key())
                            .matches("\\S.*\\.");
                }
            }
            assertThat(catalog.names()).doesNotHaveDuplicates();
        }
    }

    @Test
    void aTableTellsKeysDefaultsAndWhatElseTheyMayBe() {
        Catalog tools = Catalog.of(
                "tool",
                List.of(new Catalog.Item(
                        "saw",
                        "It cuts.",
                        Optional.of("Carpenter 1900"),
                        List.of(
                                new Catalog.Setting("length", Optional.empty(), List.of(), "In all."),
                                new Catalog.Setting(
                                        "teeth", Optional.of("fine"), List.of("fine", "coarse"), "Which.")))));
        assertThat(MarkdownTable.of(tools)).isEqualTo("""
                | tool | settings and defaults | what it is |
                |---|---|---|
                | `saw` | `length`, `teeth: fine` or coarse | It cuts. (Carpenter 1900) |""");
    }
}
