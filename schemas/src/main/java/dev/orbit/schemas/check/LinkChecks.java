// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of a link. */
public final class LinkChecks {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Set<String> STATES = Set.of(LinkSpec.RUNNING, LinkSpec.PAUSED);

    private LinkChecks() {}

    /** All that is wrong with this link by itself. */
    public static List<Problem> problems(LinkSpec link) {
        List<Problem> problems = new ArrayList<>();
        checkName(link.name(), problems);
        checkBrokers(link.sourceBootstrapBrokers(), problems);
        if (link.sourceClusterId() != null && link.sourceClusterId().isBlank()) {
            problems.add(new Problem(
                    "invalid_source_cluster_id",
                    "The source cluster id is empty.",
                    "source_cluster_id",
                    "Leave it out to accept the cluster that answers first, or give the id that cluster reports."));
        }
        under("source_cluster_credentials", CredentialsChecks.problems(link.sourceClusterCredentials()), problems);
        if (link.autoMigrationSourceClusterCredentials() != null) {
            under(
                    "auto_migration_source_cluster_credentials",
                    CredentialsChecks.problems(link.autoMigrationSourceClusterCredentials()),
                    problems);
        }
        if (Boolean.TRUE.equals(link.autoMigration().enable())
                && link.autoMigrationSourceClusterCredentials() == null) {
            problems.add(TopicMappingChecks.proxyWithoutCredentials());
        }
        if (!STATES.contains(link.state())) {
            problems.add(new Problem(
                    "invalid_state",
                    "The state \"" + link.state() + "\" is neither running nor paused.",
                    "state",
                    "Use one of the two, or leave it out for running."));
        }
        under("auto_migration", AutoMigrationChecks.problems(link.autoMigration()), problems);
        under("fetch", fetchProblems(link.fetch()), problems);
        under("consumer_groups", ConsumerGroupChecks.problems(link.consumerGroups()), problems);
        under("acls", AclChecks.problems(link.acls()), problems);
        return List.copyOf(problems);
    }

    private static void under(String path, List<Problem> found, List<Problem> problems) {
        found.forEach(problem -> problems.add(problem.under(path)));
    }

    private static void checkName(String name, List<Problem> problems) {
        if (!NAME.matcher(name).matches()) {
            problems.add(new Problem(
                    "invalid_name",
                    "The link name \"" + name + "\" is not 1 to 64 letters, digits, dots, dashes or underscores.",
                    "name",
                    "Choose such a name, or leave it out for \"" + LinkSpec.NAME_DEFAULT + "\"."));
        }
    }

    private static void checkBrokers(List<BrokerAddress> brokers, List<Problem> problems) {
        if (brokers.isEmpty()) {
            problems.add(noBrokers());
        }
        Set<BrokerAddress> seen = new HashSet<>();
        for (int i = 0; i < brokers.size(); i++) {
            BrokerAddress broker = brokers.get(i);
            String path = "source_bootstrap_brokers[" + i + "]";
            checkHostname(broker.hostname(), path, problems);
            if (broker.port() < 1 || broker.port() > BrokerAddress.PORT_MAX) {
                problems.add(new Problem(
                        "invalid_port",
                        "The port " + broker.port() + " is not between 1 and " + BrokerAddress.PORT_MAX + ".",
                        path + ".port",
                        "Give the port of the source broker's listener, often 9092."));
            }
            if (!seen.add(broker)) {
                problems.add(new Problem(
                        "duplicate_broker", "The broker " + broker + " is listed twice.", path, "Remove one of them."));
            }
        }
    }

    /** The most common lack, in the same words wherever it is found. */
    public static Problem noBrokers() {
        return new Problem(
                "missing_source_bootstrap_brokers",
                "There is no source bootstrap broker: Orbit does not know where the source cluster is.",
                "source_bootstrap_brokers",
                "Add at least one, such as source_bootstrap_brokers: [{hostname: kafka-1.example.com, port: 9092}].");
    }

    private static void checkHostname(String hostname, String path, List<Problem> problems) {
        if (!Hostnames.isHostname(hostname)) {
            problems.add(
                    new Problem(
                            "invalid_hostname",
                            "\"" + hostname + "\" is not one host name or address.",
                            path + ".hostname",
                            "Give the name alone, without scheme or port; the port has its own field, each broker its own entry."));
        }
    }

    private static List<Problem> fetchProblems(FetchSettings fetch) {
        List<Problem> problems = new ArrayList<>();
        if (fetch.concurrency() < 1 || fetch.concurrency() > FetchSettings.CONCURRENCY_MAX) {
            problems.add(new Problem(
                    "invalid_concurrency",
                    "The fetch concurrency " + fetch.concurrency() + " is not between 1 and "
                            + FetchSettings.CONCURRENCY_MAX + ".",
                    "concurrency",
                    "Give the number of fetchers per source broker and agent; 2 is the default."));
        }
        checkBytes("invalid_max_bytes", "max_bytes", fetch.maxBytes(), problems);
        checkBytes("invalid_max_partition_bytes", "max_partition_bytes", fetch.maxPartitionBytes(), problems);
        Long bytesPerSecond = fetch.bytesPerSecond();
        if (bytesPerSecond != null && bytesPerSecond < 1) {
            problems.add(new Problem(
                    "invalid_bytes_per_second",
                    "The bound of " + bytesPerSecond + " bytes a second is less than 1.",
                    "bytes_per_second",
                    "Give a number of bytes from 1 on, or leave it out for no bound; state: paused stops a link."));
        }
        return problems;
    }

    private static void checkBytes(String code, String field, int bytes, List<Problem> problems) {
        if (bytes < 1) {
            problems.add(new Problem(
                    code,
                    "The bound of " + bytes + " bytes is less than 1.",
                    field,
                    "Give a number of bytes from 1 to " + Integer.MAX_VALUE + ", or leave it out for the default."));
        }
    }
}
