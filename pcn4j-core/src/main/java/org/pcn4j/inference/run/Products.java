package org.pcn4j.inference.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Function;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.Wanted;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.ProductAct;
import org.pcn4j.inference.plan.ProductAct.BringBack;
import org.pcn4j.inference.plan.ProductAct.Gram;
import org.pcn4j.inference.plan.ProductAct.Multiply;
import org.pcn4j.inference.plan.ProductAct.PredictFromErrors;
import org.pcn4j.inference.plan.ProductAct.PredictFromProduct;
import org.pcn4j.inference.plan.ProductAct.PullToProduct;
import org.pcn4j.inference.plan.ProductFirst;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.LinearKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** The acts of a run by which values are left out while they move. For one thread. */
final class Products {
    private static final Wanted INPUT = new Wanted(List.of(true), false);

    private final Network network;
    private final Places places;
    private final Parameters parameters;
    private final Passes passes;
    private final long batch;
    private final Map<Integer, Function> after = new HashMap<>();

    Products(Plan plan, Places places, Parameters parameters, Passes passes, long batch) {
        this.network = plan.network();
        this.places = places;
        this.parameters = parameters;
        this.passes = passes;
        this.batch = batch;
    }

    void run(ProductAct instruction) {
        if (instruction instanceof PredictFromErrors act) {
            Tensor product = LinearKernels.addProduct(
                    places.get(new Slot(Kind.PRODUCT, act.node())),
                    places.get(new Slot(Kind.GATHERED, act.parent())),
                    places.get(new Slot(Kind.GRAM, act.node())));
            predict(act.node(), product, true);
        } else if (instruction instanceof PullToProduct act) {
            Prediction prediction = places.prediction(new Slot(Kind.PREDICTION, act.node()));
            places.put(
                    new Slot(Kind.CONTRIBUTION, act.use()),
                    after(act.node())
                            .pullback(prediction, places.get(act.error()), INPUT)
                            .inputs()
                            .get(0));
        } else if (instruction instanceof Gram act) {
            Tensor weight = weight(act.node());
            places.put(new Slot(Kind.GRAM, act.node()), LinearKernels.linear(weight, weight));
        } else if (instruction instanceof Multiply act) {
            multiply(act);
        } else if (instruction instanceof PredictFromProduct act) {
            predict(act.node(), places.get(new Slot(Kind.PRODUCT, act.node())).share(), false);
        } else if (instruction instanceof BringBack act) {
            try (Tensor error = places.get(new Slot(Kind.GATHERED, act.node())).matmul(weight(act.child()))) {
                places.put(
                        new Slot(Kind.ERROR, act.node()),
                        error.reshape(network.node(act.node()).shape().batched(batch)));
            }
        } else {
            throw new IllegalStateException("no way to run " + instruction);
        }
    }

    /** What comes after a node's product, found once a run. */
    private Function after(int node) {
        return after.computeIfAbsent(
                node,
                unused -> ProductFirst.of(network.node(node).function())
                        .orElseThrow()
                        .after());
    }

    private Tensor weight(int node) {
        return parameters.tensors().get(network.node(node).parameters().get(0));
    }

    private void multiply(Multiply act) {
        Node node = network.node(act.node());
        List<Tensor> theta =
                node.parameters().stream().map(parameters.tensors()::get).toList();
        Tensor x = places.get(act.operand());
        try (Tensor rows = x.reshape(Shape.of(batch, x.elements() / batch))) {
            places.put(
                    new Slot(Kind.PRODUCT, act.node()),
                    theta.size() == 2
                            ? LinearKernels.linear(rows, theta.get(0), theta.get(1))
                            : LinearKernels.linear(rows, theta.get(0)));
        }
    }

    /**
     * Predicts from a product.
     *
     * @param product taken over
     * @param mayOverwrite whether the prediction may stand in its place
     */
    private void predict(int node, Tensor product, boolean mayOverwrite) {
        List<Tensor> inputs = List.of(product);
        Function function = after(node);
        Optional<Tensor> written =
                mayOverwrite && function instanceof Elementwise f ? f.overwrite(product) : Optional.empty();
        places.predict(
                node,
                written.map(value -> Prediction.of(inputs, List.of(), value))
                        .orElseGet(() -> function.predict(inputs, List.of(), passes.of(network.node(node)))),
                inputs);
    }
}
