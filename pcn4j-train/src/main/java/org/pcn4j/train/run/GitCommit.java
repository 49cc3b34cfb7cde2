package org.pcn4j.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Which commit is checked out, read from a Git repository's files, so that no program need be there. */
final class GitCommit {
    private static final String REF = "ref: ";
    private static final String GIT_DIR = "gitdir: ";

    private GitCommit() {}

    /**
     * Returns the commit of the repository that a folder belongs to.
     *
     * @return empty if there is none, or nothing was committed, or the repository keeps its references otherwise
     */
    static Optional<String> of(Path folder) {
        try {
            for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
                if (Files.exists(at.resolve(".git"))) {
                    return commit(gitFolder(at.resolve(".git")));
                }
            }
        } catch (IOException | InvalidPathException e) {
            // Then it is not known.
        }
        return Optional.empty();
    }

    private static Path gitFolder(Path git) throws IOException {
        if (Files.isDirectory(git)) {
            return git;
        }
        String text = Files.readString(git).strip();
        return text.startsWith(GIT_DIR) ? git.resolveSibling(text.substring(GIT_DIR.length())) : git;
    }

    private static Optional<String> commit(Path git) throws IOException {
        String head = Files.readString(git.resolve("HEAD")).strip();
        if (!head.startsWith(REF)) {
            return hash(head);
        }
        String name = head.substring(REF.length());
        Path common = git.resolve("commondir");
        Path shared = Files.exists(common)
                ? git.resolve(Files.readString(common).strip()).normalize()
                : git;
        if (Files.isRegularFile(shared.resolve(name))) {
            return hash(Files.readString(shared.resolve(name)).strip());
        }
        Path packed = shared.resolve("packed-refs");
        if (!Files.exists(packed)) {
            return Optional.empty();
        }
        return Files.readAllLines(packed).stream()
                .filter(line -> line.endsWith(" " + name))
                .findFirst()
                .flatMap(line -> hash(line.substring(0, line.indexOf(' '))));
    }

    private static Optional<String> hash(String text) {
        return text.matches("[0-9a-f]{40,64}") ? Optional.of(text) : Optional.empty();
    }
}
