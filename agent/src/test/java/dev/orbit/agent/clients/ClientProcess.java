// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.trial.Cluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;

/** A {@link Client} in a process of its own. It ends when its input does, and so with this program. Thread-safe. */
final class ClientProcess implements AutoCloseable {

    private static final long PERIOD_MS = 5;
    /**
     * Records without an acknowledgement, past which it is given hardly any more. A client that sends without regard to
     * them, on a machine too busy for that, has its requests time out in the broker's queue: with stock Kafka too.
     */
    private static final int UNACKNOWLEDGED_MAX = 5;
    /** It goes on being given some: kcat tells of acknowledgements when it reads the next record. */
    private static final long PERIOD_UNACKNOWLEDGED_MS = 100;

    private static final long WITHIN_S = 60;

    private final Client client;
    private final Process process;
    private final Thread reader;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    private final Queue<Position> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Queue<String> output = new ConcurrentLinkedQueue<>();
    private final List<String> written = new ArrayList<>();
    private final AtomicLong count = new AtomicLong();
    /** The writer's own. */
    private long next;

    private long writtenNanos = System.nanoTime();
    private volatile long acknowledgedNanos = System.nanoTime();

    /**
     * Where a record is.
     *
     * @param value empty where the client does not tell
     */
    private record Position(int partition, long offset, String value) {

        String at() {
            return partition + "@" + offset;
        }

        String inFull() {
            return at() + " " + value;
        }
    }

    private ClientProcess(Client client, Process process) {
        this.client = client;
        this.process = process;
        this.reader = new Thread(this::read, "output of " + client);
        reader.setDaemon(true);
        reader.start();
    }

    static ClientProcess start(Client client, List<String> command) throws IOException {
        return new ClientProcess(
                client, new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read(line);
            }
        } catch (IOException e) {
            // it has ended
        }
    }

    private void read(String line) {
        Matcher acknowledgement = client.acknowledgement().matcher(line);
        if (acknowledgement.matches()) {
            acknowledged.add(new Position(
                    Integer.parseInt(acknowledgement.group(1)),
                    Long.parseLong(acknowledgement.group(2)),
                    acknowledgement.group(3)));
            count.incrementAndGet();
            acknowledgedNanos = System.nanoTime();
            return;
        }
        output.add(line);
        Matcher error = client.error().matcher(line);
        if (error.matches()) {
            errors.add(error.group(1));
        }
    }

    /** Has it send one record after the other, as they are acknowledged, until it is stopped. */
    @SuppressWarnings("FutureReturnValueIgnored") // it never ends by itself
    ClientProcess writing() {
        writer.scheduleWithFixedDelay(this::writeNext, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
        return this;
    }

    private void writeNext() {
        long sinceMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - writtenNanos);
        if (next - count.get() < UNACKNOWLEDGED_MAX || sinceMs >= PERIOD_UNACKNOWLEDGED_MS) {
            writtenNanos = System.nanoTime();
            write("record " + next++);
        }
    }

    /** Has it send one record. */
    void write(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
            synchronized (written) {
                written.add(line);
            }
        } catch (IOException e) {
            errors.add("it reads no more: " + e);
        }
    }

    /** How many records were acknowledged so far. */
    long acknowledged() {
        return count.get();
    }

    /** How long ago a record was acknowledged for the last time, in milliseconds. */
    long silentMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - acknowledgedNanos);
    }

    /** What the application was told that went wrong. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** Everything it printed but acknowledgements. */
    List<String> output() {
        return List.copyOf(output);
    }

    /** Ends its input, and waits until it has ended: it does once every record has its outcome. */
    int stop() throws IOException, InterruptedException {
        writer.shutdown();
        assertThat(writer.awaitTermination(WITHIN_S, TimeUnit.SECONDS)).isTrue();
        process.getOutputStream().close();
        assertThat(process.waitFor(WITHIN_S, TimeUnit.SECONDS))
                .as("%s has ended; %s", client, output)
                .isTrue();
        reader.join(TimeUnit.SECONDS.toMillis(WITHIN_S));
        return process.exitValue();
    }

    /** That the topic holds what the application was told is there, and nothing else: each record once. Aborted ones do not count. */
    void assertKept(Cluster cluster, String topic) {
        List<Position> found = cluster.records(topic, IsolationLevel.READ_COMMITTED).stream()
                .map(record -> new Position(record.partition(), record.offset(), new String(record.value(), UTF_8)))
                .toList();
        assertThat(found.stream().map(Position::value).sorted())
                .as("what %s sent", client)
                .isEqualTo(written.stream().sorted().toList());
        assertThat(found.stream().map(Position::at).sorted())
                .as("what %s was told", client)
                .isEqualTo(acknowledged.stream().map(Position::at).sorted().toList());
        Set<String> inFull = found.stream().map(Position::inFull).collect(Collectors.toSet());
        assertThat(acknowledged.stream()
                        .filter(position -> !position.value().isEmpty())
                        .map(Position::inFull)
                        .filter(position -> !inFull.contains(position)))
                .as("what is not where %s was told", client)
                .isEmpty();
    }

    @Override
    public String toString() {
        return client + ", which was told of errors " + errors + " and printed " + output;
    }

    @Override
    public void close() {
        writer.shutdownNow();
        process.destroyForcibly();
    }
}
