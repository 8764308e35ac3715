// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import dev.orbit.agent.lab.JavaProcess;
import dev.orbit.agent.lab.JavaProgram;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** MirrorMaker 2 in dedicated mode, with a task per partition, into a stock broker. */
final class MirrorMakerReplicator implements Replicator {

    /** How it is set up. */
    enum Setup {
        /** With larger fetches and batches, and without whatever is not copying. */
        TUNED("MirrorMaker 2, tuned"),
        /** As it comes. */
        DEFAULTS("MirrorMaker 2");

        private final String title;

        Setup(String title) {
            this.title = title;
        }
    }

    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final Setup setup;
    private final String sourceBootstrapServers;
    private final Path directory;
    private final StockBrokerProcess destination;
    private final Cluster destinationCluster;
    private @Nullable JavaProcess mirrorMaker;

    MirrorMakerReplicator(Setup setup, String sourceBootstrapServers, Path directory, String... brokerJvmFlags) {
        this.setup = setup;
        this.sourceBootstrapServers = sourceBootstrapServers;
        this.directory = directory;
        this.destination = StockBrokerProcess.start(
                StockBrokerOptions.in(directory.resolve("destination")).withJvmFlags(brokerJvmFlags));
        this.destinationCluster = new Cluster(destination.bootstrapServers());
    }

    @Override
    public String name() {
        return setup.title;
    }

    @Override
    public void begin(Dataset dataset) {
        stopMirrorMaker();
        Path config = directory.resolve("mirrormaker-" + dataset.topic() + ".properties");
        write(config, mirrorMakerProperties(dataset));
        mirrorMaker = JavaProcess.start(new JavaProgram(
                "org.apache.kafka.connect.mirror.MirrorMaker",
                List.of(config.toString()),
                List.of("-Xmx2g", "-Dlog4j2.configurationFile=dev/orbit/agent/lab/stock-broker-log4j2.properties"),
                Map.of(),
                directory.resolve("mirrormaker.log"),
                "", // the meter waits for its first bytes
                Duration.ofSeconds(60)));
    }

    @Override
    public long copiedBytes(Dataset dataset) {
        // It writes batches of its own: its log's size says nothing of how much of the source's is there.
        long records = destinationCluster.endOffsets("source." + dataset.topic(), dataset.partitionCount());
        return Math.round((double) records / dataset.recordCount() * dataset.bytes());
    }

    @Override
    public Duration cpuTime() {
        Duration broker = destination.cpuTime();
        return mirrorMaker == null ? broker : broker.plus(mirrorMaker.cpuTime());
    }

    @Override
    public void close() {
        stopMirrorMaker();
        destinationCluster.close();
        destination.close();
    }

    private void stopMirrorMaker() {
        if (mirrorMaker != null) {
            mirrorMaker.stop(STOP_WITHIN);
            mirrorMaker = null;
        }
    }

    private Properties mirrorMakerProperties(Dataset dataset) {
        Properties properties = new Properties();
        properties.put("clusters", "source,destination");
        properties.put("source.bootstrap.servers", sourceBootstrapServers);
        properties.put("destination.bootstrap.servers", destination.bootstrapServers());
        properties.put("source->destination.enabled", "true");
        properties.put("source->destination.topics", dataset.topic());
        properties.put("tasks.max", Integer.toString(dataset.partitionCount()));
        for (String topic : List.of("", "offset.storage.", "status.storage.", "config.storage.")) {
            properties.put(topic + "replication.factor", "1");
        }
        if (setup == Setup.TUNED) {
            putOnlyRecordsAreCopied(properties);
            putThroughput(properties, dataset.codec());
        }
        return properties;
    }

    /** Offset syncs stay on: MirrorMaker's copies have other offsets, and without these no consumer could move over. */
    private static void putOnlyRecordsAreCopied(Properties properties) {
        for (String work : List.of("emit.checkpoints", "emit.heartbeats", "sync.topic.acls", "sync.topic.configs")) {
            properties.put(work + ".enabled", "false");
        }
    }

    private static void putThroughput(Properties properties, String codec) {
        properties.put("source.consumer.fetch.max.bytes", Integer.toString(50 << 20));
        properties.put("source.consumer.max.partition.fetch.bytes", Integer.toString(8 << 20));
        properties.put("source.consumer.max.poll.records", "4000");
        properties.put("source.consumer.receive.buffer.bytes", Integer.toString(1 << 20));
        properties.put("destination.producer.batch.size", Integer.toString(512 << 10));
        properties.put("destination.producer.linger.ms", "20");
        properties.put("destination.producer.buffer.memory", Integer.toString(64 << 20));
        properties.put("destination.producer.max.request.size", Integer.toString(8 << 20));
        properties.put("destination.producer.send.buffer.bytes", Integer.toString(1 << 20));
        properties.put("destination.producer.max.in.flight.requests.per.connection", "5");
        properties.put("destination.producer.enable.idempotence", "true");
        // The copy is to be stored as the source is.
        properties.put("destination.producer.compression.type", codec);
    }

    private static void write(Path file, Properties properties) {
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ".", e);
        }
    }
}
