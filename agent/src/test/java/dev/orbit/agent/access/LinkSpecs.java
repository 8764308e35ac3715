// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.access;

import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Links with credentials. */
final class LinkSpecs {

    private LinkSpecs() {}

    /** A link that copies neither groups nor ACLs. */
    static LinkSpec of(String name, BrokerAddress broker, Credentials reader, @Nullable Credentials proxy) {
        return of(name, List.of(broker), null, reader, proxy, ConsumerGroupSettings.DEFAULTS, AclSettings.DEFAULTS);
    }

    static LinkSpec of(
            String name,
            List<BrokerAddress> brokers,
            @Nullable String clusterId,
            Credentials reader,
            @Nullable Credentials proxy,
            ConsumerGroupSettings groups,
            AclSettings acls) {
        return new LinkSpec(
                name, brokers, clusterId, reader, proxy, AutoMigration.INHERIT, FetchSettings.DEFAULTS, groups, acls);
    }
}
