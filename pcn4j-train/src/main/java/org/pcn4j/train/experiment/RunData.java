package org.pcn4j.train.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pcn4j.train.run.DataDigest;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;

/**
 * The data of a run.
 *
 * @param digests of the samples to train on, to validate by and to test on
 */
record RunData(Map<String, String> digests) {
    static RunData of(Prepared prepared) {
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put("train", DataDigest.of(prepared.train()));
        prepared.validation().ifPresent(samples -> digests.put("validation", DataDigest.of(samples)));
        digests.put("test", DataDigest.of(prepared.test()));
        return new RunData(digests);
    }

    /**
     * Makes sure that a run began with these.
     *
     * @throws RunException if not
     */
    void requireThoseOf(RunFolder folder) {
        Map<String, String> before = folder.provenance().data();
        digests.forEach((samples, digest) -> {
            String was = before.getOrDefault(samples, digest);
            if (!was.equals(digest)) {
                throw new RunException("the data of '" + folder.path() + "' have changed: expected " + samples + " "
                        + was + ", found " + digest + "; bring those back, or train again: pcn4j train "
                        + folder.path().resolve("experiment.yaml"));
            }
        });
    }
}
