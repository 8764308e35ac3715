// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * {@code JavaProducer BOOTSTRAP TOPIC [TRANSACTIONAL_ID]}: sends each line of its standard input as a record, and prints
 * {@code ack PARTITION OFFSET LINE} or {@code error LINE: WHY}. Ends with its input, once every record has its outcome.
 * With a transactional id, each record is in a transaction of its own. Runs with any Java client from 3.0 on.
 */
final class JavaProducer {

    private JavaProducer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, Object> config = args.length < 3
                ? Map.of("bootstrap.servers", args[0])
                : Map.of("bootstrap.servers", args[0], "transactional.id", args[2]);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            if (args.length > 2) {
                producer.initTransactions();
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (args.length < 3) {
                    send(producer, args[1], line);
                } else {
                    sendInTransaction(producer, args[1], line);
                }
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told
    private static void send(KafkaProducer<String, String> producer, String topic, String line) {
        producer.send(new ProducerRecord<>(topic, line), (at, failure) -> print(line, at, failure));
    }

    private static void sendInTransaction(KafkaProducer<String, String> producer, String topic, String line)
            throws InterruptedException {
        producer.beginTransaction();
        try {
            RecordMetadata at = producer.send(new ProducerRecord<>(topic, line)).get();
            producer.commitTransaction();
            print(line, at, null);
        } catch (ExecutionException | KafkaException e) {
            print(line, null, e);
            producer.abortTransaction();
        }
    }

    private static void print(String line, @Nullable RecordMetadata at, @Nullable Exception failure) {
        System.out.println(
                at == null || failure != null
                        ? "error " + line + ": " + failure
                        : "ack " + at.partition() + " " + at.offset() + " " + line);
    }
}
