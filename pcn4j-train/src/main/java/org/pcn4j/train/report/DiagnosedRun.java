package org.pcn4j.train.report;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.pcn4j.analysis.Diagnosis;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A diagnosis of a run's network: the file {@code diagnosis.json} of a run, which its report shows.
 *
 * @param update after how many updates
 * @param among which samples the batch was taken from, as in {@code validation samples}
 * @param arithmetic what carries the rule out, as in {@code exact (the default of z-il)}; not known of an earlier version's
 * @param diagnosis what was found
 */
public record DiagnosedRun(long update, String among, Optional<String> arithmetic, Diagnosis diagnosis) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultVisibility(checker -> checker.withIsGetterVisibility(Visibility.NONE))
            .build();

    /**
     * Writes this into a run, in place of an earlier one.
     *
     * @throws RunException if it cannot be written
     */
    public void write(RunFolder run) {
        try {
            WholeFile.write(run.diagnosis(), MAPPER.writeValueAsString(this));
        } catch (IOException e) {
            throw new RunException("cannot write '" + run.diagnosis() + "': " + Reason.of(e), e);
        }
    }

    /**
     * Reads the last one of a run.
     *
     * @return nothing if it was not diagnosed
     * @throws RunException if it cannot be read, or is damaged
     */
    static Optional<DiagnosedRun> read(RunFolder run) {
        if (!Files.exists(run.diagnosis())) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readValue(Files.readString(run.diagnosis()), DiagnosedRun.class));
        } catch (IOException e) {
            throw new RunException("cannot read '" + run.diagnosis() + "': " + Reason.of(e), e);
        } catch (JacksonException | NullPointerException | IllegalArgumentException e) {
            throw new RunException(
                    "'" + run.diagnosis() + "' is damaged: delete it, or write it anew: pcn4j diagnose " + run.path(),
                    e);
        }
    }
}
