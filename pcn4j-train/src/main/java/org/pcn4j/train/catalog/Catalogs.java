package org.pcn4j.train.catalog;

import java.util.List;
import java.util.Optional;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.experiment.Optimizers;
import org.pcn4j.train.experiment.ProjectionSpec;
import org.pcn4j.train.experiment.RelaxationSpec;
import org.pcn4j.train.experiment.Rules;
import org.pcn4j.train.experiment.ScheduleSpec;
import org.pcn4j.train.experiment.StartSpec;
import org.pcn4j.train.model.Energies;
import org.pcn4j.train.model.Functions;
import org.pcn4j.train.model.Initializers;
import org.pcn4j.train.model.ModelForms;
import org.pcn4j.train.model.NodeSpec;
import org.pcn4j.train.reproduce.items.Items;
import org.pcn4j.train.settings.Catalog;
import org.pcn4j.train.settings.SettingsException;
import org.pcn4j.train.settings.Words;

/** All catalogs: every kind of thing that an experiment calls by a name. */
public final class Catalogs {
    private Catalogs() {}

    /** Returns all catalogs, each with what jars on the class path add to it. */
    public static List<Catalog> all() {
        return List.of(
                Rules.CATALOG,
                RelaxationSpec.CATALOG,
                StartSpec.CATALOG,
                ModelForms.KIND,
                NodeSpec.KIND,
                Functions.CATALOG,
                Energies.CATALOG,
                Optimizers.CATALOG,
                ProjectionSpec.CATALOG,
                ScheduleSpec.KIND,
                DataSpec.KIND,
                Initializers.CATALOG,
                Items.CATALOG);
    }

    /**
     * Returns in a line what is wrong with what jars on the class path add: that they cannot be loaded, or that two things of
     * one kind have one name. Returns nothing if all is well.
     */
    public static Optional<String> complaint() {
        try {
            all().forEach(Catalog::names);
            return Optional.empty();
        } catch (SettingsException | IllegalArgumentException e) {
            return Optional.of(e.getMessage() + "; mend or remove the jar that adds it");
        }
    }

    /**
     * Returns the catalog of some things.
     *
     * @param plural what they are, as in {@code data sets}
     * @throws IllegalArgumentException if there is none of them: which there are
     */
    public static Catalog of(String plural) {
        List<String> names = all().stream().map(Catalog::plural).toList();
        return all().stream()
                .filter(catalog -> catalog.plural().equals(plural))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Words.unknown("catalog", plural, names)));
    }
}
