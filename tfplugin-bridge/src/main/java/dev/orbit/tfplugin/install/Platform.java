// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.install;

import java.util.Locale;
import java.util.Map;

/** Names of platforms as Terraform spells them. */
final class Platform {

    private static final Map<String, String> MACHINES =
            Map.of("amd64", "amd64", "x86_64", "amd64", "aarch64", "arm64", "arm64", "arm64");

    private Platform() {}

    /** Such as {@code linux_amd64}, from the system properties {@code os.name} and {@code os.arch}. */
    static String of(String osName, String osArch) throws InstallException {
        String name = osName.toLowerCase(Locale.ROOT);
        String system = name.startsWith("mac") ? "darwin" : name.startsWith("linux") ? "linux" : "";
        String machine = MACHINES.getOrDefault(osArch.toLowerCase(Locale.ROOT), "");
        if (system.isEmpty() || machine.isEmpty()) {
            throw new InstallException("there is no provider for " + osName + " on " + osArch
                    + ": it runs on Linux and macOS, on amd64 and arm64.");
        }
        return system + "_" + machine;
    }
}
