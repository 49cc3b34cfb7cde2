package org.pcn4j.train.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file of an item's results, which holds every case that is done: written anew, whole, after each.
 *
 * @param item its name
 * @param paper which it is from
 * @param command that makes these results
 * @param cases that are done
 * @param summary mean and spread over the seeds of cases that differ in nothing else; empty until all are done
 */
record Results(String item, String paper, String command, List<Measured> cases, List<Summary> summary) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Copies the lists. */
    Results {
        cases = List.copyOf(cases);
        summary = List.copyOf(summary);
    }

    /**
     * What the seeds of one setting found.
     *
     * @param settings that they share
     * @param numbers of rows of one number each
     */
    record Summary(Map<String, String> settings, Map<String, Spread> numbers) {}

    /** Reads the results in a file; none where there is no file. */
    static Optional<Results> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(file), Results.class));
        } catch (IOException | JacksonException | NullPointerException e) {
            String reason = e instanceof IOException io ? Reason.of(io) : "it holds no results";
            throw new ReproductionException(
                    "cannot read '" + file + "': " + reason + "; move it away, or begin anew with --fresh", e);
        }
    }

    /** Adds a case. */
    Results with(Measured done) {
        List<Measured> all = new ArrayList<>(cases);
        all.removeIf(each -> each.settings().equals(done.settings()) && each.seed() == done.seed());
        all.add(done);
        return new Results(item, paper, command, all, List.of());
    }

    void write(Path file) {
        try {
            WholeFile.write(file, JSON.writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new ReproductionException("cannot write '" + file + "': " + Reason.of(e), e);
        }
    }
}
