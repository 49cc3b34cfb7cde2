package org.pcn4j.function;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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
    private final List<ParameterSpec> buffers;

    private Chain(List<Function> links) {
        if (links.isEmpty()) {
            throw new IllegalArgumentException("a chain needs at least one function");
        }
        this.links = List.copyOf(links);
        boolean unambiguous =
                links.stream().filter(link -> !link.parameters().isEmpty()).count() <= 1;
        List<ParameterSpec> all = new ArrayList<>();
        List<ParameterSpec> kept = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            String prefix = unambiguous ? "" : Integer.toString(i);
            links.get(i).parameters().forEach(spec -> all.add(spec.within(prefix)));
            links.get(i).buffers().forEach(spec -> kept.add(spec.within(prefix)));
        }
        this.parameters = List.copyOf(all);
        this.buffers = List.copyOf(kept);
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
    public long multiplications(List<Shape> inputs) {
        long all = 0;
        List<Shape> shapes = inputs;
        for (Function link : links) {
            all += link.multiplications(shapes);
            shapes = List.of(link.shape(shapes));
        }
        return all;
    }

    @Override
    public boolean isSamplewise() {
        return links.stream().allMatch(Function::isSamplewise);
    }

    @Override
    public boolean convolves() {
        return links.stream().anyMatch(Function::convolves);
    }

    @Override
    public boolean pullsBackDerivatives() {
        return links.stream().allMatch(Function::pullsBackDerivatives);
    }

    @Override
    public boolean givesUpValue() {
        return links.get(links.size() - 1).givesUpValue();
    }

    @Override
    public List<ParameterSpec> buffers() {
        return buffers;
    }

    @Override
    public List<Integer> uses(int inputs) {
        return links.get(0).uses(inputs);
    }

    /** The first function that looks at the elements decides. */
    @Override
    public Elements elements(int input) {
        Elements first = links.get(0).elements(input);
        for (int i = 1; i < links.size() && first instanceof Elements.Anything; i++) {
            first = links.get(i).elements(0);
        }
        return first;
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        List<Prediction> parts = new ArrayList<>(links.size());
        List<Tensor> values = inputs;
        int taken = 0;
        int kept = 0;
        for (int i = 0; i < links.size(); i++) {
            Function link = links.get(i);
            int next = taken + link.parameters().size();
            int count = link.buffers().size();
            Optional<Tensor> written =
                    i > 0 && links.get(i - 1).givesUpValue() ? overwrite(link, values.get(0)) : Optional.empty();
            Prediction part = written.isPresent()
                    ? Prediction.of(values, List.of(), written.get())
                    : link.predict(values, theta.subList(taken, next), pass.part(i, kept, count));
            parts.add(part);
            values = List.of(part.value());
            taken = next;
            kept += count;
        }
        return new Prediction(inputs, theta, values.get(0), List.of(), parts);
    }

    private static Optional<Tensor> overwrite(Function link, Tensor value) {
        return link instanceof Elementwise function ? function.overwrite(value) : Optional.empty();
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
            int uses = link.uses(1).size();
            Pullback part = link.pullback(
                    prediction.parts().get(i),
                    e,
                    wanted.ofPart(
                            link,
                            Collections.nCopies(uses, onward),
                            above,
                            above + link.parameters().size()));
            if (e != error) {
                e.close();
            }
            deltas.push(part.parameters());
            if (!onward) {
                return new Pullback(List.of(), flat(deltas));
            }
            e = folded(part.inputs());
        }
        Pullback first = links.get(0)
                .pullback(prediction.parts().get(0), e, wanted.ofPart(links.get(0), wanted.inputs(), 0, above));
        if (e != error) {
            e.close();
        }
        deltas.push(first.parameters());
        return new Pullback(first.inputs(), flat(deltas));
    }

    /** The sum of the contributions of several uses, the last one first, as autograd folds them. Closes them. */
    private static Tensor folded(List<Tensor> contributions) {
        int last = contributions.size() - 1;
        if (last == 0) {
            return contributions.get(0);
        }
        Tensor sum = contributions.get(last).add(contributions.get(last - 1));
        for (int i = last - 2; i >= 0; i--) {
            sum.addInPlace(contributions.get(i));
        }
        contributions.forEach(Tensor::close);
        return sum;
    }

    @Override
    public boolean addsToSums() {
        return links.stream().anyMatch(Function::addsToSums);
    }

    private static List<Tensor> flat(Deque<List<Tensor>> lists) {
        List<Tensor> all = new ArrayList<>();
        lists.forEach(all::addAll);
        return all;
    }

    @Override
    public String toString() {
        return links.stream().map(Function::toString).collect(Collectors.joining(" · "));
    }
}
