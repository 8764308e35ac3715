// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orbit install-provider}. */
@Command(
        name = "orbit install-provider",
        description = "Puts the Terraform provider orbit-kafka/orbit where terraform init finds it.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 1)
public final class InstallProvider implements Callable<Integer> {

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Lays it out in this directory as a filesystem mirror. Default: the directory that Terraform looks"
                            + " into by itself, ~/.terraform.d/plugins.")
    private @Nullable Path dir;

    /** Exits with 0 when the provider is there and answers, else with 1. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new InstallProvider()).execute(args));
    }

    @Override
    public Integer call() {
        try {
            Path mirror = dir == null ? implied() : dir.toAbsolutePath().normalize();
            ProviderPackage provider = ProviderPackage.ofThisProgram();
            boolean isNew = provider.installInto(mirror);
            if (isNew) {
                Rehearsal.check(provider.launcher(mirror));
                Rehearsal.prepare(provider.launcher(mirror), provider.archives(mirror));
            }
            System.out.println((isNew ? "Installed " : "Already installed: ") + ProviderPackage.SOURCE + " "
                    + provider.version() + " in " + provider.directory(mirror));
            if (dir != null) {
                System.out.println(configuration(mirror));
            }
            return 0;
        } catch (InstallException | IOException e) {
            System.err.println("orbit install-provider: " + e.getMessage());
            return 1;
        }
    }

    private static Path implied() {
        return Path.of(System.getProperty("user.home"), ".terraform.d", "plugins");
    }

    private static String configuration(Path mirror) {
        return """
                For Terraform to look there, name a file with this in TF_CLI_CONFIG_FILE, or put it into ~/.terraformrc:

                provider_installation {
                  filesystem_mirror {
                    path    = "%s"
                    include = ["%s"]
                  }
                  direct {
                    exclude = ["%s"]
                  }
                }""".formatted(mirror, ProviderPackage.SOURCE, ProviderPackage.SOURCE);
    }
}
