#!/bin/sh
# The sigmoid of equal numbers is not equal: the last numbers of a tensor are computed by another formula.
#
# libtorch 2.10.0 (Maven: org.bytedeco:pytorch:2.10.0-1.5.13), float32, one thread, its kernels for AVX2, on an AMD
# EPYC. Of 200 numbers from -8 to 8 each fills a tensor of 16 and one of 17. All 16 are always the same. The
# seventeenth, left over by the vectors, goes through the scalar code, and for 7 of the 200 its last bit is another;
# likewise for SiLU (9) and softplus (25), but not for tanh and exp. Hence a number alone, or in a strided view, has
# another sigmoid than the same number among others. With the kernels for AVX-512 the vectors take 32, and the 33rd is
# left over.
#
# Seen: sigmoid: unequal among 16 equal numbers 0, among 17 7 of 200
#       silu: 0, 9; softplus: 0, 25; tanh: 0, 0; exp: 0, 0, in the same words
# Needs a JDK of 17 or newer, Maven and Linux on x86-64 with AVX2. Exits with 1 if the behavior is another.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > pom.xml <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.bytedeco</groupId><artifactId>pytorch</artifactId><version>2.10.0-1.5.13</version></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>pytorch</artifactId><version>2.10.0-1.5.13</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.31-1.5.13</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.13</version><classifier>linux-x86_64</classifier></dependency>
</dependencies></project>
POM
mvn -B -q -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=jars
cat > Finding.java <<'JAVA'
import static org.bytedeco.pytorch.global.torch.*;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

public class Finding {
    static int unequal(UnaryOperator<Tensor> function, long length) {
        int unequal = 0;
        for (int i = 0; i < 200; i++) {
            Tensor y = function.apply(full(new long[] {length}, new Scalar(-8 + 16 * i / 199.0)));
            if (y.ne(y.narrow(0, 0, 1)).any().item_bool()) {
                unequal++;
            }
        }
        return unequal;
    }

    static boolean seen(String name, UnaryOperator<Tensor> function, int among17) {
        int few = unequal(function, 16);
        int more = unequal(function, 17);
        System.out.println(name + ": unequal among 16 equal numbers " + few + ", among 17 " + more + " of 200");
        return few == 0 && more > 0 == among17 > 0;
    }

    public static void main(String[] none) {
        set_num_threads(1);
        boolean sigmoid = seen("sigmoid", Tensor::sigmoid, 7);
        boolean silu = seen("silu", x -> silu(x), 9);
        boolean softplus = seen("softplus", x -> softplus(x), 25);
        boolean tanh = seen("tanh", Tensor::tanh, 0);
        boolean exp = seen("exp", Tensor::exp, 0);
        System.exit(sigmoid && silu && softplus && tanh && exp ? 0 : 1);
    }
}
JAVA
ATEN_CPU_CAPABILITY=avx2 java -Dorg.bytedeco.javacpp.cachedir="$dir/cache" -cp 'jars/*' Finding.java
