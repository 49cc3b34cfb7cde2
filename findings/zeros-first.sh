#!/bin/sh
# Adding zeros to a transposed matrix from the left changes what a matrix product gives, though no element changes.
#
# libtorch 2.10.0 (Maven: org.bytedeco:pytorch:2.10.0-1.5.13) with OpenBLAS 0.3.31, float32, on an AMD EPYC. A sum lies in
# memory as its first operand lies: zeros + x is stored by rows where x was stored by columns, x + zeros is not. Equal
# matrices that lie otherwise are multiplied by another kernel with a linear layer's transposed weight, which adds in
# another order. So a residual branch whose output is zero changes the last bits of what follows, by its place in the sum.
#
# Seen: zeros + x equals x: true, x + zeros equals x: true
#       of 512 numbers in the product, zeros + x changes 432
#       of 512 numbers in the product, x + zeros changes 0
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
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

public class Finding {
    static long changed(String sum, Tensor x, Tensor product, Tensor weight) {
        Tensor again = torch.mm(x, weight);
        long changed = again.ne(product).sum().item_long();
        System.out.println("of " + product.numel() + " numbers in the product, " + sum + " changes " + changed);
        return changed;
    }

    public static void main(String[] none) {
        torch.manual_seed(1);
        Tensor x = torch.randn(100, 8).t();
        torch.randn(100, 64);
        Tensor weight = torch.randn(64, 100).t();
        Tensor zeros = torch.zeros(8, 100);
        Tensor left = zeros.add(x);
        Tensor right = x.add(zeros);
        System.out.println("zeros + x equals x: " + left.equal(x) + ", x + zeros equals x: " + right.equal(x));
        Tensor product = torch.mm(x, weight);
        boolean seen = left.equal(x)
                & right.equal(x)
                & changed("zeros + x", left, product, weight) > 0
                & changed("x + zeros", right, product, weight) == 0;
        System.exit(seen ? 0 : 1);
    }
}
JAVA
java -Dorg.bytedeco.javacpp.cachedir="$dir/cache" -cp 'jars/*' Finding.java
