// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.wire;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.orbit.proto.tfplugin6.RawState;
import dev.orbit.proto.tfplugin6.UpgradeResourceState;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.decode.JsonDecoder;
import dev.orbit.tfplugin.provider.OrbitProvider;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.server.PlanOperation;
import dev.orbit.tfplugin.server.ProviderServer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A state that an earlier version of the provider wrote, before there were all of today's attributes. */
class StoredStateTest {

    private final ProviderServer server = new ProviderServer(new OrbitProvider(Map.of()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "orbit_link | {'name':'prod','source_bootstrap_brokers':[{'hostname':'h','port':9092}]}"
                        + " | {'id':'prod','source_cluster_id':'c'}",
                "orbit_link | {'name':'prod','source_bootstrap_brokers':[{'hostname':'h','port':9092}],"
                        + "'acls':{'copy_enabled':true},'source_cluster_credentials':{}}"
                        + " | {'id':'prod','source_cluster_id':'c'}",
                "orbit_topic_mapping | {'link':'prod','source_topic':'orders'}"
                        + " | {'id':'prod/orders','destination_topic':'orders'}",
                "orbit_auto_migration | {'link':'prod','topics':['orders']}"
                        + " | {'id':'prod/orders','pending_topics':[]}"
            })
    void plansNothing(String type, String config, String computed) {
        Resource resource = server.resource(type);
        Fields configured = (Fields) decode(resource, config);
        String stored = config.substring(0, config.length() - 1) + "," + computed.substring(1);
        Value prior = StoredState.read(
                UpgradeResourceState.Request.newBuilder()
                        .setTypeName(type)
                        .setVersion(0)
                        .setRawState(RawState.newBuilder().setJson(ByteString.copyFromUtf8(json(stored))))
                        .build(),
                resource);

        PlanOperation.Planned planned =
                new PlanOperation(resource).plan(prior, proposed(resource, configured, (Fields) prior), configured);

        assertThat(planned.state()).isEqualTo(prior);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static Value decode(Resource resource, String text) {
        return JsonDecoder.decode(
                json(text).getBytes(StandardCharsets.UTF_8), resource.schema().type());
    }

    /** What Terraform proposes: what is configured, else what was there if the provider may compute it. */
    private static Fields proposed(Resource resource, Fields config, Fields prior) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (Attribute attribute : resource.schema().attributes()) {
            Value configured = config.get(attribute.name());
            boolean isKept = configured == NULL && attribute.mode().isComputed();
            fields.put(attribute.name(), isKept ? prior.get(attribute.name()) : configured);
        }
        return new Fields(fields);
    }
}
