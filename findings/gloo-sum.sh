#!/bin/sh
# An all-reduced sum of the same three numbers is 0 at one place of the buffer and 1 at another.
#
# c10d's Gloo in libtorch 2.10.0 (Maven: org.bytedeco:pytorch:2.10.0-1.5.13), on an AMD EPYC, three ranks on one
# machine. Rank 0 holds 12 times 1e8, rank 1 12 times -1e8, rank 2 12 times 1. All ranks get the same result, but each
# third of the buffer is folded beginning at another rank, so the sum is (1e8 - 1e8) + 1 in one third and (1 - 1e8) +
# 1e8 in two. Hence the bits of a reduced gradient depend on where in the bucket its parameter stands, and on the
# number of parameters.
#
# Seen: SUM of [1.0E8, -1.0E8, 1.0]: [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]
#       all ranks alike
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
                var sum = new AllreduceOptions();
                sum.reduceOp(new ReduceOp(operation));
                group.allreduce(new TensorVector(tensor), sum)._wait();
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

    public static void main(String[] none) throws Exception {
        Loader.load(torch_gloo.class);
        float[][] got = reduced("store", ReduceOp.RedOpType.SUM, 1e8f, -1e8f, 1);
        boolean alike = Arrays.equals(got[0], got[1]) && Arrays.equals(got[0], got[2]);
        System.out.println(alike ? "all ranks alike" : "ranks differ");
        boolean seen = Arrays.equals(got[0], new float[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1});
        System.exit(alike && seen ? 0 : 1);
    }
}
JAVA
java -Dorg.bytedeco.javacpp.cachedir="$dir/cache" -cp 'jars/*' Finding.java
