// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.orbit.tfplugin");

    @Test
    void valuesSchemasAndDiagnosticsArePure() {
        classes()
                .that()
                .resideInAnyPackage("..cty..", "..schema..", "..diag..", "..resource..")
                .and()
                .resideInAPackage("dev.orbit.tfplugin..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.orbit.tfplugin.cty..",
                        "dev.orbit.tfplugin.schema..",
                        "dev.orbit.tfplugin.diag..",
                        "dev.orbit.tfplugin.resource..",
                        "java.lang..",
                        "java.math..",
                        "java.text..",
                        "java.util",
                        "java.util.function..",
                        "java.util.regex..",
                        "java.util.stream..",
                        "org.jspecify..")
                .because("planning has to give the same result for the same arguments, always")
                .check(CLASSES);
    }

    @Test
    void onlyTheEdgeKnowsTheWire() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.orbit.tfplugin.wire..",
                        "dev.orbit.tfplugin.decode..",
                        "dev.orbit.tfplugin.encode..",
                        "dev.orbit.tfplugin.handshake..",
                        "dev.orbit.tfplugin.install..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.orbit.proto..", "com.google.protobuf..", "io.grpc..", "io.netty..", "org.msgpack..")
                .because("a new minor version of the protocol must change nothing else")
                .check(CLASSES);
    }

    @Test
    void theServerKnowsNoProvider() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.orbit.tfplugin.provider..")
                .and()
                .doNotHaveFullyQualifiedName("dev.orbit.tfplugin.Main")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.orbit.tfplugin.provider..", "dev.orbit.reconciler..", "dev.orbit.schemas..", "okhttp3..")
                .because("the protocol is served for any resource")
                .check(CLASSES);
    }

    @Test
    void nobodyKnowsABroker() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "org.apache.kafka..", "dev.orbit.agent..")
                .because("terraform starts the provider several times per command")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.orbit.tfplugin.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
