// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.BrokerAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The brokers of the source to begin with. */
final class Brokers {

    /** As Kafka reads it: a listener's name before it is allowed, and an address of version 6 is in brackets. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[A-Za-z0-9_]+://)?(?:\\[([0-9A-Fa-f:.%]+)]|([A-Za-z0-9._-]+)):([0-9]{1,5})");

    private static final int PORT_GROUP = 3;

    private Brokers() {}

    static List<Map<String, Object>> of(Draft draft) {
        String key = "source.cluster.bootstrap.servers";
        Setting setting = draft.settings.take(key).orElse(new Setting(key, ""));
        List<Map<String, Object>> brokers = new ArrayList<>();
        for (String address : Regexes.items(setting.value())) {
            broker(draft, setting, address).ifPresent(brokers::add);
        }
        if (Regexes.items(setting.value()).isEmpty()) {
            draft.refuse(
                    "missing_bootstrap_servers",
                    "The file has no addresses of the source cluster \"" + draft.flow.source() + "\".",
                    "Add its bootstrap servers, as host:port.");
        }
        return brokers;
    }

    private static Optional<Map<String, Object>> broker(Draft draft, Setting setting, String address) {
        Matcher matcher = ADDRESS.matcher(address);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(PORT_GROUP)) : 0;
        if (port < 1 || port > BrokerAddress.PORT_MAX) {
            draft.refuse(
                    "invalid_bootstrap_server",
                    "\"" + Shown.plain(address) + "\" is no address of a broker.",
                    setting,
                    "Write it as host:port in a copy of the file, without references to what is elsewhere.");
            return Optional.empty();
        }
        Map<String, Object> broker = new LinkedHashMap<>();
        broker.put("hostname", matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        broker.put("port", port);
        return Optional.of(broker);
    }
}
