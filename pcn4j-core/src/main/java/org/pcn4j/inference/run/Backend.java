package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.dense.DenseRunner;
import org.pcn4j.inference.plan.LeavingOut;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.tensor.Bfloat16;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Device;

/**
 * What carries a plan out: dense kernels, or libtorch's, and why. What decides is said by the schedule, the network, the numbers and
 * the virtual machine, never by a clock.
 *
 * @param arithmetic whose sums they are
 * @param cause why these
 * @param detail which kernels they are, as in {@code vector, 16 lanes}, or why they are libtorch's, in a few words
 * @param leavesOut whether libtorch's kernels leave values out of large batches, which {@code arithmetic: exact} does not
 */
public record Backend(Arithmetic arithmetic, Cause cause, String detail, boolean leavesOut) {
    /** Why a plan is carried out by these kernels. */
    public enum Cause {
        /** Dense kernels are there and can. */
        DENSE,
        /** The user asks for libtorch's. */
        ASKED,
        /** The schedule promises libtorch's bits, unless it is told otherwise; or autograd itself is at work. */
        PROMISED,
        /** The numbers are not in main memory. */
        NUMBERS,
        /** Dense kernels have no way to do something that the plan needs. */
        NETWORK,
        /** There are no dense kernels here, and they would serve the plan. */
        MISSING
    }

    /** A backend that computes with all values. */
    public Backend(Arithmetic arithmetic, Cause cause, String detail) {
        this(arithmetic, cause, detail, false);
    }

    /**
     * Finds out what carries a plan out.
     *
     * @param dtype of the parameters
     * @param device of the parameters
     * @param found the dense kernels of this machine, or why there are none
     */
    public static Backend of(Plan plan, DType dtype, Device device, Kernels found) {
        Backend whole = ofAll(plan, dtype, device, found);
        boolean leavesOut = whole.arithmetic == Arithmetic.EXACT
                && wantsFused(plan.schedule())
                && !LeavingOut.paying(plan).isEmpty();
        return new Backend(whole.arithmetic, whole.cause, whole.detail, leavesOut);
    }

    private static Backend ofAll(Plan plan, DType dtype, Device device, Kernels found) {
        Schedule schedule = plan.schedule();
        if (schedule.arithmetic().equals(Optional.of(Arithmetic.EXACT))) {
            return exact(Cause.ASKED, "as asked");
        }
        if (!wantsFused(schedule)) {
            return exact(Cause.PROMISED, "the default of " + schedule.name());
        }
        // What the lines are that a plan comes to does not depend on who carries them out.
        String missing = DenseRunner.of(plan, found.kernels().orElseGet(Kernels.Both::scalar))
                .missing();
        if (!missing.isEmpty()) {
            return exact(Cause.NETWORK, "dense kernels have no way to do " + missing);
        }
        if (!serves(device)) {
            return exact(Cause.NUMBERS, "dense kernels take numbers in main memory, and these are those of " + device);
        }
        if (schedule.arithmetic().equals(Optional.of(Arithmetic.BF16))) {
            return inBfloat16(dtype, found);
        }
        return found.kernels()
                .map(both -> (dtype == DType.FLOAT64 ? both.doubles() : both.floats()).name())
                .map(name -> new Backend(Arithmetic.FUSED, Cause.DENSE, name))
                .orElseGet(() -> exact(Cause.MISSING, found.reason()));
    }

    private static Backend inBfloat16(DType dtype, Kernels found) {
        if (dtype != DType.FLOAT32) {
            return exact(Cause.NUMBERS, "products in bf16 serve float32, and the parameters are of " + dtype);
        }
        Bfloat16.Found products = Bfloat16.here();
        return products.reason()
                .map(why -> exact(Cause.MISSING, why))
                .or(() -> found.kernels()
                        .map(both -> new Backend(
                                Arithmetic.BF16,
                                Cause.DENSE,
                                products.name() + "; " + both.floats().name())))
                .orElseGet(() -> exact(Cause.MISSING, found.reason()));
    }

    private static Backend exact(Cause cause, String detail) {
        return new Backend(Arithmetic.EXACT, cause, detail);
    }

    /** Returns what carries out a rule that differentiates by libtorch's autograd. */
    public static Backend ofAutograd() {
        return exact(Cause.PROMISED, "libtorch's autograd");
    }

    /** Tells whether dense kernels can compute with numbers of a device. */
    static boolean serves(Device device) {
        return device.equals(Device.CPU);
    }

    /**
     * Tells whether sums in another order than libtorch's are asked for, or nothing else is and none is promised. Then dense kernels
     * carry a plan out as far as they can, and libtorch's kernels may leave values out of large batches ({@link LeavingOut}).
     */
    static boolean wantsFused(Schedule schedule) {
        boolean isPromised = schedule.learning().needsLevels()
                || schedule.learning().zeroSteps().isPresent()
                || schedule.predictions() == Predictions.FIXED;
        return schedule.arithmetic().map(said -> said != Arithmetic.EXACT).orElse(!isPromised);
    }

    /**
     * Says which values libtorch's kernels leave out while they move, from how many samples on, a line each; nothing where dense
     * kernels carry the plan out, or libtorch's bits are asked for or promised.
     */
    public List<String> leftOut(Plan plan) {
        if (!leavesOut) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        LeavingOut.paying(plan)
                .forEach((samples, left) -> left.forEach(standing -> lines.add("from " + samples
                        + " samples on without the value of "
                        + plan.network().node(standing.node()).name() + " while it moves")));
        return lines;
    }

    /** Tells whether fused arithmetic is asked for and not to be had. */
    public boolean refuses(Schedule schedule) {
        return schedule.arithmetic().filter(asked -> asked != arithmetic).isPresent();
    }

    /**
     * Says why a rule cannot be carried out in an arithmetic, in a line.
     *
     * @param rule its name
     * @param asked the arithmetic: fused or bf16
     */
    public String refusal(String rule, Arithmetic asked) {
        return "the arithmetic of " + rule + " cannot be "
                + asked.name().toLowerCase(Locale.ROOT) + ", because " + detail + "; expected arithmetic: "
                + (asked == Arithmetic.BF16 ? "fused, exact" : "exact") + ", or none";
    }

    /**
     * Says that a rule would be faster if there were dense kernels here; nothing where there are some, or they would not help.
     *
     * @param rule its name
     */
    public Optional<String> notice(String rule) {
        return cause == Cause.MISSING
                ? Optional.of(rule
                        + " runs in exact arithmetic, by libtorch's kernels and slower than by dense ones, because "
                        + detail + "; arithmetic: exact asks for that and leaves this line out")
                : Optional.empty();
    }

    /** Returns what bits depend on, as in {@code fused}, {@code exact} or {@code exact with values left out}. */
    public String word() {
        return arithmetic.name().toLowerCase(Locale.ROOT) + (leavesOut ? " with values left out" : "");
    }

    /** Returns it with the reason, as in {@code fused (vector, 16 lanes)} or {@code exact (the default of z-il)}. */
    @Override
    public String toString() {
        return word() + " (" + detail + ")";
    }
}
