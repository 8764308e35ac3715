// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicMetersTest {

    private static final String DOMAIN = "orbit.topic-meters-test";
    private static final TopicMeters.Figures FIGURES = new TopicMeters.Figures(3, 1, 12, 9, 1.5);

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Metrics metrics =
            new Metrics(new MetricConfig(), List.of(new JmxReporter()), Time.SYSTEM, new KafkaMetricsContext(DOMAIN));
    private final OrbitMetrics orbit = new OrbitMetrics(metrics);
    private final TopicMeters meters =
            new TopicMeters(orbit, topic -> topic.equals("orders") ? 0.25 : Double.NaN, Runnable::run);

    @AfterEach
    void close() {
        metrics.close();
    }

    private double value(String type, String tags, String attribute) throws Exception {
        return (double) server.getAttribute(new ObjectName(DOMAIN + ":type=" + type + "," + tags), attribute);
    }

    private Set<ObjectName> beans() throws Exception {
        return server.queryNames(new ObjectName(DOMAIN + ":type=orbit-*,*"), null);
    }

    @Test
    void countsWhatBecomesOfForwardedBatches() throws Exception {
        ForwardMeter meter = meters.forwards("west", "orders");
        meter.acknowledged(100, 7);
        meter.acknowledged(50, 1);
        meter.refused(Errors.MESSAGE_TOO_LARGE);
        meter.refused(Errors.MESSAGE_TOO_LARGE);
        meter.refused(Errors.NOT_ENOUGH_REPLICAS);

        assertThat(meters.forwards("west", "orders")).isSameAs(meter);
        assertThat(value("orbit-proxy", "link=west,topic=orders", "forwarded-bytes-total"))
                .isEqualTo(150);
        assertThat(value("orbit-proxy", "link=west,topic=orders", "forwarded-records-total"))
                .isEqualTo(8);
        assertThat(value("orbit-proxy", "link=west,topic=orders", "forwarded-batches-total"))
                .isEqualTo(2);
        assertThat(value("orbit-proxy", "link=west,topic=orders,error=MESSAGE_TOO_LARGE", "forward-errors-total"))
                .isEqualTo(2);
        assertThat(value("orbit-proxy", "link=west,topic=orders,error=NOT_ENOUGH_REPLICAS", "forward-errors-total"))
                .isEqualTo(1);
    }

    @Test
    void showsHowATopicFaresAtTheMoment() throws Exception {
        TopicMeters.Figures[] now = {FIGURES};
        AppendMeter meter = meters.mirrors("west", "orders", () -> now[0]);
        meter.appended(1_000, 10);
        meter.appended(24, 2);

        String tags = "link=west,topic=orders";
        assertThat(value("orbit-mirror", tags, "appended-bytes-total")).isEqualTo(1_024);
        assertThat(value("orbit-mirror", tags, "appended-records-total")).isEqualTo(12);
        assertThat(value("orbit-mirror", tags, "partitions")).isEqualTo(3);
        assertThat(value("orbit-mirror", tags, "failed-partitions")).isEqualTo(1);
        assertThat(value("orbit-mirror", tags, "offset-lag")).isEqualTo(12);
        assertThat(value("orbit-mirror", tags, "offset-lag-max")).isEqualTo(9);
        assertThat(value("orbit-mirror", tags, "time-lag-seconds-max")).isEqualTo(1.5);
        assertThat(value("orbit-mirror", tags, "cutover-pause-seconds")).isEqualTo(0.25);
        now[0] = new TopicMeters.Figures(0, 0, Double.NaN, Double.NaN, Double.NaN);
        assertThat(value("orbit-mirror", tags, "offset-lag")).isNaN();
    }

    @Test
    void aTopicThatIsGoneLeavesNothingBehind() throws Exception {
        ForwardMeter late = meters.forwards("west", "orders");
        late.refused(Errors.MESSAGE_TOO_LARGE);
        meters.mirrors("west", "orders", () -> FIGURES);
        meters.forwards("west", "payments");

        meters.retain((link, topic) -> topic.equals("payments"));
        late.refused(Errors.NOT_ENOUGH_REPLICAS);
        late.refused(Errors.MESSAGE_TOO_LARGE);
        late.acknowledged(1, 1);

        assertThat(beans()).containsExactly(new ObjectName(DOMAIN + ":type=orbit-proxy,link=west,topic=payments"));
        assertThat(orbit.names()).hasSize(3);
        meters.retain((link, topic) -> false);
        assertThat(beans()).isEmpty();
        assertThat(orbit.names()).isEmpty();
    }

    @Test
    void aTopicOfAnotherLinkIsCountedAnew() throws Exception {
        meters.forwards("west", "orders").acknowledged(100, 7);
        meters.mirrors("west", "orders", () -> FIGURES).appended(100, 7);

        meters.forwards("east", "orders").acknowledged(1, 1);
        meters.mirrors("east", "orders", () -> FIGURES).appended(1, 1);

        assertThat(beans())
                .allSatisfy(bean -> assertThat(bean.getKeyProperty("link")).isEqualTo("east"));
        assertThat(value("orbit-proxy", "link=east,topic=orders", "forwarded-bytes-total"))
                .isEqualTo(1);
        assertThat(value("orbit-mirror", "link=east,topic=orders", "appended-bytes-total"))
                .isEqualTo(1);
        assertThat(Map.copyOf(metrics.metrics()).keySet().stream()
                        .filter(name -> "west".equals(name.tags().get("link"))))
                .isEmpty();
    }
}
