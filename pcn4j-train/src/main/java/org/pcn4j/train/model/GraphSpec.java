package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Energy;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Node;
import org.pcn4j.tensor.Shape;

/**
 * A network that is spelled out node by node. Immutable.
 *
 * @param nodes one of them reads samples, one is the output
 */
public record GraphSpec(List<NodeSpec> nodes) implements ModelSpec {
    /**
     * Copies the list and checks the graph as far as it stands without data.
     *
     * @throws NetworkException if nodes do not fit together, or not exactly one reads samples and one is the output
     * @throws org.pcn4j.function.ShapeException if sizes do not fit
     */
    public GraphSpec {
        nodes = List.copyOf(nodes);
        Network network = built(nodes, Energies.SQUARED_ERROR.it());
        if (network.inputs().size() != 1 || network.outputs().size() != 1) {
            throw new NetworkException("expected one node that reads samples and one output, found "
                    + network.inputs().size() + " and " + network.outputs().size());
        }
    }

    private static Network built(List<NodeSpec> nodes, Energy loss) {
        NetworkBuilder builder = Network.builder();
        nodes.forEach(node -> node.add(builder, loss));
        return builder.build();
    }

    @Override
    public Shape sample(Domain domain) {
        Shape shape = nodes.stream()
                .flatMap(node -> node.input().stream())
                .findFirst()
                .orElseThrow();
        if (shape.elements() != domain.shape().elements()) {
            throw new NetworkException("its input " + shape + " holds " + shape.elements() + " elements, a sample has "
                    + domain.shape().elements());
        }
        return shape;
    }

    @Override
    public Network network(Domain domain, Energy loss) {
        sample(domain);
        Network network = built(nodes, loss);
        requireElements(network.inputs().get(0), domain);
        Node output = network.outputs().get(0);
        requireOutput(output.shape(), domain);
        return network;
    }

    @Override
    public void requireLoss(Made<Energy> loss) {
        if (loss.it().takesSoftmax()) {
            new Logits(nodes).require();
        }
    }

    private static void requireElements(Node input, Domain domain) {
        long tokens = tokens(domain);
        Elements elements = input.elements();
        if (tokens == 0 && elements instanceof Elements.Tokens) {
            throw new NetworkException("its input '" + input.name() + "' reads tokens, samples are numbers");
        } else if (tokens > 0 && !(elements instanceof Elements.Tokens)) {
            throw new NetworkException("its input '" + input.name() + "' reads numbers, samples are tokens");
        } else if (elements instanceof Elements.Tokens expected && expected.vocabulary() != tokens) {
            throw new NetworkException("its input '" + input.name() + "' reads a vocabulary of " + expected.vocabulary()
                    + ", samples have one of " + tokens);
        }
    }

    private static long tokens(Domain domain) {
        if (domain instanceof Domain.Words words) {
            return words.vocabulary().size();
        }
        return domain instanceof Domain.Characters text ? text.vocabulary().size() : 0;
    }

    private static void requireOutput(Shape found, Domain domain) {
        Shape expected = domain instanceof Domain.Characters text
                ? Shape.of(text.window(), text.outputs())
                : Shape.of(domain.outputs());
        if (!found.equals(expected)) {
            throw new NetworkException(
                    "its output has the shape " + found + ", expected " + expected + " for " + domain.described());
        }
    }

    @Override
    public String defaultData() {
        return "digits";
    }

    @Override
    public int defaultBatch() {
        return 64;
    }
}
