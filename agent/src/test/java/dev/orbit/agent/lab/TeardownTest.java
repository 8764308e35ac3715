// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeardownTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    void closesTheLastFirstAndEachOnceEvenWhenOneFails() {
        Teardown teardown = Teardown.atExitAtTheLatest();
        teardown.add(() -> closed.add("first"));
        teardown.add(() -> {
            closed.add("second");
            throw new IllegalStateException("second fails");
        });
        teardown.add(() -> closed.add("third"));

        teardown.close();
        teardown.close();

        assertThat(closed).containsExactly("third", "second", "first");
    }

    @Test
    void closesWhatComesTooLate() {
        Teardown teardown = Teardown.atExitAtTheLatest();
        teardown.close();

        assertThatThrownBy(() -> teardown.add(() -> closed.add("late"))).isInstanceOf(IllegalStateException.class);

        assertThat(closed).containsExactly("late");
    }

    @Test
    void leavesWhatItReleased() {
        Teardown teardown = Teardown.atExitAtTheLatest();
        teardown.add(() -> closed.add("released"));

        teardown.release();
        teardown.close();

        assertThat(closed).isEmpty();
    }

    @Test
    void aScratchDirectoryIsRemovedWithAllThatIsInIt() throws Exception {
        Path path;
        try (ScratchDirectory directory = ScratchDirectory.create("orbit-test")) {
            path = directory.path();
            Files.createDirectories(path.resolve("a/b"));
            Files.writeString(path.resolve("a/b/c"), "text");
            assertThat(path.resolve("a/b/c")).exists();
        }

        assertThat(path).doesNotExist();
    }
}
