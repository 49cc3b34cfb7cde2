#!/bin/sh
# An all-reduced maximum loses a NaN in a half or two thirds of the buffer, so "is any rank's loss NaN?" asked by MAX
# may be answered no.
#
# c10d's Gloo in libtorch 2.10.0 (Maven: org.bytedeco:pytorch:2.10.0-1.5.13), on an AMD EPYC, two and three ranks on
# one machine. One rank holds 12 times NaN, the others 12 numbers. Comparisons with NaN are false, so it survives only
# in the part of the buffer that is folded beginning at that rank; in the others a number takes its place. libtorch's
# own max() of a tensor gives NaN. MIN does the same as MAX, SUM keeps the NaN everywhere.
#
# Seen: MAX of [NaN, 2.0]: [NaN, NaN, NaN, NaN, NaN, NaN, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0]
#       MAX of [1.0, NaN, 3.0]: [1.0, 1.0, 1.0, 1.0, NaN, NaN, NaN, NaN, 3.0, 3.0, 3.0, 3.0]
#       MIN of [1.0, NaN, 3.0]: [1.0, 1.0, 1.0, 1.0, NaN, NaN, NaN, NaN, 1.0, 1.0, 1.0, 1.0]
#       SUM of [1.0, NaN, 3.0]: [NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN]
# Needs a JDK of 17 or newer, Maven and Linux on x86-64. Exits with 1 if the behavior is another.
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
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.*;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_gloo;

public class Finding {
    /** All-reduces one tensor of 12 numbers a rank; each rank is a thread with a process group of its own. */
    static float[][] reduced(String name, ReduceOp.RedOpType operation, float... held) throws Exception {
        float[][] got = new float[held.length][12];
        Thread[] ranks = new Thread[held.length];
        String store = Path.of(name).toAbsolutePath().toString();
        for (int r = 0; r < held.length; r++) {
            int rank = r;
            ranks[r] = new Thread(() -> {
                var device = new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname("127.0.0.1"));
                var options = ProcessGroupGloo.Options.create().devices(device);
                var group = new ProcessGroupGloo(new FileStore(store, held.length), rank, held.length, options);
                Tensor tensor = torch.full(new long[] {12}, new Scalar(held[rank]));
                var choice = new AllreduceOptions();
                choice.reduceOp(new ReduceOp(operation));
                group.allreduce(new TensorVector(tensor), choice)._wait();
                new FloatPointer(tensor.data_ptr_float()).get(got[rank]);
            });
            ranks[r].start();
        }
        for (Thread rank : ranks) {
            rank.join();
        }
        System.out.println(operation + " of " + Arrays.toString(held) + ": " + Arrays.toString(got[0]));
        return got;
    }

    static int kept(float[][] got) {
        int kept = 0;
        for (float number : got[0]) {
            kept += Float.isNaN(number) ? 1 : 0;
        }
        return kept;
    }

    public static void main(String[] none) throws Exception {
        Loader.load(torch_gloo.class);
        int two = kept(reduced("two", ReduceOp.RedOpType.MAX, Float.NaN, 2));
        int max = kept(reduced("max", ReduceOp.RedOpType.MAX, 1, Float.NaN, 3));
        int min = kept(reduced("min", ReduceOp.RedOpType.MIN, 1, Float.NaN, 3));
        int sum = kept(reduced("sum", ReduceOp.RedOpType.SUM, 1, Float.NaN, 3));
        System.out.println("NaN kept at " + two + ", " + max + ", " + min + " and " + sum + " of 12 places");
        System.exit(two < 12 && max < 12 && min < 12 && sum == 12 ? 0 : 1);
    }
}
JAVA
java -Dorg.bytedeco.javacpp.cachedir="$dir/cache" -cp 'jars/*' Finding.java
