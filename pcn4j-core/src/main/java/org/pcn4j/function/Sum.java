package org.pcn4j.function;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * μ = f₁(x₁) + f₂(x₂) + …, added from the left: a term for each input, as in a recurrent cell, where the input and the
 * previous state each pass through a matrix of their own. A term's name prefixes its parameters' names.
 */
public final class Sum implements Function {
    private final List<Term> terms;
    private final List<ParameterSpec> parameters;
    private final List<ParameterSpec> buffers;

    /**
     * A named term of a sum, a function of one input.
     *
     * @param name prefixes the names of the parameters, and differs from the names of other terms that have parameters;
     *     may be empty
     */
    public record Term(String name, Function function) {}

    private Sum(List<Term> terms) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a sum needs at least one term");
        }
        this.terms = List.copyOf(terms);
        this.parameters = terms.stream()
                .flatMap(term -> term.function().parameters().stream().map(spec -> spec.within(term.name())))
                .toList();
        this.buffers = terms.stream()
                .flatMap(term -> term.function().buffers().stream().map(spec -> spec.within(term.name())))
                .toList();
        Set<String> names = new HashSet<>();
        Stream.concat(parameters.stream(), buffers.stream())
                .map(ParameterSpec::name)
                .forEach(name -> {
                    if (!names.add(name)) {
                        throw new IllegalArgumentException(
                                "two terms of a sum have a parameter '" + name + "': their names must differ");
                    }
                });
    }

    /**
     * Returns the sum of these terms, one for each input in order.
     *
     * @throws IllegalArgumentException if there are none, or if two terms of the same name have parameters
     */
    public static Sum of(Term... terms) {
        return new Sum(List.of(terms));
    }

    /**
     * Returns the sum of the inputs as they are, as a residual connection adds them.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Sum ofInputs(int inputs) {
        return new Sum(Collections.nCopies(inputs, new Term("", new Identity())));
    }

    /** Returns the terms, one for each input in order. */
    public List<Term> terms() {
        return terms;
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        if (inputs.size() != terms.size()) {
            throw new ShapeException(this + " expects " + terms.size() + " inputs, got " + inputs.size());
        }
        Shape first = terms.get(0).function().shape(inputs.subList(0, 1));
        for (int i = 1; i < terms.size(); i++) {
            Shape shape = terms.get(i).function().shape(inputs.subList(i, i + 1));
            if (!shape.equals(first)) {
                throw new ShapeException(this + " expects terms of one shape, got " + first + " and " + shape);
            }
        }
        return first;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    @Override
    public long multiplications(List<Shape> inputs) {
        return IntStream.range(0, terms.size())
                .mapToLong(i -> terms.get(i).function().multiplications(inputs.subList(i, i + 1)))
                .sum();
    }

    @Override
    public boolean convolves() {
        return terms.stream().anyMatch(term -> term.function().convolves());
    }

    @Override
    public boolean pullsBackDerivatives() {
        return terms.stream().allMatch(term -> term.function().pullsBackDerivatives());
    }

    @Override
    public boolean isSamplewise() {
        return terms.stream().allMatch(term -> term.function().isSamplewise());
    }

    @Override
    public List<ParameterSpec> buffers() {
        return buffers;
    }

    @Override
    public List<Integer> uses(int inputs) {
        List<Integer> uses = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            uses.addAll(Collections.nCopies(terms.get(i).function().uses(1).size(), i));
        }
        return uses;
    }

    @Override
    public Elements elements(int input) {
        return input < terms.size() ? terms.get(input).function().elements(0) : new Elements.Numbers();
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        List<Prediction> parts = new ArrayList<>(terms.size());
        int taken = 0;
        int kept = 0;
        @Nullable Tensor total = null;
        for (int i = 0; i < terms.size(); i++) {
            Function function = terms.get(i).function();
            int next = taken + function.parameters().size();
            int count = function.buffers().size();
            List<Tensor> input = inputs.subList(i, i + 1);
            List<Tensor> own = theta.subList(taken, next);
            boolean free = i > 1 || terms.get(0).function().givesUpValue();
            Optional<Prediction> added = total != null && free && function instanceof Linear linear
                    ? linear.addTo(total, input, own)
                    : Optional.empty();
            Prediction part = added.isPresent() ? added.get() : function.predict(input, own, pass.part(i, kept, count));
            parts.add(part);
            if (total == null) {
                total = part.value().share();
            } else if (added.isEmpty()) {
                try (Tensor before = total) {
                    total = added(before, free, part.value());
                }
            }
            taken = next;
            kept += count;
        }
        return new Prediction(inputs, theta, Objects.requireNonNull(total), List.of(), parts);
    }

    @Override
    public boolean addsToSums() {
        return terms.stream().anyMatch(term -> term.function().addsToSums());
    }

    /** Adds a term to what was added up before, in place where nothing else looks at that. */
    private static Tensor added(Tensor before, boolean own, Tensor term) {
        return own && before.liesAs(term) ? before.addInPlace(term).share() : before.add(term);
    }

    @Override
    public boolean givesUpValue() {
        return terms.size() > 1 || terms.get(0).function().givesUpValue();
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> deltas = new ArrayList<>();
        int used = 0;
        int taken = 0;
        for (int i = 0; i < terms.size(); i++) {
            int next = used + terms.get(i).function().uses(1).size();
            int count = terms.get(i).function().parameters().size();
            Wanted ofTerm =
                    wanted.ofPart(terms.get(i).function(), wanted.inputs().subList(used, next), taken, taken + count);
            used = next;
            taken += count;
            if (ofTerm.anyInput() || ofTerm.parameters()) {
                Pullback part =
                        terms.get(i).function().pullback(prediction.parts().get(i), error, ofTerm);
                inputs.addAll(part.inputs());
                deltas.addAll(part.parameters());
            }
        }
        return new Pullback(inputs, deltas);
    }

    @Override
    public String toString() {
        return terms.stream().map(term -> term.function().toString()).collect(Collectors.joining(" + ", "(", ")"));
    }
}
