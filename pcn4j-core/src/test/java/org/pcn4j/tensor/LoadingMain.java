package org.pcn4j.tensor;

/** A process that loads libtorch, computes, and says so. */
final class LoadingMain {
    private LoadingMain() {}

    public static void main(String[] arguments) {
        try (Tensor two = Tensor.of(DType.FLOAT64, Shape.of(1), 2)) {
            System.out.println("loaded " + two.toDoubles()[0]);
        } catch (TensorException e) {
            System.out.println(e.getMessage());
        }
    }
}
