package org.pcn4j.train.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;
import org.pcn4j.function.AdaptiveAvgPool2d;
import org.pcn4j.function.Average;
import org.pcn4j.function.AvgPool2d;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Bias;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Concatenate;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.ConvTranspose2d;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Embedding;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.GroupNorm;
import org.pcn4j.function.GruState;
import org.pcn4j.function.HardTanh;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.LayerNorm;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.Linear;
import org.pcn4j.function.LogSoftmax;
import org.pcn4j.function.LstmCarry;
import org.pcn4j.function.LstmState;
import org.pcn4j.function.MaskedUpdate;
import org.pcn4j.function.MatrixProduct;
import org.pcn4j.function.MaxPool2d;
import org.pcn4j.function.MultiHeadAttention;
import org.pcn4j.function.Pad;
import org.pcn4j.function.Permute;
import org.pcn4j.function.Product;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Reshape;
import org.pcn4j.function.ScaledDotProductAttention;
import org.pcn4j.function.Select;
import org.pcn4j.function.Sigmoid;
import org.pcn4j.function.Silu;
import org.pcn4j.function.Slice;
import org.pcn4j.function.Softmax;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Tanh;
import org.pcn4j.function.Upsample;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PoolGeometry;
import org.pcn4j.tensor.SequenceKernels.Mask;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Values;
import org.pcn4j.train.settings.Variants;
import org.pcn4j.train.settings.Yaml;

/** The library's functions by name, with their settings. */
final class Functions {
    /** A size that cannot make a product of two overflow. */
    static final long LARGEST = 1 << 30;

    static final Kind<Long> SIZE = Kinds.whole(1, LARGEST);
    static final Kind<Shape> SHAPE = Kinds.mapped(
            Kinds.list(SIZE, 1, 8),
            sizes -> Shape.of(sizes.stream().mapToLong(Long::longValue).toArray()),
            shape -> Arrays.stream(shape.toArray()).boxed().toList());

    private static final Kind<Integer> INPUTS = Kinds.count(1, 1000);
    private static final Kind<Boolean> FLAG = Kinds.flag();
    static final Variants<Made<Initializer>> INITIAL = initial();
    private static final Made<Initializer> DEFAULT = INITIAL.usual("default");
    private static final int MOST_LINKS = 100;

    /** All functions. */
    static final Variants<Made<Function>> ALL = all();

    /** One function or a chain of them. */
    static final Kind<List<Made<Function>>> CHAIN = Kinds.oneOrMore(ALL, MOST_LINKS);

    private Functions() {}

    /** Returns functions one after the other as one. */
    static Function chained(List<Made<Function>> links) {
        return links.size() == 1
                ? links.get(0).it()
                : Chain.of(links.stream().map(Made::it).toArray(Function[]::new));
    }

    private static Kind<Pair> pair(long least) {
        return Kinds.mapped(
                Kinds.oneOrMore(Kinds.whole(least, LARGEST), 2),
                sizes -> new Pair(sizes.get(0), sizes.get(sizes.size() - 1)),
                pair -> pair.height() == pair.width() ? List.of(pair.height()) : List.of(pair.height(), pair.width()));
    }

    // The functions' own usual initializer is not one of the others: no initializer says "default".
    private static Variants<Made<Initializer>> initial() {
        Variants<Made<Initializer>> all = Variants.of("initializer");
        all = new MadeForm<Initializer>("default").addTo(all, v -> Initializer.zeros());
        all = new MadeForm<Initializer>("zeros").addTo(all, v -> Initializer.zeros());
        MadeForm<Initializer> constant = new MadeForm<>("constant");
        Key<Double> number = constant.required("number", Kinds.number(), "All numbers.");
        all = constant.addTo(all, v -> Initializer.constant(v.get(number)));
        MadeForm<Initializer> uniform = new MadeForm<>("uniform");
        Key<Double> bound = uniform.required("bound", Kinds.positive(), "Numbers lie between −bound and bound.");
        all = uniform.addTo(all, v -> Initializer.uniform(v.get(bound)));
        MadeForm<Initializer> normal = new MadeForm<>("normal");
        Key<Double> deviation = normal.required("deviation", Kinds.positive(), "The standard deviation.");
        all = normal.addTo(all, v -> Initializer.normal(v.get(deviation)));
        all = gain(all, "xavier-uniform", Initializer::xavierUniform);
        all = gain(all, "xavier-normal", Initializer::xavierNormal);
        all = gain(all, "kaiming-uniform", Initializer::kaimingUniform);
        return gain(all, "kaiming-normal", Initializer::kaimingNormal);
    }

    private static Variants<Made<Initializer>> gain(
            Variants<Made<Initializer>> all, String name, DoubleFunction<Initializer> make) {
        MadeForm<Initializer> form = new MadeForm<>(name);
        Key<Double> gain = form.key("gain", Kinds.positive(), 1.0, "What all numbers are multiplied by.");
        return form.addTo(all, v -> make.apply(v.get(gain)));
    }

    private static Optional<Initializer> chosen(Made<Initializer> initial) {
        return initial.name().equals("default") ? Optional.empty() : Optional.of(initial.it());
    }

    private static Variants<Made<Function>> all() {
        Variants<Made<Function>> all = Variants.of("function");
        all = plain(all, "identity", new Identity());
        all = plain(all, "flatten", new Flatten());
        all = activations(all);
        all = layers(all);
        all = convolutions(all);
        all = pools(all);
        all = normalisations(all);
        all = moves(all);
        all = joins(all);
        return sequences(all);
    }

    private static Variants<Made<Function>> plain(Variants<Made<Function>> all, String name, Function function) {
        return new MadeForm<Function>(name).addTo(all, v -> function);
    }

    private static Variants<Made<Function>> activations(Variants<Made<Function>> before) {
        Variants<Made<Function>> all = before;
        all = plain(all, "tanh", new Tanh());
        all = plain(all, "relu", new Relu());
        all = plain(all, "sigmoid", new Sigmoid());
        all = plain(all, "gelu", new Gelu());
        all = plain(all, "silu", new Silu());
        all = plain(all, "softmax", new Softmax());
        all = plain(all, "log-softmax", new LogSoftmax());
        MadeForm<Function> leaky = new MadeForm<>("leaky-relu");
        Key<Double> slope = leaky.key("slope", Kinds.notNegative(), new LeakyRelu().slope(), "The slope below 0.");
        all = leaky.addTo(all, v -> new LeakyRelu(v.get(slope)));
        MadeForm<Function> hard = new MadeForm<>("hard-tanh");
        Key<Double> low = hard.key("low", Kinds.number(), new HardTanh().low(), "The least result.");
        Key<Double> high = hard.key("high", Kinds.number(), new HardTanh().high(), "The greatest result.");
        all = hard.addTo(all, v -> new HardTanh(v.get(low), v.get(high)));
        MadeForm<Function> dropout = new MadeForm<>("dropout");
        Key<Double> p = dropout.key("p", Kinds.fraction(), 0.5, "The share of numbers that is dropped.");
        return dropout.addTo(all, v -> new Dropout(v.get(p)));
    }

    private static Variants<Made<Function>> layers(Variants<Made<Function>> before) {
        Variants<Made<Function>> all = before;
        MadeForm<Function> linear = new MadeForm<>("linear");
        Key<Long> in = linear.required("in", SIZE, "Numbers read.");
        Key<Long> out = linear.required("out", SIZE, "Numbers predicted.");
        Key<Boolean> bias = linear.key("bias", FLAG, true, "Whether there is a bias.");
        Key<Made<Initializer>> weights = linear.key("weights", INITIAL, DEFAULT, "First weights.");
        Key<Made<Initializer>> biases = linear.key("biases", INITIAL, DEFAULT, "First biases.");
        all = linear.addTo(all, v -> {
            Linear made = new Linear(v.get(in), v.get(out));
            made = chosen(v.get(weights)).map(made::withWeights).orElse(made);
            if (!v.get(bias)) {
                return made.withoutBias();
            }
            return chosen(v.get(biases)).map(made::withBias).orElse(made);
        });
        MadeForm<Function> embedding = new MadeForm<>("embedding");
        Key<Long> vocabulary = embedding.required("vocabulary", SIZE, "How many tokens there are.");
        Key<Long> width = embedding.required("width", SIZE, "Numbers for each.");
        Key<Made<Initializer>> vectors = embedding.key("weights", INITIAL, DEFAULT, "First numbers.");
        all = embedding.addTo(all, v -> {
            Embedding made = new Embedding(v.get(vocabulary), v.get(width));
            return chosen(v.get(vectors)).map(made::withWeights).orElse(made);
        });
        MadeForm<Function> offset = new MadeForm<>("offset");
        Key<Shape> shape = offset.required("shape", SHAPE, "Of a sample.");
        Key<Made<Initializer>> numbers = offset.key("numbers", INITIAL, DEFAULT, "First numbers, zeros by default.");
        return offset.addTo(
                all, v -> new Bias(v.get(shape), chosen(v.get(numbers)).orElse(Initializer.zeros())));
    }

    /** The keys of a step over an image. */
    private record Steps(Key<Pair> stride, Key<Pair> padding, Key<Pair> dilation, Key<Long> groups) {
        static Steps of(MadeForm<Function> form) {
            return new Steps(
                    form.key("stride", pair(1), Pair.of(1), "Steps, or [down, right]."),
                    form.key("padding", pair(0), Pair.of(0), "Zeros around the image."),
                    form.key("dilation", pair(1), Pair.of(1), "The distance of the kernel's taps."),
                    form.key("groups", SIZE, 1L, "Convolutions side by side."));
        }

        ConvGeometry of(Values v) {
            return new ConvGeometry(v.get(stride), v.get(padding), v.get(dilation), v.get(groups));
        }
    }

    private static Variants<Made<Function>> convolutions(Variants<Made<Function>> before) {
        Variants<Made<Function>> all = before;
        MadeForm<Function> conv = new MadeForm<>("conv2d");
        Key<Long> in = conv.required("in", SIZE, "Channels read.");
        Key<Long> out = conv.required("out", SIZE, "Channels predicted.");
        Key<Pair> kernel = conv.required("kernel", pair(1), "The kernel's size, or [height, width].");
        Steps steps = Steps.of(conv);
        Key<Boolean> bias = conv.key("bias", FLAG, true, "Whether there is a bias.");
        Key<Made<Initializer>> weights = conv.key("weights", INITIAL, DEFAULT, "First weights.");
        all = conv.addTo(all, v -> {
            Conv2d made = new Conv2d(v.get(in), v.get(out), v.get(kernel), steps.of(v));
            made = chosen(v.get(weights)).map(made::withWeights).orElse(made);
            return v.get(bias) ? made : made.withoutBias();
        });
        MadeForm<Function> transposed = new MadeForm<>("conv-transpose2d");
        Key<Long> from = transposed.required("in", SIZE, "Channels read.");
        Key<Long> to = transposed.required("out", SIZE, "Channels predicted.");
        Key<Pair> window = transposed.required("kernel", pair(1), "The kernel's size, or [height, width].");
        Steps backwards = Steps.of(transposed);
        Key<Pair> added = transposed.key("output-padding", pair(0), Pair.of(0), "Rows and columns added at the end.");
        Key<Boolean> withBias = transposed.key("bias", FLAG, true, "Whether there is a bias.");
        Key<Made<Initializer>> first = transposed.key("weights", INITIAL, DEFAULT, "First weights.");
        return transposed.addTo(all, v -> {
            ConvTranspose2d made =
                    new ConvTranspose2d(v.get(from), v.get(to), v.get(window), backwards.of(v), v.get(added));
            made = chosen(v.get(first)).map(made::withWeights).orElse(made);
            return v.get(withBias) ? made : made.withoutBias();
        });
    }

    private static Variants<Made<Function>> pools(Variants<Made<Function>> before) {
        Variants<Made<Function>> all = pool(before, "max-pool2d", MaxPool2d::new);
        all = pool(all, "avg-pool2d", AvgPool2d::new);
        MadeForm<Function> adaptive = new MadeForm<>("adaptive-avg-pool2d");
        Key<Pair> size = adaptive.key("size", pair(1), Pair.of(1), "The prediction's, or [height, width].");
        all = adaptive.addTo(all, v -> new AdaptiveAvgPool2d(v.get(size)));
        MadeForm<Function> upsample = new MadeForm<>("upsample");
        Key<Long> factor = upsample.required("factor", SIZE, "How many times as high and as wide.");
        Key<Upsample.Mode> mode = upsample.key(
                "mode",
                Kinds.choice("mode", Upsample.Mode.class, Functions::label),
                Upsample.Mode.NEAREST,
                "Where the new numbers come from.");
        all = upsample.addTo(all, v -> new Upsample(v.get(factor), v.get(mode)));
        MadeForm<Function> pad = new MadeForm<>("pad");
        Key<Pair> before2 = pad.required("before", pair(0), "Rows above and columns to the left.");
        Key<Pair> after = pad.required("after", pair(0), "Rows below and columns to the right.");
        return pad.addTo(all, v -> new Pad(v.get(before2), v.get(after)));
    }

    private static Variants<Made<Function>> pool(
            Variants<Made<Function>> all, String name, java.util.function.Function<PoolGeometry, Function> make) {
        MadeForm<Function> form = new MadeForm<>(name);
        Key<Pair> kernel = form.required("kernel", pair(1), "The window, or [height, width].");
        Key<Optional<Pair>> stride =
                form.key("stride", Kinds.orWord(pair(1), "kernel"), Optional.empty(), "Steps, as long as the window.");
        Key<Pair> padding = form.key("padding", pair(0), Pair.of(0), "What surrounds the image.");
        return form.addTo(
                all,
                v -> make.apply(new PoolGeometry(v.get(kernel), v.get(stride).orElse(v.get(kernel)), v.get(padding))));
    }

    private static Variants<Made<Function>> normalisations(Variants<Made<Function>> before) {
        Variants<Made<Function>> all = before;
        MadeForm<Function> batch = new MadeForm<>("batch-norm");
        Key<Long> channels = batch.required("channels", SIZE, "Of the image or the vector.");
        Key<Double> momentum = batch.key(
                "momentum", Kinds.share(), new BatchNorm(1).momentum(), "A batch's share in the running statistics.");
        Key<Double> batchEpsilon = epsilon(batch, new BatchNorm(1).epsilon());
        all = batch.addTo(all, v -> new BatchNorm(v.get(channels), v.get(momentum), v.get(batchEpsilon)));
        MadeForm<Function> group = new MadeForm<>("group-norm");
        Key<Long> groups = group.required("groups", SIZE, "Of channels.");
        Key<Long> grouped = group.required("channels", SIZE, "A multiple of the groups.");
        Key<Double> groupEpsilon = epsilon(group, new GroupNorm(1, 1).epsilon());
        all = group.addTo(all, v -> new GroupNorm(v.get(groups), v.get(grouped), v.get(groupEpsilon)));
        MadeForm<Function> layer = new MadeForm<>("layer-norm");
        Key<Shape> shape = layer.required("shape", SHAPE, "The last dimensions.");
        Key<Double> layerEpsilon = epsilon(layer, new LayerNorm(1).epsilon());
        return layer.addTo(all, v -> new LayerNorm(v.get(shape), v.get(layerEpsilon)));
    }

    private static Key<Double> epsilon(MadeForm<Function> form, double usual) {
        return form.key("epsilon", Kinds.positive(), usual, "Added to the variance.");
    }

    private static Variants<Made<Function>> moves(Variants<Made<Function>> before) {
        Variants<Made<Function>> all = before;
        MadeForm<Function> reshape = new MadeForm<>("reshape");
        Key<Shape> shape = reshape.required("shape", SHAPE, "Of a sample.");
        all = reshape.addTo(all, v -> new Reshape(v.get(shape)));
        MadeForm<Function> permute = new MadeForm<>("permute");
        Key<List<Integer>> order =
                permute.required("order", Kinds.list(Kinds.count(0, 7), 1, 8), "The input's dimensions, from 0.");
        all = permute.addTo(
                all,
                v -> new Permute(
                        v.get(order).stream().mapToInt(Integer::intValue).toArray()));
        MadeForm<Function> select = new MadeForm<>("select");
        Key<Long> index = select.required("index", Kinds.whole(0, LARGEST), "Which slice, from 0.");
        all = select.addTo(all, v -> new Select(v.get(index)));
        MadeForm<Function> slice = new MadeForm<>("slice");
        Key<Integer> dimension = slice.required("dimension", Kinds.count(0, 7), "From 0, without the batch.");
        Key<Long> from = slice.required("from", Kinds.whole(0, LARGEST), "The first.");
        Key<Long> to = slice.required("to", SIZE, "The one after the last.");
        return slice.addTo(all, v -> new Slice(v.get(dimension), v.get(from), v.get(to)));
    }

    private static Variants<Made<Function>> joins(Variants<Made<Function>> before) {
        Variants<Made<Function>> all = join(before, "average", Average::new);
        all = join(all, "concatenate", Concatenate::new);
        all = join(all, "product", Product::new);
        all = join(all, "add", Sum::ofInputs);
        MadeForm<Function> sum = new MadeForm<>("sum");
        Key<List<Term>> terms = sum.required("terms", Kinds.list(term(), 1, 100), "One for each parent.");
        all = sum.addTo(
                all,
                v -> Sum.of(v.get(terms).stream()
                        .map(term -> new Sum.Term(term.name(), chained(term.function())))
                        .toArray(Sum.Term[]::new)));
        MadeForm<Function> product = new MadeForm<>("matrix-product");
        Key<MatrixProduct.Second> second = product.key(
                "second",
                Kinds.choice("form", MatrixProduct.Second.class, Functions::label),
                new MatrixProduct().second(),
                "How the second parent's matrices stand.");
        return product.addTo(all, v -> new MatrixProduct(v.get(second)));
    }

    private static Variants<Made<Function>> join(
            Variants<Made<Function>> all, String name, IntFunction<Function> make) {
        MadeForm<Function> form = new MadeForm<>(name);
        Key<Integer> inputs = form.required("inputs", INPUTS, "How many parents there are.");
        return form.addTo(all, v -> make.apply(v.get(inputs)));
    }

    /** A term of a sum. */
    private record Term(String name, List<Made<Function>> function) {}

    private static Kind<Term> term() {
        Form.Builder<Term> form = Form.of("term");
        Key<String> name =
                form.key("name", Kinds.anyText("a name"), "", Term::name, "Goes before its parameters' names.");
        // Asked for when it is used: a term's function may be a sum itself.
        Kind<List<Made<Function>>> later = new Kind<>() {
            @Override
            public List<Made<Function>> read(Yaml yaml, String path) {
                return CHAIN.read(yaml, path);
            }

            @Override
            public Yaml write(List<Made<Function>> value) {
                return CHAIN.write(value);
            }

            @Override
            public String expected() {
                return "a function";
            }
        };
        Key<List<Made<Function>>> function =
                form.required("function", later, Term::function, "Of one parent, or a list of functions.");
        return form.make(v -> new Term(v.get(name), v.get(function)));
    }

    private static Variants<Made<Function>> sequences(Variants<Made<Function>> before) {
        Variants<Made<Function>> all = before;
        all = plain(all, "lstm-carry", new LstmCarry());
        all = plain(all, "lstm-state", new LstmState());
        all = plain(all, "gru-state", new GruState());
        MadeForm<Function> hold = new MadeForm<>("hold");
        Key<Long> step = hold.required("step", Kinds.whole(0, LARGEST), "Which place of the sequence, from 0.");
        all = hold.addTo(all, v -> new MaskedUpdate(v.get(step)));
        MadeForm<Function> attention = new MadeForm<>("attention");
        Key<Mask> mask = mask(attention);
        all = attention.addTo(all, v -> new ScaledDotProductAttention(v.get(mask)));
        MadeForm<Function> heads = new MadeForm<>("multi-head-attention");
        Key<Long> width = heads.required("width", SIZE, "Of the vectors.");
        Key<Long> count = heads.required("heads", SIZE, "A divisor of the width.");
        Key<Mask> headsMask = mask(heads);
        return heads.addTo(all, v -> new MultiHeadAttention(v.get(width), v.get(count), v.get(headsMask)));
    }

    private static Key<Mask> mask(MadeForm<Function> form) {
        return form.key(
                "mask",
                Kinds.choice("mask", Mask.class, Functions::label),
                Mask.CAUSAL,
                "Which places each place looks at.");
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
