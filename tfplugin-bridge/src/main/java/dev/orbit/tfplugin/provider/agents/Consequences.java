// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.MigrationState;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what becomes of topics, so that it is read before it happens. */
final class Consequences {

    private Consequences() {}

    /**
     * One warning for all of them.
     *
     * @param subject whose consequences they are; Terraform shows only one of several warnings with the same summary
     * @param told what was told of topics until now, by topic
     */
    static Diagnostic of(String subject, List<TopicEffect> effects, Map<String, TopicEffect> told) {
        Map<String, List<String>> topics = effects.stream()
                .collect(Collectors.groupingBy(
                        effect -> meaning(effect) + inPlaceOf(told.get(effect.topic())),
                        TreeMap::new,
                        Collectors.mapping(TopicEffect::topic, Collectors.toList())));
        String detail = topics.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + TopicNames.list(entry.getValue()))
                .collect(Collectors.joining("\n"));
        return Diagnostic.warning("Consequences of " + subject + " for " + TopicNames.count(effects.size()), detail);
    }

    private static String inPlaceOf(@Nullable TopicEffect before) {
        return before == null ? "" : ", in place of what is told of another change (" + meaning(before) + ")";
    }

    private static String meaning(TopicEffect effect) {
        boolean proxied = effect.to() == MigrationState.PROXY;
        return switch (effect.effect()) {
            case "matched" -> "Newly mirrored, producers " + (proxied ? "forwarded to the source" : "refused");
            case "adopted" ->
                "Mirrored again from where it stopped, producers " + (proxied ? "forwarded to the source" : "refused");
            case "released" ->
                "No longer mirrored, and closed to producers until a mapping adopts it again"
                        + (effect.from() == MigrationState.PROXY
                                ? " (PROXY to REJECT: those that are forwarded now are refused)"
                                : "");
            case "proxied" -> "Producers forwarded to the source from now on (" + effect.from() + " to PROXY)";
            case "unproxied" -> "Producers refused from now on (" + effect.from() + " to REJECT)";
            case "paused" -> "No longer mirrored until the link runs again, producers " + produces(effect);
            case "resumed" -> "Mirrored again from where it stopped";
            case "let_go" -> "Let go for good as it is: no longer mirrored, and open to producers";
            case "deleted" -> "DELETED, for its source topic is gone";
            default -> "Now " + effect.to() + " (" + effect.effect() + ")";
        };
    }

    private static String produces(TopicEffect effect) {
        return effect.to() == MigrationState.PROXY ? "still forwarded to the source" : "refused";
    }
}
