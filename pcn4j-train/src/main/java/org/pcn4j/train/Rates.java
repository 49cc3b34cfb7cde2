package org.pcn4j.train;

import java.util.Optional;
import org.pcn4j.train.file.TensorChecksum;

/**
 * What a schedule of rates gives, by checksums, as functions cannot be compared.
 *
 * @param updates how many updates the training was to have
 * @param past of the factors of the updates that are done
 * @param all of the factors of all updates
 */
record Rates(long updates, String past, String all) {
    static Rates of(RateSchedule rate, long done, long updates) {
        return new Rates(updates, checksum(rate, done, updates), checksum(rate, updates, updates));
    }

    private static String checksum(RateSchedule rate, long end, long updates) {
        TensorChecksum sum = new TensorChecksum();
        for (long update = 0; update < end; update++) {
            sum.add(rate.factor(update, updates));
        }
        return sum.toString();
    }

    /**
     * Returns in words what is different now. A training of another length may go on if the rates of what is done would
     * have been the same.
     */
    Optional<String> difference(Rates now) {
        if (!past.equals(now.past)) {
            return Optional.of("the schedule had other learning rates until then"
                    + (updates == now.updates ? "" : ", for " + updates + " updates and not " + now.updates));
        }
        return updates == now.updates && !all.equals(now.all)
                ? Optional.of("the schedule had other learning rates from then on")
                : Optional.empty();
    }
}
