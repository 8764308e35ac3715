// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the plugin host asks for through the environment.
 *
 * @param clientCertificate the only one that may connect; null: no TLS
 */
public record HostRequest(@Nullable X509Certificate clientCertificate) {

    /** The protocol's major version that is served. */
    static final int PROTOCOL = 6;

    private static final String COOKIE_NAME = "TF_PLUGIN_MAGIC_COOKIE";
    private static final String COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
    private static final String VERSIONS_NAME = "PLUGIN_PROTOCOL_VERSIONS";
    private static final String CERTIFICATE_NAME = "PLUGIN_CLIENT_CERT";
    private static final String NOT_FOR_PEOPLE = """
            This program is Orbit's Terraform provider. Terraform starts it by itself; it does nothing for whoever \
            starts it by hand.
            Write a configuration that requires the provider orbit-kafka/orbit, and run: terraform init""";

    /**
     * Reads the environment.
     *
     * @throws HandshakeException when a person started this program, or a host that speaks another protocol
     */
    public static HostRequest of(Map<String, String> environment) throws HandshakeException {
        if (!COOKIE.equals(environment.get(COOKIE_NAME))) {
            throw new HandshakeException(NOT_FOR_PEOPLE);
        }
        checkProtocol(environment.getOrDefault(VERSIONS_NAME, ""));
        String pem = environment.getOrDefault(CERTIFICATE_NAME, "");
        return new HostRequest(pem.isBlank() ? null : certificate(pem));
    }

    /** A host that names no version is taken to know this one, as hosts from before the variable do. */
    private static void checkProtocol(String offered) throws HandshakeException {
        List<String> versions =
                Arrays.stream(offered.split(",", -1)).map(String::strip).toList();
        if (!offered.isBlank() && !versions.contains(String.valueOf(PROTOCOL))) {
            throw new HandshakeException("The plugin host offers the protocol versions " + offered
                    + ", and Orbit's provider speaks " + PROTOCOL + ". Use Terraform 1.0 or newer, or OpenTofu.");
        }
    }

    private static X509Certificate certificate(String pem) throws HandshakeException {
        try {
            return Certificates.parse(pem.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new HandshakeException("PLUGIN_CLIENT_CERT: " + e.getMessage(), e);
        }
    }

    /** The environment in which a host starts a plugin. */
    static Map<String, String> environment(X509Certificate clientCertificate) {
        return Map.of(
                COOKIE_NAME, COOKIE,
                VERSIONS_NAME, String.valueOf(PROTOCOL),
                CERTIFICATE_NAME, Certificates.pem(clientCertificate));
    }
}
