// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.fake;

import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Links to a source without security. */
public final class Links {

    private Links() {}

    public static LinkSpec plain(String name) {
        return link(name, null, AutoMigration.INHERIT);
    }

    /** One that may proxy, and leaves it to each mapping. */
    public static LinkSpec mayProxy(String name) {
        return link(name, Credentials.PLAINTEXT, AutoMigration.INHERIT);
    }

    /** One that proxies the topics of all its mappings. */
    public static LinkSpec proxying(String name) {
        return link(name, Credentials.PLAINTEXT, new AutoMigration(true));
    }

    private static LinkSpec link(String name, @Nullable Credentials proxy, AutoMigration migration) {
        return new LinkSpec(
                name,
                List.of(new BrokerAddress("h", 9092)),
                null,
                Credentials.PLAINTEXT,
                proxy,
                migration,
                FetchSettings.DEFAULTS,
                ConsumerGroupSettings.DEFAULTS,
                AclSettings.DEFAULTS);
    }
}
