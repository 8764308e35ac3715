// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {

    @ParameterizedTest
    @CsvSource({"Linux, amd64, linux_amd64", "Linux, aarch64, linux_arm64", "Mac OS X, x86_64, darwin_amd64"})
    void isSpelledAsTerraformSpellsIt(String osName, String osArch, String platform) throws Exception {
        assertThat(Platform.of(osName, osArch)).isEqualTo(platform);
    }

    @Test
    void isRefusedWhereTheLauncherCannotRun() {
        assertThatThrownBy(() -> Platform.of("Windows 11", "amd64"))
                .isInstanceOf(InstallException.class)
                .hasMessageContaining("Windows 11");
    }
}
