package org.pcn4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankTest {
    @ParameterizedTest
    @CsvSource({"10.0.0.7:35711, 10.0.0.7", "worker-1.example.com:80, worker-1.example.com", "[fe80::1]:80, fe80::1"})
    void theHostOfRankZeroIsReadFromItsAddress(String address, String host) {
        assertThat(Rank.host(address)).isEqualTo(host);
    }
}
