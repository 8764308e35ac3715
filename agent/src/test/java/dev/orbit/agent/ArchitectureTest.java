// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who may know whom. THINK TWICE BEFORE CHANGING IT. */
class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.orbit.agent");

    /** What Kafka keeps to itself and changes from one version to the next. */
    private static final String[] KAFKA_INTERNALS = {
        "kafka..",
        "org.apache.kafka..internal..",
        "org.apache.kafka..internals..",
        "org.apache.kafka.controller..",
        "org.apache.kafka.coordinator..",
        "org.apache.kafka.image..",
        "org.apache.kafka.metadata..",
        "org.apache.kafka.raft..",
        "org.apache.kafka.server..",
        "org.apache.kafka.storage..",
    };

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    @Test
    void kafkasInternalsHaveThreeRooms() {
        check(
                noClasses()
                        .that(not(resideInAnyPackage(
                                "dev.orbit.agent.broker..", "dev.orbit.agent.source..", "dev.orbit.agent.lab..")))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(KAFKA_INTERNALS))
                        .because(
                                "an upgrade of Kafka is mended in the rooms that embed a broker, fetch from one, or start one"));
    }

    @Test
    void theSourceAndTheBrokerDoNotKnowEachOther() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.orbit.agent.source..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.orbit.agent.broker..", "dev.orbit.agent.state.."))
                .because("what fetches from a source serves any target"));
        check(noClasses()
                .that()
                .resideInAPackage("dev.orbit.agent.broker..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.orbit.agent.source..", "dev.orbit.agent.state..", "dev.orbit.agent.gate.."))
                .because("the embedded broker asks through interfaces of its own"));
    }

    @Test
    void decisionsFollowFromTheirArgumentsAlone() {
        String[] pure = {
            "dev.orbit.agent.migration..",
            "dev.orbit.agent.command..",
            "dev.orbit.agent.batch..",
            "dev.orbit.agent.tag..",
            "dev.orbit.agent.proof..",
            "dev.orbit.agent.group..",
            "dev.orbit.agent.acl.."
        };
        check(
                classes()
                        .that()
                        .resideInAnyPackage(pure)
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(
                                "dev.orbit.agent.migration..",
                                "dev.orbit.agent.command..",
                                "dev.orbit.agent.batch..",
                                "dev.orbit.agent.tag..",
                                "dev.orbit.agent.proof..",
                                "dev.orbit.agent.group..",
                                "dev.orbit.agent.acl..",
                                "dev.orbit.agent.state..",
                                "dev.orbit.schemas..",
                                "com.fasterxml.jackson..",
                                "java.lang..",
                                "java.math",
                                "java.nio",
                                "java.nio.charset",
                                "java.security",
                                "java.time..",
                                "java.util",
                                "java.util.function",
                                "java.util.stream",
                                "java.util.zip",
                                "org.jspecify.."))
                        .because(
                                "a cutover is decided by pure code, and driven by the coordinator; so is the copying of groups and ACLs"));
        check(noClasses()
                .that()
                .resideInAnyPackage(pure)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .because("time and the environment are effects"));
    }

    @Test
    void nobodyDependsOnTheCompositionRoot() {
        check(noClasses()
                .that(not(resideInAPackage("dev.orbit.agent")))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.orbit.agent"))
                .because("the root puts the rooms together, and none of them needs to know how"));
    }

    @Test
    void theAgentDoesNotKnowTheLab() {
        check(noClasses()
                .that(not(resideInAnyPackage(
                        "dev.orbit.agent",
                        "dev.orbit.agent.lab..",
                        "dev.orbit.agent.quickstart..",
                        "dev.orbit.agent.soak..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.orbit.agent.lab..", "dev.orbit.agent.quickstart..", "dev.orbit.agent.soak.."))
                .because("stock brokers are started for the quickstart, the simulator and tests alone"));
    }

    @Test
    void thePackagesHaveNoCycles() {
        check(slices().matching("dev.orbit.agent.(**)").should().beFreeOfCycles());
    }
}
