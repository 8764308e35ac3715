// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMatching;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which topics of a link are to be cut over; names and regex add up.
 *
 * @param topics destination names
 * @param regex matches whole destination names
 */
record Selection(
        String link, SortedSet<String> topics, @Nullable String regex) {

    private static final String REGEX_MARK = "~";
    private static final int BRIEF_CHARS_MAX = 80;

    static Selection of(Fields object) {
        SortedSet<String> topics = object.elements("topics")
                .map(topic -> ((Value.Text) topic).text())
                .collect(Collectors.toCollection(TreeSet::new));
        return new Selection(object.text("link"), topics, object.textOrNull("topic_regex"));
    }

    /** The selection with an id such as {@code prod/orders,payments~audit-.*}; its link is empty when it is no id. */
    static Selection parse(String id) {
        int slash = id.indexOf('/');
        String link = id.substring(0, Math.max(0, slash));
        String selected = id.substring(slash + 1);
        int mark = selected.indexOf(REGEX_MARK);
        String names = mark < 0 ? selected : selected.substring(0, mark);
        SortedSet<String> topics = Stream.of(names.split(",", -1))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        return new Selection(link, topics, mark < 0 ? null : selected.substring(mark + 1));
    }

    String id() {
        return link + "/" + String.join(",", topics) + (regex == null ? "" : REGEX_MARK + regex);
    }

    /** The selected topics that the agents know. */
    List<Snapshot.Topic> known(Snapshot snapshot) {
        return snapshot.topics().stream()
                .filter(topic -> topic.link().equals(link) && selects(topic.topic()))
                .toList();
    }

    /** Whether it selects a topic with this destination name. */
    boolean selects(String topic) {
        return topics.contains(topic) || (regex != null && TopicMatching.matches(regex, topic));
    }

    /** The selected topics that are not COMPLETE, those included that the agents do not know. */
    SortedSet<String> pending(Snapshot snapshot) {
        SortedSet<String> pending = new TreeSet<>(topics);
        for (Snapshot.Topic topic : known(snapshot)) {
            if (topic.state() == MigrationState.COMPLETE) {
                pending.remove(topic.topic());
            } else {
                pending.add(topic.topic());
            }
        }
        return pending;
    }

    /** The id, cut where a headline ends. */
    String brief() {
        String id = id();
        return id.length() <= BRIEF_CHARS_MAX ? id : id.substring(0, BRIEF_CHARS_MAX) + "...";
    }

    @Override
    public String toString() {
        return "orbit_auto_migration \"" + id() + "\"";
    }
}
