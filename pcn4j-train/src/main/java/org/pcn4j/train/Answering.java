package org.pcn4j.train;

import org.pcn4j.data.Batch;
import org.pcn4j.function.Energy;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.ForwardPass;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.Ability;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** How a network is asked for what samples' targets are, and what its answers are scored by. */
interface Answering {
    /** Takes what was to be answered, and what was. */
    interface Found {
        void accept(Tensor target, Tensor found);
    }

    /** Returns the shape of an answer to one sample. */
    Shape shape();

    /** Returns what answers are scored by. */
    Energy loss();

    /** Returns what that is, beside what the network learns by. */
    Scored scored();

    /** Returns what asks by these sums, where a forward pass asks; what settles does so in its schedule's. */
    Answering in(Arithmetic arithmetic);

    /** Asks, with tensors of the open scope. */
    void ask(Parameters parameters, Batch batch, Found found);

    /**
     * Asks a network with one output by a forward pass.
     *
     * @throws IllegalArgumentException if it has more or none
     */
    static Answering byForwardPass(Network network) {
        if (network.outputs().size() != 1) {
            throw new IllegalArgumentException("evaluation needs a network with one output, not "
                    + network.outputs().size());
        }
        return new Forwards(network, network.outputs().get(0), new ForwardPass(network));
    }

    /** Asks a network from its sample for its target, or for the sample itself where it predicts none. */
    static Answering byAsking(Generative generative) {
        return new Asking(generative, generative.abilities().contains(Ability.PREDICT));
    }

    /** By a forward pass. */
    record Forwards(Network network, Node output, ForwardPass pass) implements Answering {
        @Override
        public Shape shape() {
            return output.shape();
        }

        @Override
        public Energy loss() {
            return output.energy();
        }

        @Override
        public Scored scored() {
            return Scored.LOSS;
        }

        @Override
        public Answering in(Arithmetic arithmetic) {
            return new Forwards(network, output, pass.in(arithmetic));
        }

        @Override
        public void ask(Parameters parameters, Batch batch, Found found) {
            Clamps clamps = Evaluator.clamps(network, batch, parameters.dtype());
            clamps.requireFit(network, parameters.dtype());
            try (Tensor answer =
                    pass.outputs(parameters, clamps.inputs(network)).get(0)) {
                found.accept(clamps.targets(network).get(0), answer);
            }
        }
    }

    /** By inference. */
    record Asking(Generative generative, boolean predicts) implements Answering {
        @Override
        public Shape shape() {
            return Shape.of(
                    predicts
                            ? generative.ends().target().orElseThrow().count()
                            : generative.ends().sample().count());
        }

        @Override
        public Energy loss() {
            return new SquaredError();
        }

        @Override
        public Scored scored() {
            return Scored.ANSWER_ERROR;
        }

        @Override
        public Answering in(Arithmetic arithmetic) {
            return this;
        }

        @Override
        public void ask(Parameters parameters, Batch batch, Found found) {
            Tensor samples = rows(batch.inputs());
            try (Tensor answer =
                    predicts ? generative.predict(parameters, samples) : generative.reconstruct(parameters, samples)) {
                found.accept(predicts ? target(batch, parameters.dtype()) : samples, answer);
            }
        }

        private Tensor target(Batch batch, DType dtype) {
            return batch.targets().dtype() == DType.INT64
                    ? new SquaredError().targets(batch.targets(), shape(), dtype)
                    : rows(batch.targets());
        }

        private static Tensor rows(Tensor value) {
            return value.reshape(Shape.of(value.size(0), value.elements() / value.size(0)));
        }
    }
}
