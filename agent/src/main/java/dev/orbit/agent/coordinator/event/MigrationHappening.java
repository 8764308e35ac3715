// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.event;

import dev.orbit.agent.declared.ProxyLack;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Closing;
import dev.orbit.agent.state.Migration.Complete;
import dev.orbit.agent.state.Migration.CuttingOff;
import dev.orbit.agent.state.Migration.Draining;
import dev.orbit.agent.state.Migration.EndingTransactions;
import dev.orbit.agent.state.Migration.FailingOver;
import dev.orbit.agent.state.Migration.Failover;
import dev.orbit.agent.state.Migration.LettingGo;
import dev.orbit.agent.state.Migration.Proxy;
import dev.orbit.agent.state.Migration.Stopping;
import dev.orbit.agent.state.Migration.Underway;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.FirstFew;
import dev.orbit.schemas.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A step of a topic on its way from the source to the destination, as {@link Migration} draws it. Pure. */
final class MigrationHappening {

    private MigrationHappening() {}

    static Optional<Happening> between(StateImage image, MirrorTopic was, MirrorTopic is) {
        Migration from = was.migration();
        Migration to = is.migration();
        if (from.equals(to)) {
            return Optional.empty();
        }
        if (to instanceof Underway underway) {
            return Optional.of(new Happening(
                    word(to), underway.attempt().number(), detail(from, underway, is), movesAgain(from, to)));
        }
        if (from instanceof Underway underway) {
            return Optional.of(ended(underway, to, is));
        }
        return to instanceof Proxy
                ? Optional.of(Happening.of(
                        "enabled", "auto migration is enabled; produces are forwarded to the source from now on"))
                : Optional.of(Happening.of("disabled", disabled(image, is) + "; produces are refused from now on"));
    }

    /** Its mapping may say as before that it is to be proxied. */
    private static String disabled(StateImage image, MirrorTopic topic) {
        return ProxyLack.of(image, topic).map(ProxyLack::reason).orElse("auto_migration is not enabled for it");
    }

    /** A source that somebody goes on writing to moves many times a second. */
    private static boolean movesAgain(Migration from, Migration to) {
        return from instanceof Draining draining && draining.moved() > 0 && to instanceof Draining;
    }

    private static String word(Migration to) {
        if (to instanceof CatchingUp) {
            return "initiated";
        }
        if (to instanceof Closing) {
            return "closing";
        }
        if (to instanceof Draining) {
            return "draining";
        }
        if (to instanceof Failover) {
            return to instanceof FailingOver
                    ? "failing_over"
                    : to instanceof CuttingOff ? "cutting_off" : "ending_transactions";
        }
        return to instanceof Stopping ? "stopping" : "letting_go";
    }

    private static @Nullable String detail(Migration from, Underway to, MirrorTopic topic) {
        if (to instanceof CatchingUp) {
            Instant until = Instant.ofEpochMilli(to.attempt().deadlineMs()).truncatedTo(ChronoUnit.SECONDS);
            List<String> together = to.attempt().together();
            return figures(topic, "", "; ") + "it goes back to PROXY unless it is complete by " + until
                    + (together.isEmpty() ? "" : ", together with " + FirstFew.of(together, ", "));
        }
        if (to instanceof Closing) {
            return "the mirror has nearly caught up" + figures(topic, ": ", "") + "; produces wait from now on";
        }
        if (to instanceof Draining draining) {
            if (from instanceof Stopping stopping && stopping.moved() == draining.moved()) {
                return "a mirror that has stopped has not heard the source's leader; it runs until it has";
            }
            return draining.moved() == 0
                    ? "nothing is forwarded any more; the source ends at " + draining.targets()
                    : "somebody writes past the proxy: the source ends at " + draining.targets() + " now";
        }
        if (to instanceof Stopping stopping) {
            return (from instanceof Closing ? "nothing is forwarded any more; " : "") + "both sides end at "
                    + stopping.targets();
        }
        if (to instanceof FailingOver) {
            return "on request, without the source; produces wait from now on";
        }
        if (to instanceof CuttingOff) {
            return "nothing is forwarded any more; the mirror is stopped";
        }
        if (to instanceof EndingTransactions ending) {
            return "the mirror ends at " + ending.ends() + "; transactions that it holds open are aborted";
        }
        return from instanceof LettingGo
                ? "the mirror is stopped"
                : "as its topic mapping says; produces wait from now on";
    }

    /** How far it is behind, as whoever began the step recorded it. */
    private static String figures(MirrorTopic topic, String before, String after) {
        Snapshot.Attempt attempt = topic.lastAttempt();
        return attempt == null || attempt.reason() == null ? "" : before + attempt.reason() + after;
    }

    private static Happening ended(Underway from, Migration to, MirrorTopic topic) {
        Snapshot.Attempt attempt = topic.lastAttempt();
        String outcome = attempt == null ? "ended" : attempt.outcome();
        String reason = attempt == null ? null : attempt.reason();
        if (to instanceof Complete complete) {
            String at = "at offsets " + complete.finalOffsets();
            reason = reason == null ? at : at + "; " + reason;
        }
        return Happening.of(outcome, from.attempt().number(), reason);
    }
}
