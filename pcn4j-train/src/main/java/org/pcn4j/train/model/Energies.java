package org.pcn4j.train.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.pcn4j.function.BinaryCrossEntropy;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.LearnedPrecision;
import org.pcn4j.function.Precision;
import org.pcn4j.function.SquaredError;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;
import org.pcn4j.train.settings.Yaml;

/** The energies by name: what a held output learns by, its loss, and what a free value is pulled by. */
public final class Energies {
    private static final int MOST_UNITS = 1_000_000;

    /** π: one number, or one for each unit. */
    static final Kind<Precision> PRECISION =
            Kinds.mapped(Kinds.oneOrMore(Kinds.positive(), MOST_UNITS), Precision::new, Precision::units);

    /** All energies, and any class that implements {@link Energy}. */
    public static final Variants<Made<Energy>> CATALOG = Variants.<Made<Energy>>of("energy")
            .with(plain(Entry.of(
                    "squared-error",
                    SquaredError.class,
                    "Half the squared distance from the numbers or from the one-hot class.")))
            .with(plain(Entry.of(
                            "cross-entropy",
                            CrossEntropy.class,
                            "The cross-entropy of classes by a softmax, which it takes itself; of held outputs alone.")
                    .fixed("classWeights", List.of())))
            .with(plain(Entry.of(
                    "binary-cross-entropy",
                    BinaryCrossEntropy.class,
                    "The cross-entropy of a probability for each number, by a sigmoid, which it takes itself; of pixels from 0"
                            + " to 1, held outputs alone.")))
            .with(plain(Entry.of(
                            "gaussian",
                            Gaussian.class,
                            "Half the squared distance, times a precision; every free node has it.")
                    .key(
                            "precision",
                            "units",
                            PRECISION,
                            Precision.ONE,
                            "π, one number, or a list of one for each unit.")
                    .citing("Whittington and Bogacz 2017")))
            .with(plain(Entry.of(
                            "learned-precision",
                            LearnedPrecision.class,
                            "The same, with a precision of each unit that is learned: E = ½ Σ (π(x − μ)² − ln π).")
                    .required("units", Functions.SHAPE, "The shape of a sample's value.")
                    .key("initial", "initial", Kinds.positive(), 1.0, "The first π, from 0.001 to 1000.")
                    .citing("Millidge et al. 2022, arXiv 2207.12316")))
            .open(Energy.class, entry -> plain(entry), made -> Optional.of(made.name()));

    /** Half the squared distance. */
    public static final Made<Energy> SQUARED_ERROR = CATALOG.byDefault("squared-error");

    /** The cross-entropy of classes. */
    public static final Made<Energy> CROSS_ENTROPY = CATALOG.byDefault("cross-entropy");

    /** How energies are written: by the name alone where there is no setting. */
    public static final Kind<Made<Energy>> KIND = new Kind<>() {
        @Override
        public Made<Energy> read(Yaml yaml, String path) {
            return CATALOG.read(yaml, path);
        }

        @Override
        public Made<Energy> read(Yaml yaml, String path, Supplier<Made<Energy>> byDefault) {
            return CATALOG.read(yaml, path, byDefault);
        }

        @Override
        public Yaml write(Made<Energy> energy) {
            Map<String, Yaml> written = CATALOG.write(energy).entries();
            return written.size() == 1 ? written.values().iterator().next() : CATALOG.write(energy);
        }

        @Override
        public List<String> words() {
            return CATALOG.names();
        }

        @Override
        public String expected() {
            return CATALOG.expected();
        }
    };

    private Energies() {}

    private static <E extends Energy> Entry<Made<Energy>> plain(Entry<E> entry) {
        return Made.entry(entry, energy -> energy);
    }
}
