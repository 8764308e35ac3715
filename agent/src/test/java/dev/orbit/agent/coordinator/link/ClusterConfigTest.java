// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.destination.ClusterSettings;
import dev.orbit.agent.coordinator.source.BrokerSettings.Origin;
import dev.orbit.agent.coordinator.source.BrokerSettings.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterConfigTest {

    private static Setting set(@Nullable String value) {
        return new Setting(value, Origin.CLUSTER);
    }

    private static Setting byDefault(@Nullable String value) {
        return new Setting(value, Origin.DEFAULT);
    }

    @Test
    void takesWhatSomebodySetAndNoDefaults() {
        ClusterConfig config = ClusterConfig.of(List.of(Map.of(
                "message.max.bytes", set("3000000"),
                "log.cleanup.policy", byDefault("delete"),
                "log.cleaner.threads", set("7"))));

        assertThat(config.values()).isEqualTo(Map.of("message.max.bytes", "3000000"));
        assertThat(config.unclear()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "log.retention.hours, 48, log.retention.ms, 172800000",
        "log.retention.minutes, 3, log.retention.ms, 180000",
        "log.retention.hours, -1, log.retention.ms, -1",
        "log.roll.hours, 2, log.roll.ms, 7200000"
    })
    void readsOtherUnits(String name, String value, String copied, String expected) {
        assertThat(ClusterConfig.of(List.of(Map.of(name, set(value)))).values()).isEqualTo(Map.of(copied, expected));
    }

    @Test
    void theFinerUnitWins() {
        Map<String, Setting> broker = Map.of(
                "log.retention.ms", byDefault(null),
                "log.retention.minutes", set("3"),
                "log.retention.hours", set("48"));

        assertThat(ClusterConfig.of(List.of(broker)).values()).isEqualTo(Map.of("log.retention.ms", "180000"));
    }

    @Test
    void takesNothingThatBrokersHaveDifferently() {
        Map<String, Setting> one = Map.of("message.max.bytes", set("1"), "log.retention.bytes", set("7"));
        Map<String, Setting> other = Map.of("message.max.bytes", set("2"), "log.retention.bytes", set("7"));
        Map<String, Setting> own = Map.of("message.max.bytes", new Setting("1", Origin.BROKER));

        assertThat(ClusterConfig.of(List.of(one, other)).values()).isEqualTo(Map.of("log.retention.bytes", "7"));
        assertThat(ClusterConfig.of(List.of(one, other)).unclear()).containsOnlyKeys("message.max.bytes");
        assertThat(ClusterConfig.of(List.of(own)).values()).isEmpty();
        assertThat(ClusterConfig.of(List.of(own)).unclear()).containsOnlyKeys("message.max.bytes");
    }

    @Test
    void tellsWhatABrokerReadsAtItsStartAloneWhereItDiffers() {
        Map<String, Setting> broker = Map.of(
                "num.partitions", set("12"),
                "auto.create.topics.enable", byDefault("true"),
                "default.replication.factor", set("3"));

        Map<String, String> different = ClusterConfig.differentAtStart(List.of(broker), new AtStart());

        assertThat(different).containsOnlyKeys("num.partitions", "default.replication.factor");
        assertThat(different.get("num.partitions")).contains("12 there and 1 here");
    }

    private static final class AtStart implements ClusterSettings {

        @Override
        public Map<String, String> clusterWide() {
            return Map.of();
        }

        @Override
        public Optional<String> atStart(String name) {
            return Optional.of(name.equals("auto.create.topics.enable") ? "true" : "1");
        }

        @Override
        public Optional<String> set(String name, String value) {
            throw new AssertionError("not asked");
        }
    }
}
