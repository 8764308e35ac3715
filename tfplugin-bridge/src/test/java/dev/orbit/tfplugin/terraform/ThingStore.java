// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import dev.orbit.tfplugin.cty.Fields;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where things are, outside of Terraform. */
final class ThingStore {

    private final Map<String, Fields> things = new ConcurrentHashMap<>();

    Optional<Fields> find(String id) {
        return Optional.ofNullable(things.get(id));
    }

    void put(String id, Fields thing) {
        things.put(id, thing);
    }

    void remove(String id) {
        things.remove(id);
    }

    int size() {
        return things.size();
    }
}
