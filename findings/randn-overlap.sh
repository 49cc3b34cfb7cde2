#!/bin/sh
# With one seed, randn(17) has one number in common with randn(16), and randn(24) eight.
#
# libtorch 2.10.0 (Maven: org.bytedeco:pytorch:2.10.0-1.5.13), float32, on an AMD EPYC. From 16 numbers on, normal
# numbers are made in groups of 16; where the count is no multiple of 16, the last 16 numbers are drawn anew over what
# stands there. Hence a layer that grows by one unit begins with other weights though the seed is the same, above all a
# small one. randn(15) has nothing in common with randn(16). rand, which is uniform, does not behave so: its numbers go
# on.
#
# Seen: randn(15) and randn(16) share 0 numbers
#       randn(17) and randn(16) share 1 numbers
#       randn(24) and randn(16) share 8 numbers
#       randn(33) and randn(16) share 16 numbers
#       rand(17) and rand(16) share 16 numbers
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
    static long shared(String name, Tensor a, Tensor b) {
        long length = Math.min(a.size(0), b.size(0));
        long shared = a.narrow(0, 0, length).eq(b.narrow(0, 0, length)).sum().item_long();
        System.out.println(name + "(" + a.size(0) + ") and " + name + "(16) share " + shared + " numbers");
        return shared;
    }

    static Tensor randn(long length) {
        torch.manual_seed(1);
        return torch.randn(length);
    }

    static Tensor rand(long length) {
        torch.manual_seed(1);
        return torch.rand(length);
    }

    public static void main(String[] none) {
        boolean seen = shared("randn", randn(15), randn(16)) == 0
                & shared("randn", randn(17), randn(16)) == 1
                & shared("randn", randn(24), randn(16)) == 8
                & shared("randn", randn(33), randn(16)) == 16
                & shared("rand", rand(17), rand(16)) == 16;
        System.exit(seen ? 0 : 1);
    }
}
JAVA
java -Dorg.bytedeco.javacpp.cachedir="$dir/cache" -cp 'jars/*' Finding.java
