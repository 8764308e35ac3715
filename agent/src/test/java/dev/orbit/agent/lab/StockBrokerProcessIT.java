// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.NewTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class StockBrokerProcessIT {

    @TempDir
    Path directory;

    @Test
    void keepsItsDataAndAddressOverKillAndRestart() throws Exception {
        try (StockBrokerProcess broker = StockBrokerProcess.start(directory)) {
            String address = broker.bootstrapServers();
            assertThat(produce(address, "a")).isZero();
            assertThat(produce(address, "b")).isOne();

            broker.kill();
            assertThat(broker.isAlive()).isFalse();
            broker.restart();

            assertThat(broker.bootstrapServers()).isEqualTo(address);
            assertThat(read(address, 2)).containsExactly("a", "b");
            assertThat(broker.cpuTime()).isPositive();
        }
    }

    @Test
    void endsInOrderWhenItIsStopped() {
        try (StockBrokerProcess broker = StockBrokerProcess.start(directory)) {
            broker.stop();

            assertThat(broker.isAlive()).isFalse();
            assertThat(broker.dataDirectory().resolve(".kafka_cleanshutdown")).exists();
        }
    }

    @Test
    void answersNothingWhileSuspended() throws Exception {
        try (StockBrokerProcess broker = StockBrokerProcess.start(directory);
                KafkaProducer<String, String> producer = producer(broker.bootstrapServers())) {
            producer.send(new ProducerRecord<>("t", "a")).get(30, TimeUnit.SECONDS);

            broker.suspend();
            var held = producer.send(new ProducerRecord<>("t", "b"));
            assertThatThrownBy(() -> held.get(1, TimeUnit.SECONDS)).isNotNull();
            broker.resume();

            assertThat(held.get(30, TimeUnit.SECONDS).offset()).isOne();
        }
    }

    @Test
    void severalBrokersFormOneCluster() throws Exception {
        try (StockClusterProcess cluster = StockClusterProcess.start(directory, 2, options -> options);
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            NewTopics.create(admin, List.of(new NewTopic("t", 1, (short) 2)));
            assertThat(produce(cluster.bootstrapServers(), "a")).isZero();

            cluster.broker(2).kill();

            assertThat(read(cluster.broker(1).bootstrapServers(), 1)).containsExactly("a");
        }
    }

    @Test
    void endsWhenItsParentDies() throws Exception {
        Path log = directory.resolve("parent.log");
        JavaProcess parent = JavaProcess.start(new JavaProgram(
                Parent.class.getName(),
                List.of(directory.resolve("broker").toString()),
                List.of(),
                Map.of(),
                log,
                "child ",
                Duration.ofSeconds(90)));
        ProcessHandle child = ProcessHandle.of(Long.parseLong(parent.readyLine().substring("child ".length())))
                .orElseThrow();

        parent.kill();

        await().atMost(Duration.ofSeconds(10)).until(() -> !child.isAlive());
    }

    @Test
    void saysWhyABrokerDidNotStart() {
        StockBrokerOptions options = StockBrokerOptions.in(directory).with("num.io.threads", "none");

        assertThatThrownBy(() -> StockBrokerProcess.start(options))
                .hasMessageContaining("before it was ready")
                .hasMessageContaining("num.io.threads");
    }

    /** A program that starts a broker and waits to be killed. */
    static final class Parent {
        public static void main(String[] args) {
            StockBrokerProcess broker = StockBrokerProcess.start(Path.of(args[0]));
            System.out.println("child " + broker.pid());
        }
    }

    private static long produce(String bootstrapServers, String value) throws Exception {
        try (KafkaProducer<String, String> producer = producer(bootstrapServers)) {
            return producer.send(new ProducerRecord<>("t", value))
                    .get(30, TimeUnit.SECONDS)
                    .offset();
        }
    }

    private static KafkaProducer<String, String> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer());
    }

    private static List<String> read(String bootstrapServers, int count) {
        List<String> values = new java.util.ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("t", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                return values.size() >= count;
            });
        }
        return values;
    }
}
