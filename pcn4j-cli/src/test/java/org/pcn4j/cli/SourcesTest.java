package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The main sources of all modules: short files, and nothing written twice. */
class SourcesTest {
    private static final int LONGEST = 350;
    private static final int MEDIAN = 90;
    private static final int RUN = 8;

    private final List<Source> sources = sources();

    private record Source(String name, List<String> lines) {}

    private record Spot(Source source, int line) {}

    @Test
    void noFileIsLongerThan350Lines() {
        assertThat(sources)
                .hasSizeGreaterThan(500)
                .filteredOn(source -> source.lines().size() > LONGEST)
                .extracting(Source::name)
                .isEmpty();
    }

    @Test
    void halfOfTheFilesAreShorterThan90Lines() {
        List<Integer> lengths =
                sources.stream().map(source -> source.lines().size()).sorted().toList();
        assertThat(lengths.get(lengths.size() / 2)).isLessThan(MEDIAN);
    }

    @Test
    void noEightLinesStandTwice() {
        Map<List<String>, Spot> seen = new HashMap<>();
        List<String> twice = new ArrayList<>();
        for (Source source : sources) {
            List<String> lines = source.lines().stream()
                    .map(String::strip)
                    .filter(SourcesTest::says)
                    .toList();
            for (int i = 0; i + RUN <= lines.size(); i++) {
                Spot here = new Spot(source, i);
                Spot first = seen.putIfAbsent(lines.subList(i, i + RUN), here);
                if (first != null && (!first.source().name().equals(source.name()) || first.line() + RUN <= i)) {
                    twice.add(first.source().name() + " and " + source.name() + ": " + lines.get(i));
                }
            }
        }
        assertThat(twice).isEmpty();
    }

    /** Tells whether a line counts: not where it is what the language asks for. */
    private static boolean says(String line) {
        return line.chars().anyMatch(Character::isLetterOrDigit)
                && !line.equals("@Override")
                && !line.startsWith("import ")
                && !line.startsWith("package ");
    }

    private static List<Source> sources() {
        Path root = Path.of("..");
        return listed(root)
                .map(module -> module.resolve("src/main/java"))
                .filter(Files::isDirectory)
                .flatMap(SourcesTest::below)
                .map(file -> new Source(root.relativize(file).toString(), lines(file)))
                .toList();
    }

    private static Stream<Path> listed(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> below(Path folder) {
        return listed(folder).flatMap(file -> Files.isDirectory(file) ? below(file) : Stream.of(file));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
