// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.ScratchDirectory;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.lab.Teardown;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** The processes the quickstart is played by, and the directory where everything of it is. */
record Stage(Teardown teardown, Path directory, StockBrokerProcess source, AgentProcess agent, AgentApi api) {

    /** Starts them; the teardown ends them. */
    static Stage set(Teardown teardown, Progress progress) {
        Path directory =
                teardown.add(ScratchDirectory.create("orbit-quickstart")).path();
        progress.step("starting a stock Apache Kafka broker, the source; everything of this run is in " + directory);
        StockBrokerProcess source = teardown.add(StockBrokerProcess.start(directory.resolve("source")));
        progress.detail("the source is at " + source.bootstrapServers());
        progress.step("starting an Orbit agent, the destination");
        AgentProcess agent = teardown.add(AgentProcess.start(directory.resolve("agent")));
        progress.detail("the agent is at " + agent.bootstrapServers() + ", its API at " + agent.endpoint());
        return new Stage(teardown, directory, source, agent, new AgentApi(agent.endpoint()));
    }

    String sourceHost() {
        return source.options().host();
    }

    int sourcePort() {
        return source.options().port();
    }

    /**
     * A program to run in a directory of the stage.
     *
     * @param logName of the file that keeps its output
     * @param environment added to this program's
     * @param lines is told each line of output
     */
    ExternalProgram program(
            Path workingDirectory, String logName, Map<String, String> environment, Consumer<String> lines) {
        return new ExternalProgram(teardown, workingDirectory, directory.resolve(logName), environment, lines);
    }

    /** Lets the processes go on when this program ends. */
    void release() {
        source.release();
        agent.release();
    }

    /** How to end what was released. */
    String stopCommand() {
        return "kill " + agent.pid() + " " + source.pid() + " && sleep 5 && rm -rf " + directory;
    }
}
