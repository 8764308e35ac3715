// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.wire;

import dev.orbit.proto.tfplugin6.Diagnostic;
import dev.orbit.tfplugin.encode.DiagnosticEncoder;
import dev.orbit.tfplugin.server.Failures;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Answers a call whatever happens: a failure is a diagnostic in an ordinary answer, for Terraform shows any gRPC error as a
 * crashed plugin.
 */
final class Reply {

    private Reply() {}

    /**
     * @param build the response: complete but for what the work adds, and right as it stands should the work fail
     * @param diagnostics where the response takes them
     */
    static <T> void to(
            StreamObserver<T> out, Supplier<T> build, Consumer<Iterable<Diagnostic>> diagnostics, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | StackOverflowError e) {
            diagnostics.accept(DiagnosticEncoder.encode(Failures.diagnostics(e)));
        }
        out.onNext(build.get());
        out.onCompleted();
    }
}
