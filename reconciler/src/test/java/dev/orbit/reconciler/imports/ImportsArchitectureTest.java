// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ImportsArchitectureTest {

    @Test
    void thePackageHasNoEffects() {
        classes()
                .that()
                .resideInAPackage("dev.orbit.reconciler.imports")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.orbit.reconciler.imports",
                        "java.lang",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.util",
                        "java.util.function",
                        "java.util.regex",
                        "java.util.stream",
                        "org.jspecify.annotations",
                        "dev.orbit.schemas")
                .because("what becomes of a file follows from its content alone")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.orbit.reconciler.imports"));
    }
}
