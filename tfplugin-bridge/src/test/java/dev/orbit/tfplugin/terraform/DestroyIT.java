// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing goes that the plan did not say would go. */
class DestroyIT {

    private static final String FORCED = LINK.replace("name   ", "force_destroy = true\n  name   ");

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    private void mappedBySomebodyElse(String topic) {
        lab.agents.changeBehind(new Change.PutTopicMapping(TopicMappingSpec.literal("prod", 0, topic, topic), 0));
    }

    @Test
    void refusesToDestroyALinkWithMappingsOfOthersUnlessToldSo() throws Exception {
        lab.apply(LINK);
        mappedBySomebodyElse("payments");

        assertThat(lab.terraform.run("destroy", "-auto-approve").exits(1).text())
                .contains("Link has mappings");

        lab.apply(FORCED);
        assertThat(lab.terraform.run("destroy", "-auto-approve").exits(0).text())
                .contains("No longer mirrored", "payments");
        assertThat(lab.agents.snapshot().links()).isEmpty();
    }

    /** Terraform plans a link before its mappings, so which of them go too is for the reader to tell. */
    @Test
    void tellsWhichMappingsKeepALinkFromGoing() throws Exception {
        lab.apply(LINK, OrbitLab.MAPPINGS);
        mappedBySomebodyElse("payments");

        assertThat(lab.terraform.run("plan", "-destroy").exits(0).text())
                .contains("The link goes only after these 3 topic mappings: prod/audit-.*, prod/orders, prod/payments.")
                .contains("One that this plan does not destroy keeps the link");

        lab.apply(FORCED, OrbitLab.MAPPINGS);
        assertThat(lab.terraform.run("plan", "-destroy").exits(0).text()).doesNotContain("goes only after");
    }

    /** What kept it was told by the plan, and is told again: the mappings of the configuration are gone by then. */
    @Test
    void aLinkThatSomebodyElsesMappingKeepsIsLeftInTheStateAndTheRestIsGone() throws Exception {
        lab.apply(LINK, OrbitLab.MAPPINGS);
        mappedBySomebodyElse("payments");

        assertThat(lab.terraform.run("destroy", "-auto-approve").exits(1).text())
                .contains("Topic mappings belong to link \"prod\"", "prod/payments")
                .contains("Error: Link has mappings");

        assertThat(lab.terraform.run("state", "list").exits(0).text().strip()).isEqualTo("orbit_link.prod");
        assertThat(lab.agents.snapshot().topicMappings())
                .extracting(mapping -> mapping.spec().id())
                .containsExactly("prod/payments");

        lab.agents.changeBehind(new Change.DeleteTopicMapping("prod", "payments", 0));
        lab.terraform.run("destroy", "-auto-approve").exits(0);
        assertThat(lab.agents.snapshot().links()).isEmpty();
    }

    @Test
    void aMappingThatCameAfterThePlanIsNotDeletedWithItsLink() throws Exception {
        lab.apply(FORCED);
        mappedBySomebodyElse("payments");
        lab.terraform.run("plan", "-destroy", "-out=plan").exits(0);
        mappedBySomebodyElse("orders");

        assertThat(lab.terraform.run("apply", "plan").exits(1).text())
                .contains("The plan did not show all topic mappings", "prod/orders");
        assertThat(lab.agents.snapshot().topicMappings()).hasSize(2);

        lab.terraform.run("destroy", "-auto-approve").exits(0);
        assertThat(lab.agents.snapshot().topicMappings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"renamed", "tainted", "demanded", "refused before"})
    void aMappingThatCameAfterThePlanIsNotDeletedWithALinkThatIsReplaced(String why) throws Exception {
        lab.apply(FORCED);
        String config = why.equals("renamed") ? FORCED.replace("= \"prod\"", "= \"other\"") : FORCED;
        lab.terraform.config(OrbitLab.HEAD + config);
        switch (why) {
            case "refused before" -> {
                lab.terraform.run("plan", "-destroy", "-out=plan").exits(0);
                mappedBySomebodyElse("audit-1");
                lab.terraform.run("apply", "plan").exits(1);
                lab.terraform.run("taint", "orbit_link.prod").exits(0);
            }
            case "tainted" -> lab.terraform.run("taint", "orbit_link.prod").exits(0);
            default -> {}
        }
        List<String> plan = new ArrayList<>(List.of("plan", "-out=plan"));
        if (why.equals("demanded")) {
            plan.add("-replace=orbit_link.prod");
        }
        mappedBySomebodyElse("payments");
        lab.terraform.run(plan.toArray(String[]::new)).exits(0);
        mappedBySomebodyElse("orders");

        assertThat(lab.terraform.run("apply", "plan").exits(1).text())
                .contains("The plan did not show all topic mappings", "prod/orders")
                .doesNotContain("prod/payments", "prod/audit-1");
        assertThat(lab.agents.snapshot().topicMappings()).hasSizeGreaterThan(1);

        lab.terraform.run(plan.toArray(String[]::new)).exits(0);
        lab.terraform.run("apply", "plan").exits(0);
        assertThat(lab.agents.snapshot().topicMappings()).isEmpty();
        lab.plan(config).exits(0);
    }

    @Test
    void aMappingIsLeftWithALinkWhoseSuccessorComesFirstUntilAPlanHasShownIt() throws Exception {
        String first = newOneFirst("prod");
        lab.apply(first);
        String renamed = newOneFirst("other");
        lab.plan(renamed).exits(2);
        lab.terraform.run("plan", "-out=plan").exits(0);
        mappedBySomebodyElse("orders");

        assertThat(lab.terraform.run("apply", "plan").exits(1).text())
                .contains("The plan did not show all topic mappings", "prod/orders");
        assertThat(lab.agents.snapshot().topicMappings()).hasSize(1);

        assertThat(lab.plan(renamed).exits(2).text()).contains("No longer mirrored", "orders");
        lab.apply(renamed);
        assertThat(lab.agents.snapshot().topicMappings()).isEmpty();
    }

    private static String newOneFirst(String name) {
        return FORCED.replace("= \"prod\"", "= \"" + name + "\"")
                .replace("force_destroy", "lifecycle {\n    create_before_destroy = true\n  }\n  force_destroy");
    }

    @Test
    void mappingsOfTheConfigurationKeepNoLinkWhoseSuccessorComesFirst() throws Exception {
        lab.apply(newOneFirst("prod"), OrbitLab.MAPPINGS);

        lab.apply(newOneFirst("other"), OrbitLab.MAPPINGS);

        assertThat(lab.agents.snapshot().links()).hasSize(1);
        lab.plan(newOneFirst("other"), OrbitLab.MAPPINGS).exits(0);
    }
}
