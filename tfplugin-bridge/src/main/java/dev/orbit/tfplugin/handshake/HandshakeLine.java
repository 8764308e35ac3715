// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import java.security.cert.X509Certificate;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The one line on standard output: where the plugin serves, and which certificate it shows.
 *
 * @param certificate null: no TLS
 */
public record HandshakeLine(int port, @Nullable X509Certificate certificate) {

    /** Where a plugin serves, whichever loopback address the machine prefers. */
    static final String HOST = "127.0.0.1";

    private static final String START = "1|" + HostRequest.PROTOCOL + "|tcp|" + HOST + ":";
    private static final String RPC = "|grpc|";

    /** The host decodes base64 without padding, and refuses it with. */
    @Override
    public String toString() {
        return START
                + port
                + RPC
                + (certificate == null
                        ? ""
                        : Base64.getEncoder().withoutPadding().encodeToString(Certificates.der(certificate)));
    }

    /**
     * Reads the line as a host does.
     *
     * @throws IllegalArgumentException when it is no such line
     */
    static HandshakeLine parse(String line) {
        int rpc = line.indexOf(RPC);
        if (!line.startsWith(START) || rpc < 0) {
            throw new IllegalArgumentException("it said: " + line);
        }
        int port = Integer.parseInt(line.substring(START.length(), rpc));
        byte[] certificate = Base64.getDecoder().decode(line.substring(rpc + RPC.length()));
        return new HandshakeLine(port, certificate.length == 0 ? null : Certificates.parse(certificate));
    }
}
