package org.pcn4j.train.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What is checked out in a folder.
 *
 * @param commit read from the repository's files, so that Git need not be there
 * @param clean whether all files that Git tracks are as they were committed, which Git itself is asked; empty where it is
 *     not there, does not answer, or there is no commit
 */
record GitState(Optional<String> commit, Optional<Boolean> clean) {
    private static final long PATIENCE_SECONDS = 5;
    /** Of another repository than that of the folder, as in a hook. */
    private static final List<String> ELSEWHERE = List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE");

    /** Looks at the folder that this process was started in. */
    static GitState here() {
        return of(Path.of(""), System.getenv());
    }

    /**
     * Looks at a folder.
     *
     * @param environment whose {@code PATH} says where Git is
     */
    static GitState of(Path folder, Map<String, String> environment) {
        Optional<String> commit = GitCommit.of(folder);
        return new GitState(
                commit, commit.isPresent() ? git(environment).flatMap(git -> clean(git, folder)) : Optional.empty());
    }

    /** Tells whether Git is on the path. */
    static boolean isThere(Map<String, String> environment) {
        return git(environment).isPresent();
    }

    private static Optional<Path> git(Map<String, String> environment) {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(place -> !place.isEmpty())
                .flatMap(place -> file(place, windows ? "git.exe" : "git").stream())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static Optional<Path> file(String place, String name) {
        try {
            return Optional.of(Path.of(place, name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Asks without taking the repository's lock, which might be in somebody's way, or starting programs that it names. */
    private static Optional<Boolean> clean(Path git, Path folder) {
        ProcessBuilder asked = new ProcessBuilder(
                        git.toString(),
                        "--no-optional-locks",
                        "-c",
                        "core.fsmonitor=false",
                        "diff",
                        "--quiet",
                        "--no-ext-diff",
                        "--no-textconv",
                        "HEAD")
                .directory(folder.toAbsolutePath().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        asked.environment().keySet().removeAll(ELSEWHERE);
        try {
            Process process = asked.start();
            try {
                process.getOutputStream().close();
                return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        ? meant(process.exitValue())
                        : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Boolean> meant(int exit) {
        return exit == 0 || exit == 1 ? Optional.of(exit == 0) : Optional.empty();
    }
}
