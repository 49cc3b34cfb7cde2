package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** By which address a rank is reached. */
class WayTest {
    private static InetAddress address(String literal) {
        return Way.address(literal);
    }

    private static String chosen(String own, String... reached) {
        List<InetAddress> all = List.of(reached).stream().map(WayTest::address).toList();
        return new Way(address(own), address("127.0.1.1"))
                .ownAddress(all, here -> here.getHostAddress().startsWith("192.168.1."));
    }

    /** On Debian a host's own name leads to 127.0.1.1, where ranks on other machines would find themselves. */
    @Test
    void whoReachesRankZeroByLoopbackIsReachedAsTheOthersReachIt() {
        assertThat(chosen("127.0.1.1", "192.168.1.5")).isEqualTo("192.168.1.5");
        assertThat(chosen("127.0.0.1", "127.0.1.1", "192.168.1.5")).isEqualTo("192.168.1.5");
        assertThat(chosen("0:0:0:0:0:0:0:1", "192.168.1.5")).isEqualTo("192.168.1.5");
    }

    @Test
    void ranksOfOneMachineStayOnIt() {
        assertThat(chosen("127.0.0.1", "127.0.0.1", "127.0.0.1")).isEqualTo("127.0.0.1");
        assertThat(chosen("127.0.0.1")).isEqualTo("127.0.0.1");
    }

    @Test
    void anAddressByWhichTheNetworkLeadsElsewhereIsNotTakenNorAnOwnOneGivenUp() {
        // As of a service that hands connections on.
        assertThat(chosen("127.0.0.1", "10.96.0.7")).isEqualTo("127.0.0.1");
        assertThat(chosen("127.0.0.1", "10.96.0.7", "192.168.1.5")).isEqualTo("192.168.1.5");
        assertThat(chosen("10.0.0.2", "192.168.1.5")).isEqualTo("10.0.0.2");
    }

    @Test
    void anAddressIsHereIfAnInterfaceHasIt() {
        assertThat(Way.isHere(InetAddress.getLoopbackAddress())).isTrue();
        assertThat(Way.isHere(address("192.0.2.1"))).isFalse();
    }
}
