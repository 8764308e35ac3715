// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.encode;

import dev.orbit.proto.tfplugin6.AttributePath;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.List;

/** Writes diagnostics and the paths they point to. */
public final class DiagnosticEncoder {

    private DiagnosticEncoder() {}

    public static List<dev.orbit.proto.tfplugin6.Diagnostic> encode(List<Diagnostic> diagnostics) {
        return diagnostics.stream().map(DiagnosticEncoder::encode).toList();
    }

    /** Terraform finds the line of an attribute, and of no part of one; so the rest of a longer path goes into the text. */
    private static dev.orbit.proto.tfplugin6.Diagnostic encode(Diagnostic diagnostic) {
        Path path = diagnostic.path();
        boolean isInner = path.steps().size() > 1;
        dev.orbit.proto.tfplugin6.Diagnostic.Builder encoded = dev.orbit.proto.tfplugin6.Diagnostic.newBuilder()
                .setSeverity(
                        diagnostic.isError()
                                ? dev.orbit.proto.tfplugin6.Diagnostic.Severity.ERROR
                                : dev.orbit.proto.tfplugin6.Diagnostic.Severity.WARNING)
                .setSummary(diagnostic.summary())
                .setDetail(isInner ? path + ": " + diagnostic.detail() : diagnostic.detail());
        if (!path.equals(Path.ROOT)) {
            encoded.setAttribute(encode(new Path(path.steps().subList(0, 1))));
        }
        return encoded.build();
    }

    public static AttributePath encode(Path path) {
        AttributePath.Builder encoded = AttributePath.newBuilder();
        path.steps().forEach(step -> encoded.addSteps(encode(step)));
        return encoded.build();
    }

    private static AttributePath.Step encode(Path.Step step) {
        AttributePath.Step.Builder encoded = AttributePath.Step.newBuilder();
        if (step instanceof Path.Attribute attribute) {
            return encoded.setAttributeName(attribute.name()).build();
        }
        if (step instanceof Path.Index index) {
            return encoded.setElementKeyInt(index.index()).build();
        }
        return encoded.setElementKeyString(((Path.Key) step).key()).build();
    }
}
