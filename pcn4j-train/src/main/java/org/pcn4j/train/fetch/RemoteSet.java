package org.pcn4j.train.fetch;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A published data set: the files that make it up. Immutable; safe for use by several threads.
 *
 * @param name what it is called, and its folder in the cache: lower case letters, digits and hyphens, a letter first
 * @param holds what is in it, in a few words of one line, as in {@code handwritten digits}
 * @param files its files, at least one, each name once
 */
public record RemoteSet(String name, String holds, List<RemoteFile> files) {
    private static final String NAME = "[a-z][a-z0-9-]*";

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public RemoteSet {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "name of a data set: expected lower case letters, digits and '-', a letter first, found '%s'",
                    name));
        }
        if (holds.isBlank() || holds.lines().count() != 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "what %s holds: expected some words of one line, found '%s'", name, holds));
        }
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "files of %s: expected at least one, found none", name));
        }
        Set<String> names = new HashSet<>();
        for (RemoteFile file : files) {
            if (!names.add(file.name())) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "files of %s: expected each name once, found %s twice", name, file.name()));
            }
        }
    }

    /** Returns how many bytes its files have together, if that is known of each. */
    public OptionalLong size() {
        return files.stream().allMatch(file -> file.size().isPresent())
                ? OptionalLong.of(files.stream()
                        .mapToLong(file -> file.size().getAsLong())
                        .sum())
                : OptionalLong.empty();
    }
}
