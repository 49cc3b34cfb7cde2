package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.experiment.Optimizers;
import org.pcn4j.train.experiment.Precision;
import org.pcn4j.train.experiment.Rules;
import org.pcn4j.train.fetch.RemoteSet;
import org.pcn4j.train.fetch.RemoteSets;
import org.pcn4j.train.model.Energies;
import org.pcn4j.train.model.GraphSpec;
import org.pcn4j.train.model.ModelForms;
import org.pcn4j.train.reproduce.items.Items;
import org.pcn4j.train.settings.Catalog;

/** The names that options take, as the catalogs of training have them: for helps, for completion, and for lists. */
final class Names {
    /** The word for several. */
    static final String ALL = "all";

    private static final String ALL_GRAPHS = "all-graphs";

    private Names() {}

    /**
     * Names of one kind, in the form that options want. Nothing is asked for them before they are needed: {@code CATALOG::names} would load a
     * catalog at once.
     */
    abstract static class Of implements Iterable<String> {
        private final Supplier<List<String>> names;

        Of(Supplier<List<String>> names) {
            this.names = names;
        }

        @Override
        public final Iterator<String> iterator() {
            return names.get().iterator();
        }
    }

    /** Networks. */
    static final class Models extends Of {
        Models() {
            super(() -> ModelForms.KIND.names());
        }
    }

    /** Networks, and words for several. */
    static final class SeveralModels extends Of {
        SeveralModels() {
            super(() -> with(ModelForms.KIND.names(), groupsOfModels().keySet()));
        }
    }

    /** Learning rules, and the word for all. */
    static final class SeveralRules extends Of {
        SeveralRules() {
            super(() -> with(Rules.CATALOG.names(), Set.of(ALL)));
        }
    }

    /** Learning rules. */
    static final class EachRule extends Of {
        EachRule() {
            super(() -> Rules.CATALOG.names());
        }
    }

    /** Experiments of the papers, and the word for all. */
    static final class SeveralItems extends Of {
        SeveralItems() {
            super(() -> with(Items.CATALOG.names(), Set.of(ALL)));
        }
    }

    /** Learning rules that have a plan, as a schedule makes one. */
    static final class PlannedRules extends Of {
        PlannedRules() {
            super(Names::planned);
        }
    }

    /** Optimizers. */
    static final class Optimizer extends Of {
        Optimizer() {
            super(() -> Optimizers.CATALOG.names());
        }
    }

    /** Losses. */
    static final class Losses extends Of {
        Losses() {
            super(() -> Energies.CATALOG.names());
        }
    }

    /** Element types. */
    static final class Types extends Of {
        Types() {
            super(() -> Arrays.stream(Precision.values()).map(Precision::label).toList());
        }
    }

    /** Data sets that need no path. */
    static final class Sets extends Of {
        Sets() {
            super(DataSpec::sets);
        }
    }

    /** Data sets that can be fetched. */
    static final class Published extends Of {
        Published() {
            super(() -> RemoteSets.all().stream().map(RemoteSet::name).toList());
        }
    }

    private static List<String> with(List<String> names, Set<String> groups) {
        List<String> all = new ArrayList<>(names);
        all.addAll(groups);
        return all;
    }

    /** Returns the rules that have a plan. */
    static List<String> planned() {
        return complete(Rules.CATALOG)
                .filter(name ->
                        Rules.CATALOG.byDefault(name).rule(1).asSchedule().isPresent())
                .toList();
    }

    /** Returns the rules that take any loss, a cross-entropy as well, and need no setting. */
    static List<String> comparable() {
        return complete(Rules.CATALOG)
                .filter(name -> Rules.CATALOG.byDefault(name).takes(new CrossEntropy()))
                .toList();
    }

    /** Returns the names of those that need no setting. */
    private static Stream<String> complete(Catalog catalog) {
        return catalog.items().stream()
                .filter(item -> item.settings().stream()
                        .allMatch(setting -> setting.byDefault().isPresent()))
                .map(Catalog.Item::name);
    }

    /** Returns the words for several networks: those that learn digits, and the others but those that are spelled out. */
    static Map<String, List<String>> groupsOfModels() {
        Map<Boolean, List<String>> digits = complete(ModelForms.KIND)
                .filter(name -> !(ModelForms.KIND.byDefault(name) instanceof GraphSpec)
                        && ModelForms.KIND.byDefault(name).answersByForwardPass())
                .collect(Collectors.partitioningBy(
                        name -> ModelForms.KIND.byDefault(name).defaultData().equals("digits")
                                && !ModelForms.KIND.byDefault(name).skipsLevels()));
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put(ALL, digits.getOrDefault(true, List.of()));
        groups.put(ALL_GRAPHS, digits.getOrDefault(false, List.of()));
        return groups;
    }

    /**
     * Reads names with commas between, or one word for several.
     *
     * @param what one is, as in {@code rule}
     * @param groups the words for several
     * @throws IllegalArgumentException if one is missing between commas or comes twice, or a word for several is not alone
     */
    static List<String> list(String what, String text, Map<String, List<String>> groups) {
        List<String> group = groups.get(text);
        if (group != null) {
            return group;
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : text.split(",", -1)) {
            if (name.isBlank()) {
                throw new IllegalArgumentException(
                        "expected " + what + " names with commas between, found '" + text + "'");
            }
            if (groups.containsKey(name)) {
                throw new IllegalArgumentException(
                        "'" + name + "' stands for several and is given alone, found '" + text + "'");
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException("the " + what + " '" + name + "' occurs twice");
            }
        }
        return List.copyOf(names);
    }
}
