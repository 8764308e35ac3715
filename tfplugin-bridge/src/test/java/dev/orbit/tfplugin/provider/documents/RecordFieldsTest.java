// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.PlannedChanges;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.provider.migration.AutoMigrationResource;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Shape;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the agents take can be declared, and what can be declared they take. */
class RecordFieldsTest {

    private final Agents agents = new Agents();
    private final PlannedChanges planned = new PlannedChanges(agents);
    private final StopSignal stop = new StopSignal();

    @Test
    void eachFieldOfALinkIsAnAttribute() {
        assertSame(
                LinkSpec.class,
                DocumentResources.link(agents, planned, stop),
                // of Terraform's own: what a destroy may take along
                List.of("id", "force_destroy"),
                List.of());
    }

    @Test
    void eachFieldOfAMappingIsAnAttribute() {
        assertSame(
                TopicMappingSpec.class,
                DocumentResources.topicMapping(agents, planned, stop),
                List.of("id"),
                List.of());
    }

    @Test
    void eachFieldOfAMigrationIsAnAttribute() {
        assertSame(
                InitiateRequest.class,
                new AutoMigrationResource(agents, planned, stop),
                List.of("id", "pending_topics"),
                // the plan is the dry run
                List.of("dry_run"));
    }

    private static void assertSame(
            Class<?> spec, Resource resource, List<String> ofTerraform, List<String> ofTheAgents) {
        SortedSet<String> attributes = attributes("", resource.schema().attributes());
        SortedSet<String> fields = fields("", spec);
        assertThat(attributes).containsAll(ofTerraform);
        assertThat(fields).containsAll(ofTheAgents);
        ofTerraform.forEach(attributes::remove);
        ofTheAgents.forEach(fields::remove);
        assertThat(attributes).containsExactlyElementsOf(fields);
    }

    private static SortedSet<String> attributes(String path, List<Attribute> attributes) {
        SortedSet<String> paths = new TreeSet<>();
        for (Attribute attribute : attributes) {
            paths.add(path + attribute.name());
            if (attribute.shape() instanceof Shape.Nested nested) {
                paths.addAll(attributes(path + attribute.name() + ".", nested.attributes()));
            }
        }
        return paths;
    }

    private static SortedSet<String> fields(String path, Class<?> spec) {
        SortedSet<String> paths = new TreeSet<>();
        for (RecordComponent component : spec.getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            paths.add(path + name);
            Class<?> inner = element(component.getGenericType());
            if (inner.isRecord()) {
                paths.addAll(fields(path + name + ".", inner));
            }
        }
        return paths;
    }

    /** Of a list what it holds. */
    private static Class<?> element(Type type) {
        Type element = type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : type;
        return element instanceof Class<?> plain ? plain : Object.class;
    }
}
