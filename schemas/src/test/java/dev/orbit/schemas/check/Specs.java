// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Specs for tests, right unless made wrong. */
final class Specs {

    private Specs() {}

    static LinkSpec link(String name, BrokerAddress... brokers) {
        return link(name, Arrays.asList(brokers), Credentials.PLAINTEXT, null, null, FetchSettings.DEFAULTS);
    }

    static LinkSpec link(
            String name,
            List<BrokerAddress> brokers,
            Credentials credentials,
            @Nullable Credentials proxy,
            @Nullable Boolean enable,
            FetchSettings fetch) {
        return new LinkSpec(
                name,
                brokers,
                null,
                credentials,
                proxy,
                new AutoMigration(enable),
                fetch,
                ConsumerGroupSettings.DEFAULTS,
                AclSettings.DEFAULTS);
    }

    static TopicMappingSpec literal(@Nullable String source, @Nullable String destination) {
        return mapping("l", source, destination, null, null);
    }

    static TopicMappingSpec regex(@Nullable String regex, @Nullable String prefix) {
        return mapping("l", null, null, regex, prefix);
    }

    static TopicMappingSpec mapping(
            String link,
            @Nullable String source,
            @Nullable String destination,
            @Nullable String regex,
            @Nullable String prefix) {
        return new TopicMappingSpec(
                link,
                0,
                source,
                destination,
                regex,
                prefix,
                false,
                null,
                AutoMigration.INHERIT,
                null,
                Map.of(),
                List.of(),
                TopicMappingSpec.ALL_CONFIGS,
                List.of(),
                false,
                false);
    }

    /** {@code field: code} of each problem. */
    static List<String> brief(List<Problem> problems) {
        return problems.stream().map(p -> p.field() + ": " + p.code()).toList();
    }
}
