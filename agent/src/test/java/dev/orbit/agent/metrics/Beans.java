// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The MBeans of an agent's process, as whoever collects a broker's finds them. */
final class Beans implements AutoCloseable {

    private final JMXConnector connector;
    private final MBeanServerConnection server;

    private Beans(JMXConnector connector, MBeanServerConnection server) {
        this.connector = connector;
        this.server = server;
    }

    static Beans of(long pid) throws Exception {
        VirtualMachine process = VirtualMachine.attach(Long.toString(pid));
        try {
            JMXConnector connector =
                    JMXConnectorFactory.connect(new JMXServiceURL(process.startLocalManagementAgent()));
            return new Beans(connector, connector.getMBeanServerConnection());
        } finally {
            process.detach();
        }
    }

    double value(Measure measure, String tags) throws Exception {
        return (double)
                server.getAttribute(new ObjectName("kafka.server:type=" + measure.group() + tags), measure.attribute());
    }

    /** The names of all whose type is Orbit's, with their keys in order. */
    Set<String> names() throws Exception {
        return server.queryNames(new ObjectName("kafka.server:type=orbit-*,*"), null).stream()
                .map(ObjectName::getCanonicalName)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
