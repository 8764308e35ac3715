// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The layering of this module. THINK TWICE BEFORE CHANGING IT. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.orbit.reconciler");

    private static final String[] PURE = {
        "dev.orbit.reconciler.plan..",
        "dev.orbit.reconciler.diff..",
        "dev.orbit.reconciler.migrate..",
        "dev.orbit.reconciler.text.."
    };

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    private static void onlyIn(String home, String reason, String... packages) {
        check(noClasses()
                .that(not(resideInAPackage(home)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages))
                .because(reason));
    }

    @Test
    void neverPullsInABroker() {
        check(noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("kafka..", "org.apache.kafka..", "dev.orbit.agent.."))
                .because("the command and the provider start fast and speak to agents over HTTP alone"));
    }

    @Test
    void purePackagesHaveNoEffects() {
        String[] allowed = {
            PURE[0],
            PURE[1],
            PURE[2],
            PURE[3],
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.lang.runtime",
            "java.util",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "org.jspecify.annotations",
            "dev.orbit.schemas.."
        };
        check(classes()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed))
                .because("plans must follow from their input alone"));
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .because("time, threads and the environment are effects"));
    }

    @Test
    void eachLibraryHasOneHome() {
        onlyIn("dev.orbit.reconciler.cli..", "other front ends have other arguments", "picocli..");
        onlyIn(
                "dev.orbit.reconciler.client..",
                "the way to the agents is one package's business",
                "okhttp3..",
                "okio..");
        onlyIn(
                "dev.orbit.reconciler.documents..",
                "the form of files is one package's business",
                "org.yaml.snakeyaml..",
                "com.networknt..");
    }

    @Test
    void thePackagesHaveNoCycles() {
        check(slices().matching("dev.orbit.reconciler.(*)..").should().beFreeOfCycles());
    }

    @Test
    void nobodyDependsOnTheCommand() {
        check(noClasses()
                .that(not(resideInAPackage("dev.orbit.reconciler.cli..")))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.orbit.reconciler.cli.."))
                .because("the provider uses the same packages without it"));
    }
}
