package org.pcn4j.network;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.pcn4j.function.Function;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.tensor.Shape;

/** Which nodes share which parameters and buffers: groups by name, and ties between parameters of one each. */
final class Sharing {
    private final Map<String, ParameterSpec> parameters = new LinkedHashMap<>();
    private final Map<String, Integer> parameterIndex = new HashMap<>();
    private final Map<String, ParameterSpec> buffers = new LinkedHashMap<>();
    private final Map<String, Integer> bufferIndex = new HashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, String> ties = new LinkedHashMap<>();
    private final Set<String> tied = new HashSet<>();

    /** What nodes of the same group share, as indices. */
    record Group(List<Integer> parameters, List<Integer> buffers, List<String> described) {}

    List<ParameterSpec> parameters() {
        return List.copyOf(parameters.values());
    }

    List<ParameterSpec> buffers() {
        return List.copyOf(buffers.values());
    }

    Map<String, String> ties() {
        return ties;
    }

    boolean hasGroup(String name) {
        return groups.containsKey(name);
    }

    /** Ties a parameter that is yet to come to one that is there. */
    void tie(String parameter, String to) {
        if (!parameterIndex.containsKey(to)) {
            throw new NetworkException(
                    "'" + parameter + "' cannot be tied to '" + to + "': there is none among " + parameters.keySet());
        }
        if (parameterIndex.containsKey(parameter)) {
            throw new NetworkException("'" + parameter + "' cannot be tied to '" + to
                    + "' any more: ties are made before their node is added");
        }
        ties.put(parameter, to);
    }

    /** Makes sure that every tie has found its parameter. */
    void requireTiesFound() {
        Set<String> unused = new LinkedHashSet<>(ties.keySet());
        unused.removeAll(tied);
        if (!unused.isEmpty()) {
            throw new NetworkException("no node has the parameters " + unused + " that were to be tied");
        }
    }

    /** Returns what the nodes of a group share, made with its first node. */
    Group group(String node, String group, Function function) {
        List<String> described = Stream.concat(function.parameters().stream(), function.buffers().stream())
                .map(spec -> describe(spec.within(group)))
                .toList();
        Group known = groups.get(group);
        if (known == null) {
            List<Integer> own = function.parameters().stream()
                    .map(spec -> parameter(node, spec.within(group)))
                    .toList();
            List<Integer> kept = function.buffers().stream()
                    .map(spec -> unique(node, spec.within(group), buffers, bufferIndex))
                    .toList();
            Group added = new Group(own, kept, described);
            groups.put(group, added);
            return added;
        }
        if (!known.described().equals(described)) {
            throw new NetworkException("node '" + node + "': the group '" + group + "' shares the parameters "
                    + known.described() + ", got " + described);
        }
        return known;
    }

    private int parameter(String node, ParameterSpec spec) {
        String to = ties.get(spec.name());
        if (to == null) {
            return unique(node, spec, parameters, parameterIndex);
        }
        Shape shape = Objects.requireNonNull(parameters.get(to)).shape();
        if (!shape.equals(spec.shape())) {
            throw new NetworkException("node '" + node + "': '" + spec.name() + "' of shape " + spec.shape()
                    + " cannot be tied to '" + to + "' of shape " + shape);
        }
        tied.add(spec.name());
        return Objects.requireNonNull(parameterIndex.get(to));
    }

    private static int unique(
            String node, ParameterSpec spec, Map<String, ParameterSpec> all, Map<String, Integer> index) {
        if (all.putIfAbsent(spec.name(), spec) != null) {
            throw new NetworkException("node '" + node + "': there is a parameter '" + spec.name() + "' already");
        }
        index.put(spec.name(), index.size());
        return index.size() - 1;
    }

    private static String describe(ParameterSpec spec) {
        return spec.name() + " " + spec.shape();
    }
}
