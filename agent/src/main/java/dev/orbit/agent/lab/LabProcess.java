// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.nio.file.Path;
import java.time.Duration;

/** A program of the lab in a process of its own, which can die, hang and come back. Not thread-safe. */
public abstract sealed class LabProcess implements AutoCloseable permits AgentProcess, StockBrokerProcess {

    private final JavaProgram program;
    private final Duration stopWithin;
    private JavaProcess process;

    /** Starts it, and returns once it is ready. */
    LabProcess(JavaProgram program, Duration stopWithin) {
        this.program = program;
        this.stopWithin = stopWithin;
        this.process = JavaProcess.start(program);
    }

    /** {@code host:port} of its Kafka listener, the same after every restart. */
    public abstract String bootstrapServers();

    /** Where the partitions' directories are. */
    public abstract Path dataDirectory();

    public Path logFile() {
        return program.logFile();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Processor time of the running process so far. */
    public Duration cpuTime() {
        return process.cpuTime();
    }

    /** SIGTERM, and SIGKILL if it has not ended in time. */
    public void stop() {
        process.stop(stopWithin);
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** SIGSTOP: it keeps its connections and answers nothing. */
    public void suspend() {
        process.suspend();
    }

    /** SIGCONT. */
    public void resume() {
        process.resume();
    }

    /** Starts it again on the same ports and directory; stops it first if it still runs. */
    public void restart() {
        stop();
        process = JavaProcess.start(program);
    }

    /** Lets it outlive this program. */
    public void release() {
        process.release();
    }

    @Override
    public void close() {
        stop();
    }
}
