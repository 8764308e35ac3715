// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;

/** Sends one batch at a time to a broker without security, in the order that a test wants, and tries nothing again. */
public final class RawProducer implements AutoCloseable {

    /** The last that names topics. */
    private static final short VERSION = 12;

    private static final short ACKS_ALL = -1;

    private static final int TIMEOUT_MS = 30_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int correlationId;

    /** @param bootstrapServers host and port of one broker, which leads what is written to */
    public RawProducer(String bootstrapServers) throws IOException {
        int port = Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.socket.setSoTimeout(2 * TIMEOUT_MS);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** What the broker answers; acks is all. */
    public Errors send(String topic, int partition, MemoryRecords records) throws IOException {
        return send(topic, partition, records, ACKS_ALL);
    }

    /** What the broker answers. */
    public Errors send(String topic, int partition, MemoryRecords records, short acks) throws IOException {
        write(topic, partition, records, acks);
        return answer();
    }

    /** Puts a produce on the way, and waits for nothing; not after one that has not been answered. */
    public void write(String topic, int partition, MemoryRecords records, short acks) throws IOException {
        var partitions = List.of(new ProduceRequestData.PartitionProduceData()
                .setIndex(partition)
                .setRecords(records));
        var topics =
                List.of(new ProduceRequestData.TopicProduceData().setName(topic).setPartitionData(partitions));
        ProduceRequest request = new ProduceRequest(
                new ProduceRequestData()
                        .setAcks(acks)
                        .setTimeoutMs(TIMEOUT_MS)
                        .setTopicData(new ProduceRequestData.TopicProduceDataCollection(topics.iterator())),
                VERSION);
        ByteBuffer bytes = request.serializeWithHeader(header(++correlationId));
        out.writeInt(bytes.remaining());
        out.write(bytes.array(), bytes.position(), bytes.remaining());
    }

    /** What the broker answers to what was written. */
    public Errors answer() throws IOException {
        ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(in.readInt()));
        ProduceResponse response = (ProduceResponse) AbstractResponse.parseResponse(answer, header(correlationId));
        return Errors.forCode(response.data()
                .responses()
                .iterator()
                .next()
                .partitionResponses()
                .get(0)
                .errorCode());
    }

    private static RequestHeader header(int correlationId) {
        return new RequestHeader(ApiKeys.PRODUCE, VERSION, "raw", correlationId);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
