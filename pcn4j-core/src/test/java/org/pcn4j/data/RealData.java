package org.pcn4j.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the real data, where they are at hand. */
final class RealData {
    private RealData() {}

    /** Returns the folder of this name, or skips the test that asks for it. */
    static Path folder(String name) {
        List<String> parents = new ArrayList<>();
        Optional.ofNullable(System.getProperty("PCN4J_DATA")).ifPresent(parents::add);
        Optional.ofNullable(System.getenv("PCN4J_DATA")).ifPresent(parents::add);
        parents.addAll(List.of("../../shared/data", "../shared/data"));
        Optional<Path> folder = parents.stream()
                .map(parent -> Path.of(parent, name))
                .filter(Files::isDirectory)
                .findFirst();
        assumeTrue(
                folder.isPresent(),
                String.format(
                        Locale.ROOT,
                        "the data are not at hand: point PCN4J_DATA to the folder that holds %s/ to run this test",
                        name));
        return folder.orElseThrow();
    }
}
