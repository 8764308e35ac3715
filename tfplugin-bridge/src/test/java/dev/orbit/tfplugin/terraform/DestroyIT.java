// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing goes that the plan did not say would go. */
class DestroyIT {

    private OrbitLab lab;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        lab = new OrbitLab(directory);
    }

    @AfterEach
    void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    private void mappedBySomebodyElse(String topic) {
        lab.agents.changeBehind(new Change.PutTopicMapping(TopicMappingSpec.literal("prod", 0, topic, topic), 0));
    }

    @Test
    void refusesToDestroyALinkWithMappingsOfOthersUnlessToldSo() throws Exception {
        lab.apply(LINK);
        lab.agents.changeBehind(
                new Change.PutTopicMapping(TopicMappingSpec.literal("prod", 0, "payments", "payments"), 0));

        assertThat(lab.terraform.run("destroy", "-auto-approve").exits(1).text())
                .contains("Link has mappings");

        String forced = LINK.replace("name   ", "force_destroy = true\n  name   ");
        lab.apply(forced);
        assertThat(lab.terraform.run("destroy", "-auto-approve").exits(0).text())
                .contains("No longer mirrored", "payments");
        assertThat(lab.agents.snapshot().links()).isEmpty();
    }

    @Test
    void aMappingThatCameAfterThePlanIsNotDeletedWithItsLink() throws Exception {
        String forced = LINK.replace("name   ", "force_destroy = true\n  name   ");
        lab.apply(forced);
        mappedBySomebodyElse("payments");
        lab.terraform.run("plan", "-destroy", "-out=plan").exits(0);
        mappedBySomebodyElse("orders");

        assertThat(lab.terraform.run("apply", "plan").exits(1).text())
                .contains("Topic mappings came after the plan", "prod/orders");
        assertThat(lab.agents.snapshot().topicMappings()).hasSize(2);

        lab.terraform.run("destroy", "-auto-approve").exits(0);
        assertThat(lab.agents.snapshot().topicMappings()).isEmpty();
    }
}
