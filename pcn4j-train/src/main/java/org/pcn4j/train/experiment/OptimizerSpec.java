package org.pcn4j.train.experiment;

import java.util.function.Function;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.train.settings.Contradiction;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** An optimizer with its settings. Immutable. Adam and AdamW make each step in one pass, which is faster. */
public sealed interface OptimizerSpec {
    /** Returns a new optimizer, which the caller closes. */
    Optimizer optimizer();

    /** Returns the learning rate. */
    double lr();

    /** Returns this one with another learning rate, greater than 0. */
    OptimizerSpec withRate(double lr);

    /** Stochastic gradient descent. */
    record Sgd(double lr, double momentum, double weightDecay) implements OptimizerSpec {
        /**
         * Checks that weights decay.
         *
         * @throws Contradiction if they would change their sign instead
         */
        public Sgd {
            requireDecay(lr, weightDecay);
        }

        @Override
        public Optimizer optimizer() {
            return new org.pcn4j.learning.Sgd(lr, momentum, weightDecay);
        }

        @Override
        public Sgd withRate(double other) {
            return new Sgd(other, momentum, weightDecay);
        }
    }

    /** Adam, whose weights decay by what is added to the update. */
    record Adam(double lr, double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerSpec {
        @Override
        public Optimizer optimizer() {
            return new org.pcn4j.learning.Adam(lr, beta1, beta2, epsilon, weightDecay).fused();
        }

        @Override
        public Adam withRate(double other) {
            return new Adam(other, beta1, beta2, epsilon, weightDecay);
        }
    }

    /** AdamW, whose weights shrink by themselves. */
    record AdamW(double lr, double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerSpec {
        /**
         * Checks that weights decay.
         *
         * @throws Contradiction if they would change their sign instead
         */
        public AdamW {
            requireDecay(lr, weightDecay);
        }

        @Override
        public Optimizer optimizer() {
            return new org.pcn4j.learning.AdamW(lr, beta1, beta2, epsilon, weightDecay).fused();
        }

        @Override
        public AdamW withRate(double other) {
            return new AdamW(other, beta1, beta2, epsilon, weightDecay);
        }
    }

    /** How optimizers are written, with the learning rate that each usually does well with. */
    Variants<OptimizerSpec> KIND = kind();

    /** An update multiplies weights by 1 − lr · weight-decay. */
    private static void requireDecay(double lr, double weightDecay) {
        if (lr * weightDecay >= 1) {
            throw new Contradiction(
                    "expected less than 1/lr, which is " + 1 / lr + ", found " + weightDecay
                            + ", so that weights would not decay but change their sign",
                    "weight-decay",
                    "lr");
        }
    }

    private static Variants<OptimizerSpec> kind() {
        double sgdRate = 0.1;
        double adamRate = 0.001;
        double decoupledDecay = 0.01;
        String rate = "The learning rate.";
        String decay = "How fast weights decay.";

        Form.Builder<Sgd> sgd = Form.of("sgd");
        Key<Double> lr = sgd.key("lr", Kinds.positive(), sgdRate, Sgd::lr, rate);
        Key<Double> momentum = sgd.key("momentum", Kinds.fraction(), 0.0, Sgd::momentum, "0 is none.");
        Key<Double> weightDecay = sgd.key("weight-decay", Kinds.notNegative(), 0.0, Sgd::weightDecay, decay);

        Form.Builder<Adam> adam = Form.of("adam");
        Key<Double> adamLr = adam.key("lr", Kinds.positive(), adamRate, Adam::lr, rate);
        Key<Double> beta1 = beta1(adam, Adam::beta1);
        Key<Double> beta2 = beta2(adam, Adam::beta2);
        Key<Double> epsilon = epsilon(adam, Adam::epsilon);
        Key<Double> adamDecay = adam.key("weight-decay", Kinds.notNegative(), 0.0, Adam::weightDecay, decay);

        Form.Builder<AdamW> adamw = Form.of("adamw");
        Key<Double> adamwLr = adamw.key("lr", Kinds.positive(), adamRate, AdamW::lr, rate);
        Key<Double> adamwBeta1 = beta1(adamw, AdamW::beta1);
        Key<Double> adamwBeta2 = beta2(adamw, AdamW::beta2);
        Key<Double> adamwEpsilon = epsilon(adamw, AdamW::epsilon);
        Key<Double> adamwDecay =
                adamw.key("weight-decay", Kinds.notNegative(), decoupledDecay, AdamW::weightDecay, decay);

        return Variants.<OptimizerSpec>of("optimizer")
                .with("sgd", Sgd.class, sgd.make(v -> new Sgd(v.get(lr), v.get(momentum), v.get(weightDecay))))
                .with(
                        "adam",
                        Adam.class,
                        adam.make(v ->
                                new Adam(v.get(adamLr), v.get(beta1), v.get(beta2), v.get(epsilon), v.get(adamDecay))))
                .with(
                        "adamw",
                        AdamW.class,
                        adamw.make(v -> new AdamW(
                                v.get(adamwLr),
                                v.get(adamwBeta1),
                                v.get(adamwBeta2),
                                v.get(adamwEpsilon),
                                v.get(adamwDecay))));
    }

    private static <A> Key<Double> beta1(Form.Builder<A> form, Function<A, Double> getter) {
        return form.key(
                "beta1", Kinds.fraction(), org.pcn4j.learning.Adam.BETA1, getter, "The decay of the mean of updates.");
    }

    private static <A> Key<Double> beta2(Form.Builder<A> form, Function<A, Double> getter) {
        return form.key(
                "beta2", Kinds.fraction(), org.pcn4j.learning.Adam.BETA2, getter, "The decay of the mean of squares.");
    }

    private static <A> Key<Double> epsilon(Form.Builder<A> form, Function<A, Double> getter) {
        return form.key(
                "epsilon",
                Kinds.notNegative(),
                org.pcn4j.learning.Adam.EPSILON,
                getter,
                "Added to the root of the mean square.");
    }
}
