// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings of a flow that nothing has been made of yet: whoever makes something of one takes it. */
final class Settings {

    private final SortedMap<String, Setting> left;

    Settings(Map<String, Setting> settings) {
        left = new TreeMap<>(settings);
    }

    /** Takes the setting under the first of these keys that is there; the others are without effect, and taken too. */
    Optional<Setting> take(String... keys) {
        Optional<Setting> found = Optional.empty();
        for (String key : keys) {
            Setting setting = left.remove(key);
            if (found.isEmpty()) {
                found = Optional.ofNullable(setting);
            }
        }
        return found;
    }

    /** Takes the setting if it says what holds with Orbit anyway. */
    void takeIf(String key, String value) {
        Setting setting = left.get(key);
        if (setting != null && setting.value().strip().equalsIgnoreCase(value)) {
            left.remove(key);
        }
    }

    SortedMap<String, Setting> left() {
        return Collections.unmodifiableSortedMap(left);
    }
}
