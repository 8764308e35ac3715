// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which documents the objects of one plan create and destroy, by id. One id is one document: two objects that create it, or
 * one that creates what another destroys, are told so while the plan is made, for at apply the outcome would depend on
 * whose turn comes first.
 *
 * <p>Terraform does not say which object it plans. But it plans the create of an object once each time it goes through a
 * configuration, and it connects anew each time, to a provider that has seen nothing yet: so the same id again is another
 * object. An object that is replaced comes as an update first, and counts as created only.
 */
final class PlannedIds {

    private final String noun;
    private final String typeName;
    private final Set<String> created = ConcurrentHashMap.newKeySet();
    private final Set<String> destroyed = ConcurrentHashMap.newKeySet();
    private final Set<String> renamed = ConcurrentHashMap.newKeySet();

    PlannedIds(String noun, String typeName) {
        this.noun = noun;
        this.typeName = typeName;
    }

    /** An object creates this document: what is wrong with that. */
    Optional<Diagnostic> create(String id) {
        if (!created.add(id)) {
            return Optional.of(twice(id));
        }
        return destroyed.contains(id) ? Optional.of(moved(id)) : Optional.empty();
    }

    /** The same, of an object whose change was planned before and that is to be replaced: it may have this id from then. */
    Optional<Diagnostic> replace(String id) {
        return renamed.remove(id) ? Optional.empty() : create(id);
    }

    /** An object is to have another document in place of the one that it had: what is wrong with that. */
    Optional<Diagnostic> rename(String from, String to) {
        Optional<Diagnostic> wrong = create(to);
        if (wrong.isEmpty()) {
            renamed.add(to);
            wrong = destroy(from);
        }
        return wrong;
    }

    /** An object goes, and its document with it: what is wrong with that. */
    Optional<Diagnostic> destroy(String id) {
        destroyed.add(id);
        return created.contains(id) ? Optional.of(moved(id)) : Optional.empty();
    }

    private Diagnostic twice(String id) {
        return Diagnostic.error(
                "Two resources are the same " + noun,
                "More than one resource, or instance of a resource, creates the " + noun + " \"" + id
                        + "\", which can be there once. Keep one of them.");
    }

    private Diagnostic moved(String id) {
        return Diagnostic.error(
                "The " + noun + " has another address",
                "The " + noun + " \"" + id
                        + "\" would be destroyed under one address and created under another, and which"
                        + " comes first is not certain. Say that it is the same, and nothing happens to it (under count,"
                        + " first use for_each over names, or a list that lost an element moves each after it):\n"
                        + "moved {\n  from = " + typeName + ".OLD\n  to   = " + typeName + ".NEW\n}");
    }
}
