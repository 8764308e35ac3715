// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.provider;

import dev.orbit.tfplugin.handshake.ControllerService;
import dev.orbit.tfplugin.handshake.HandshakeLine;
import dev.orbit.tfplugin.handshake.HostRequest;
import dev.orbit.tfplugin.handshake.MutualTls;
import dev.orbit.tfplugin.handshake.ServerIdentity;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** The rival: a gRPC server that answers the handshake with the same TLS, and serves nothing but its own shutdown. */
public final class BareServer {

    /** The provider's: Java's own loopback address may be that of IPv6. */
    private static final byte[] HOST = {127, 0, 0, 1};

    private BareServer() {}

    /** Serves until the host asks for the end. */
    public static void main(String[] args) throws Exception {
        HostRequest request = HostRequest.of(System.getenv());
        ServerIdentity identity = ServerIdentity.create();
        CountDownLatch end = new CountDownLatch(1);
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getByAddress(HOST), 0))
                .sslContext(MutualTls.serverContext(identity, Objects.requireNonNull(request.clientCertificate())))
                .addService(new ControllerService(end::countDown))
                .build()
                .start();
        System.out.println(new HandshakeLine(server.getPort(), identity.certificate()));
        end.await();
        server.shutdown().awaitTermination();
        System.exit(0);
    }
}
