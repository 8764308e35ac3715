// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.StatusReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Links and mirror topics as people read them. */
public final class StatusText {

    private static final Set<String> GOOD = Set.of("ACTIVE", "COMPLETE", "COPIED");
    private static final Set<String> BAD = Set.of("FAILED", "UNREACHABLE", "STALE", "DIVERGED", "SOURCE_DELETED");

    private final Paint paint;

    public StatusText(Paint paint) {
        this.paint = paint;
    }

    /** All links and topics, and below them what is wrong with each. */
    public String status(StatusReport status) {
        if (status.links().isEmpty() && status.topics().isEmpty()) {
            return "There is no link yet. Describe one in a YAML file and type: orbit plan FILE\n";
        }
        return links(status) + "\n" + topics(status) + groups(status) + acls(status) + errors(status);
    }

    private String links(StatusReport status) {
        Table table = new Table("").row("LINK", "STATE", "SOURCE CLUSTER");
        status.links().forEach(link -> table.row(link.name(), link.state().name(), orDash(link.sourceClusterId())));
        return table.render((column, cell) -> column == 1 ? painted(cell) : cell);
    }

    private String topics(StatusReport status) {
        if (status.topics().isEmpty()) {
            return "There is no mirror topic yet.\n";
        }
        Table table =
                new Table("").row("TOPIC", "STATE", "MIRROR", "OFFSET LAG", "TIME LAG", "PARTITIONS", "LINK", "SOURCE");
        status.topics()
                .forEach(topic -> table.row(
                        topic.topic(),
                        topic.state().name(),
                        topic.mirror().name(),
                        orDash(topic.offsetLag()),
                        seconds(topic.timeLagSeconds()),
                        String.valueOf(topic.partitions().size()),
                        topic.link(),
                        topic.sourceTopic()));
        return table.render((column, cell) -> column == 1 || column == 2 ? painted(cell) : cell);
    }

    /** None unless some link copies groups. */
    private String groups(StatusReport status) {
        if (status.groups().isEmpty()) {
            return "";
        }
        Table table = new Table("").row("GROUP", "STATE", "OFFSETS", "LINK", "SOURCE", "REASON");
        status.groups()
                .forEach(group -> table.row(
                        group.group(),
                        group.state().name(),
                        String.valueOf(group.partitionCount()),
                        group.link(),
                        group.sourceGroup(),
                        orDash(group.reason())));
        return "\n" + table.render((column, cell) -> column == 1 ? painted(cell) : cell);
    }

    /** None unless some link copies ACLs. */
    private String acls(StatusReport status) {
        if (status.acls().isEmpty()) {
            return "";
        }
        Table table = new Table("").row("ACLS", "COPIED", "FOREIGN", "PENDING", "SKIPPED");
        status.acls()
                .forEach(acls -> table.row(
                        acls.link(),
                        String.valueOf(acls.copiedCount()),
                        String.valueOf(acls.foreignCount()),
                        String.valueOf(acls.pendingCount()),
                        String.valueOf(acls.skippedCount())));
        StringBuilder text = new StringBuilder("\n").append(table.render((column, cell) -> cell));
        status.acls().forEach(acls -> skipped(text, acls));
        return text.toString();
    }

    private static void skipped(StringBuilder text, Snapshot.AclCopy acls) {
        acls.skipped()
                .forEach(skipped -> text.append("skipped: ")
                        .append(skipped.acl())
                        .append(": ")
                        .append(skipped.reason())
                        .append('\n'));
        int unlisted = acls.skippedCount() - acls.skipped().size();
        if (unlisted > 0) {
            text.append("skipped: ").append(unlisted).append(" more\n");
        }
    }

    private String errors(StatusReport status) {
        StringBuilder text = new StringBuilder();
        status.links().forEach(link -> {
            addError(text, "link " + link.name(), link.error());
            addRemark(text, "link " + link.name(), clusterConfig(link.clusterConfig()));
        });
        status.topics().forEach(topic -> {
            addError(text, "topic " + topic.topic(), topic.error());
            addRemark(text, "topic " + topic.topic(), attempt(topic.lastAttempt()));
            for (Snapshot.Partition partition : topic.partitions()) {
                String name = "topic " + topic.topic() + "-" + partition.partition();
                addError(text, name, partition.error());
                addError(text, name, lost(partition.lost()));
            }
        });
        return text.isEmpty() ? "" : "\n" + text;
    }

    private static @Nullable String lost(List<Snapshot.LostRange> ranges) {
        return ranges.isEmpty()
                ? null
                : ranges.stream()
                        .map(StatusText::offsets)
                        .collect(Collectors.joining(", ", "the source deleted offsets ", " before they were mirrored"));
    }

    private static String offsets(Snapshot.LostRange range) {
        long last = range.toOffset() - 1;
        return range.fromOffset() == last ? String.valueOf(last) : range.fromOffset() + " to " + last;
    }

    private void addError(StringBuilder text, String subject, @Nullable String error) {
        if (error != null) {
            text.append(paint.red(subject)).append(": ").append(error).append('\n');
        }
    }

    private static void addRemark(StringBuilder text, String subject, List<String> remarks) {
        remarks.forEach(
                remark -> text.append(subject).append(": ").append(remark).append('\n'));
    }

    /** What an operator should know of it. */
    private static List<String> attempt(Snapshot.@Nullable Attempt attempt) {
        return attempt == null || attempt.reason() == null
                ? List.of()
                : List.of("migration attempt " + attempt.attempt() + " ("
                        + attempt.outcome().replace('_', ' ') + "): " + attempt.reason());
    }

    private static List<String> clusterConfig(Snapshot.@Nullable ClusterConfig config) {
        List<String> remarks = new ArrayList<>();
        if (config != null) {
            if (!config.copied().isEmpty()) {
                remarks.add("cluster-wide as at the source: " + config.copied());
            }
            config.notCopied().forEach((name, why) -> remarks.add(name + " is not as at the source: " + why));
        }
        return remarks;
    }

    private String painted(String cell) {
        String word = cell.strip();
        if (GOOD.contains(word)) {
            return paint.green(cell);
        }
        return BAD.contains(word) ? paint.red(cell) : cell;
    }

    private static String orDash(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }

    /** Seconds with one decimal. */
    static String seconds(@Nullable Double seconds) {
        return seconds == null ? "-" : String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
