package org.pcn4j.train.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.pcn4j.network.ResNet.Norm;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.SettingsText;
import org.pcn4j.train.settings.Variants;

/** How models are written, with the defaults of their settings. */
public final class ModelForms {
    private static final Kind<Integer> WIDTH = Kinds.count(1, 1 << 14);
    private static final int MOST_LAYERS = 1000;
    private static final int MOST_NODES = 4096;
    private static final int MOST_BLOCKS = 256;
    private static final int DEEPEST = 10;

    private static final List<Integer> MLP_HIDDEN = List.of(128, 128);
    private static final int HIDDEN = 128;
    private static final int EMBEDDING = 64;
    private static final int HEADS = 4;
    private static final int ALEXNET_WIDTH = 64;
    private static final int VGG_WIDTH = 128;
    private static final int RESNET_WIDTH = 64;
    private static final int UNET_WIDTH = 32;

    private static final String FIRST = "The channels of the first convolution.";

    /** To begin a network of one's own with. */
    private static final String EXAMPLE = """
            - {name: x, kind: input, shape: [784]}
            - {name: fc1, function: [{name: linear, in: 784, out: 128}, tanh], parents: [x]}
            - {name: out, kind: output, function: {name: linear, in: 128, out: 10}, parents: [fc1]}
            """;

    /** All models. */
    public static final Variants<ModelSpec> KIND = kind();

    private ModelForms() {}

    private static Variants<ModelSpec> kind() {
        Form.Builder<ModelSpec.Mlp> mlp = Form.of("mlp");
        Key<List<Integer>> hidden = mlp.key(
                "hidden",
                Kinds.list(Kinds.count(1, 1 << 20), 0, MOST_LAYERS),
                MLP_HIDDEN,
                ModelSpec.Mlp::hidden,
                "The widths of the hidden layers.");
        Key<Activation> activation = mlp.key(
                "activation",
                Kinds.choice("activation", Activation.class, Activation::label),
                Activation.TANH,
                ModelSpec.Mlp::activation,
                "Of the hidden layers: tanh, relu, sigmoid, gelu, silu, leaky-relu or hard-tanh.");
        Form.Builder<ModelSpec.Cnn> cnn = Form.of("cnn");

        Form.Builder<ModelSpec.Lstm> lstm = Form.of("lstm");
        Key<Integer> embedding = lstm.key(
                "embedding", WIDTH, EMBEDDING, ModelSpec.Lstm::embedding, "The width of the symbols' embedding.");
        Key<Integer> state = lstm.key("hidden", WIDTH, HIDDEN, ModelSpec.Lstm::hidden, "The width of carry and state.");

        Form.Builder<ModelSpec.Transformer> transformer = Form.of("transformer");
        Key<Integer> blocks = transformer.key(
                "blocks", Kinds.count(1, MOST_BLOCKS), 1, ModelSpec.Transformer::blocks, "How many blocks there are.");
        Key<Integer> vectors =
                transformer.key("width", WIDTH, HIDDEN, ModelSpec.Transformer::width, "The width of the vectors.");
        Key<Integer> heads = transformer.key(
                "heads", WIDTH, HEADS, ModelSpec.Transformer::heads, "Of the attention, a divisor of the width.");

        Form.Builder<ModelSpec.Autoencoder> autoencoder = Form.of("autoencoder");
        Key<Integer> full =
                autoencoder.key("width", WIDTH, UNET_WIDTH, ModelSpec.Autoencoder::width, "The channels at full size.");
        Key<Integer> depth = autoencoder.key(
                "depth", Kinds.count(1, DEEPEST), 2, ModelSpec.Autoencoder::depth, "How often the size is halved.");

        Form.Builder<ModelSpec.Graph> graph = Form.of("graph");
        Kind<List<NodeSpec>> list = Kinds.list(NodeSpec.KIND, 2, MOST_NODES);
        Key<List<NodeSpec>> nodes = graph.key(
                "nodes",
                list,
                SettingsText.of(EXAMPLE).read(list, List.of()),
                ModelSpec.Graph::nodes,
                "All nodes, in any order: one reads samples, one answers.");

        Variants<ModelSpec> named = Variants.of("model");
        return named.with(
                        "mlp", ModelSpec.Mlp.class, mlp.make(v -> new ModelSpec.Mlp(v.get(hidden), v.get(activation))))
                .with("cnn", ModelSpec.Cnn.class, cnn.make(v -> new ModelSpec.Cnn()))
                .with(
                        "rnn",
                        ModelSpec.Rnn.class,
                        wide(
                                "rnn",
                                "hidden",
                                HIDDEN,
                                "The width of the state.",
                                ModelSpec.Rnn::hidden,
                                ModelSpec.Rnn::new))
                .with(
                        "alexnet",
                        ModelSpec.Alexnet.class,
                        wide(
                                "alexnet",
                                "width",
                                ALEXNET_WIDTH,
                                FIRST,
                                ModelSpec.Alexnet::width,
                                ModelSpec.Alexnet::new))
                .with(
                        "vgg5",
                        ModelSpec.Vgg5.class,
                        wide("vgg5", "width", VGG_WIDTH, FIRST, ModelSpec.Vgg5::width, ModelSpec.Vgg5::new))
                .with("resnet18", resnet("resnet18", Norm.BATCH), as(Norm.BATCH))
                .with("resnet18-plain", resnet("resnet18-plain", Norm.NONE), as(Norm.NONE))
                .with("lstm", ModelSpec.Lstm.class, lstm.make(v -> new ModelSpec.Lstm(v.get(embedding), v.get(state))))
                .with(
                        "transformer",
                        ModelSpec.Transformer.class,
                        transformer.make(v -> new ModelSpec.Transformer(v.get(blocks), v.get(vectors), v.get(heads))))
                .with(
                        "autoencoder",
                        ModelSpec.Autoencoder.class,
                        autoencoder.make(v -> new ModelSpec.Autoencoder(v.get(full), v.get(depth))))
                .with("graph", ModelSpec.Graph.class, graph.make(v -> new ModelSpec.Graph(v.get(nodes))));
    }

    private static <M> Form<M> wide(
            String name, String key, int usual, String comment, Function<M, Integer> getter, IntFunction<M> make) {
        Form.Builder<M> form = Form.of(name);
        Key<Integer> width = form.key(key, WIDTH, usual, getter, comment);
        return form.make(v -> make.apply(v.get(width)));
    }

    private static Form<ModelSpec.Resnet18> resnet(String name, Norm norm) {
        return wide(
                name,
                "width",
                RESNET_WIDTH,
                "The channels of the first stage.",
                ModelSpec.Resnet18::width,
                width -> new ModelSpec.Resnet18(width, norm));
    }

    private static Function<ModelSpec, Optional<ModelSpec.Resnet18>> as(Norm norm) {
        return model -> model instanceof ModelSpec.Resnet18 resnet && resnet.norm() == norm
                ? Optional.of(resnet)
                : Optional.empty();
    }
}
