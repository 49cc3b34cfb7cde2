#!/bin/sh
# A matrix product gives equal rows unequal results: a sample's scores depend on where in its batch it stands.
#
# libtorch 2.10.0 with OpenBLAS 0.3.31 (Maven: org.bytedeco:pytorch:2.10.0-1.5.13), float32, one thread, on an AMD EPYC
# with OpenBLAS's kernels for AVX2. A batch of 64 copies of one row of 784 numbers is multiplied by a matrix, as a
# linear layer does it. With 10 columns the last four rows differ from the others, with 128 columns 34 of the 64: the
# library cuts a product into tiles, and the tiles of its edges sum in another order. With its kernels for AVX-512 the
# same is seen with 5, 10, 13, 33 and 50 rows and 10 columns.
#
# Seen: 64 equal rows, 10 columns: unlike the first are 60 61 62 63; by 1.5258789E-5
#       64 equal rows, 128 columns: unlike the first are 6 7 8 9 10 11 18 19 [...] 58 59 60 61 62 63; by 2.670288E-5
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

import org.bytedeco.pytorch.Tensor;

public class Finding {
    static String unlikeTheFirst(int columns) {
        manual_seed(1);
        Tensor batch = randn(1, 784).repeat(64, 1);
        Tensor scores = mm(batch, randn(columns, 784).t());
        StringBuilder places = new StringBuilder();
        for (int row = 1; row < 64; row++) {
            if (!scores.narrow(0, row, 1).equal(scores.narrow(0, 0, 1))) {
                places.append(' ').append(row);
            }
        }
        System.out.println("64 equal rows, " + columns + " columns: unlike the first are" + places
                + "; by " + scores.sub(scores.narrow(0, 0, 1)).abs().max().item_float());
        return places.toString();
    }

    public static void main(String[] none) {
        set_num_threads(1);
        boolean few = unlikeTheFirst(10).equals(" 60 61 62 63");
        boolean many = unlikeTheFirst(128).startsWith(" 6 7 8 9 10 11 18 19 ");
        System.exit(few && many ? 0 : 1);
    }
}
JAVA
OPENBLAS_CORETYPE=Haswell OPENBLAS_NUM_THREADS=1 java -Dorg.bytedeco.javacpp.cachedir="$dir/cache" -cp 'jars/*' Finding.java
