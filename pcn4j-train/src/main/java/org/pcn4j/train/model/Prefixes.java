package org.pcn4j.train.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.file.SafeTensors;

/** Ways in which the names of a file may be longer than the network's, and other guesses at what they mean. */
final class Prefixes {
    /** What PyTorch puts into the names of modules that it wraps, wherever they stand. */
    private static final Set<String> WRAPPERS =
            Set.of("module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module");

    private static final int MOST_TRIED = 4;
    private static final int MOST_SUGGESTED = 12;

    private Prefixes() {}

    /**
     * Returns shorter names to try: without the parts that wrappers put in, and without whatever stands before the name of
     * the network's first parameter, or before what the user replaces. What the user has said holds for the names as they
     * are, and for the shorter ones.
     *
     * @param renaming what the user has said
     * @param names of the file, those in its metadata included
     * @param first the network's first name
     */
    static List<UnaryOperator<String>> candidates(Renaming renaming, List<String> names, String first) {
        List<UnaryOperator<String>> candidates = new ArrayList<>();
        for (UnaryOperator<String> shorter : shortened(renaming::apply, names, List.of(first))) {
            candidates.add(shorter);
        }
        List<String> replaced = renaming.prefixes().keySet().stream().sorted().toList();
        for (UnaryOperator<String> shorter : shortened(UnaryOperator.identity(), names, replaced)) {
            candidates.add(name -> renaming.apply(shorter.apply(name)));
        }
        return candidates;
    }

    /** Returns ways to shorten names: without wrappers, and without what stands before any of some beginnings. */
    private static List<UnaryOperator<String>> shortened(
            UnaryOperator<String> naming, List<String> names, List<String> beginnings) {
        UnaryOperator<String> unwrapped = name -> withoutWrappers(naming.apply(name));
        List<UnaryOperator<String>> shortened = new ArrayList<>(List.of(unwrapped));
        for (UnaryOperator<String> base : List.of(naming, unwrapped)) {
            for (String prefix : before(beginnings, names.stream().map(base))) {
                shortened.add(name -> {
                    String called = base.apply(name);
                    return called.startsWith(prefix) ? called.substring(prefix.length()) : called;
                });
            }
        }
        return shortened;
    }

    /** Returns a name without the parts that wrappers put in. */
    static String withoutWrappers(String name) {
        return Stream.of(name.split("\\.", -1))
                .filter(part -> !WRAPPERS.contains(part))
                .collect(Collectors.joining("."));
    }

    /** Returns what stands before any of the beginnings, the dot behind it included. */
    private static Set<String> before(List<String> beginnings, Stream<String> names) {
        return names.flatMap(name -> beginnings.stream()
                        .filter(each -> !each.isEmpty())
                        .mapToInt(each -> (name + ".").indexOf("." + each + "."))
                        .filter(at -> at >= 0)
                        .mapToObj(at -> name.substring(0, at + 1)))
                .distinct()
                .limit(MOST_TRIED)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Returns how names might be replaced, where shapes leave one choice alone.
     *
     * @param expected the network's
     */
    static Optional<String> suggestion(SafeTensors tensors, Map<String, Shape> expected) {
        Map<String, Shape> found = new LinkedHashMap<>();
        tensors.names().stream()
                .filter(name -> tensors.canRead(name) && tensors.dtype(name) != DType.INT64)
                .forEach(name -> found.put(withoutWrappers(name), tensors.shape(name)));
        Map<Map<String, Shape>, List<String>> there = byShapes(found);
        List<String> options = new ArrayList<>();
        for (Map.Entry<Map<String, Shape>, List<String>> each :
                byShapes(expected).entrySet()) {
            List<String> candidates = there.getOrDefault(each.getKey(), List.of());
            if (each.getValue().size() != 1 || candidates.size() != 1) {
                return Optional.empty();
            }
            String from = candidates.get(0);
            String to = each.getValue().get(0);
            if (!from.equals(to)) {
                options.add("--rename " + from + "=" + to);
            }
        }
        return options.isEmpty() || options.size() > MOST_SUGGESTED
                ? Optional.empty()
                : Optional.of("by its shapes, " + String.join(" ", options) + " fits");
    }

    /** Returns the nodes, or modules, that have the same parameters by name and shape. */
    private static Map<Map<String, Shape>, List<String>> byShapes(Map<String, Shape> shapes) {
        Map<String, Map<String, Shape>> modules = new TreeMap<>();
        shapes.forEach((name, shape) -> {
            int dot = name.lastIndexOf('.');
            modules.computeIfAbsent(name.substring(0, Math.max(0, dot)), unused -> new TreeMap<>())
                    .put(name.substring(dot + 1), shape);
        });
        Map<Map<String, Shape>, List<String>> alike = new LinkedHashMap<>();
        modules.forEach((module, own) ->
                alike.computeIfAbsent(own, unused -> new ArrayList<>()).add(module));
        return alike;
    }
}
