package org.pcn4j.function;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Functions one after the other, the first applied first; only the first may have several inputs. Both conventions of
 * the field are chains: μ = f(W x) is {@code Chain.of(linear, tanh)}, μ = W f(x) is {@code Chain.of(tanh, linear)}.
 *
 * <p>Where only one of the functions has parameters, they keep their names; otherwise each is prefixed by the
 * function's place, from 0.
 */
public final class Chain implements Function {
    private final List<Function> links;
    private final List<ParameterSpec> parameters;

    private Chain(List<Function> links) {
        if (links.isEmpty()) {
            throw new IllegalArgumentException("a chain needs at least one function");
        }
        this.links = List.copyOf(links);
        boolean unambiguous =
                links.stream().filter(link -> !link.parameters().isEmpty()).count() <= 1;
        List<ParameterSpec> all = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            String prefix = unambiguous ? "" : Integer.toString(i);
            links.get(i).parameters().forEach(spec -> all.add(spec.within(prefix)));
        }
        this.parameters = List.copyOf(all);
    }

    /**
     * Returns the chain of these functions.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Chain of(Function... links) {
        return new Chain(List.of(links));
    }

    /** Returns the functions, the one applied first first. */
    public List<Function> links() {
        return links;
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        List<Shape> shapes = inputs;
        for (Function link : links) {
            shapes = List.of(link.shape(shapes));
        }
        return shapes.get(0);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta) {
        List<Prediction> parts = new ArrayList<>(links.size());
        List<Tensor> values = inputs;
        int taken = 0;
        for (Function link : links) {
            int next = taken + link.parameters().size();
            Prediction part = link.predict(values, theta.subList(taken, next));
            parts.add(part);
            values = List.of(part.value());
            taken = next;
        }
        return new Prediction(inputs, theta, values.get(0), List.of(), parts);
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        Deque<List<Tensor>> deltas = new ArrayDeque<>();
        int above = parameters.size();
        Tensor e = error;
        for (int i = links.size() - 1; i > 0; i--) {
            Function link = links.get(i);
            above -= link.parameters().size();
            boolean onward = wanted.anyInput() || (wanted.parameters() && above > 0);
            Pullback part = link.pullback(
                    prediction.parts().get(i), e, new Wanted(Collections.nCopies(1, onward), wanted.parameters()));
            if (e != error) {
                e.close();
            }
            deltas.push(part.parameters());
            if (!onward) {
                return new Pullback(List.of(), flat(deltas));
            }
            e = part.inputs().get(0);
        }
        Pullback first = links.get(0).pullback(prediction.parts().get(0), e, wanted);
        if (e != error) {
            e.close();
        }
        deltas.push(first.parameters());
        return new Pullback(first.inputs(), flat(deltas));
    }

    private static List<Tensor> flat(Deque<List<Tensor>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    @Override
    public String toString() {
        return links.stream().map(Function::toString).collect(Collectors.joining(" · "));
    }
}
