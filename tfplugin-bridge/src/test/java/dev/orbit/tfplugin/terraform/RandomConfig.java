// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Valid configurations of fifty resources, every attribute left out, given, or given as null. From one to the next, some
 * links have other names, some mappings are of other links, and some have other addresses.
 */
final class RandomConfig {

    private static final int LINKS = 3;
    private static final int MAPPINGS = 43;
    private static final int MOVED = 3;

    private final Random random;
    private final StringBuilder hcl = new StringBuilder();

    private RandomConfig(Random random) {
        this.random = random;
    }

    /** The source topics that the mappings name. */
    static String[] topics() {
        return Stream.concat(
                        IntStream.range(0, MAPPINGS).mapToObj(i -> "t" + i),
                        IntStream.range(0, MOVED).mapToObj(i -> "moved-" + i))
                .toArray(String[]::new);
    }

    static String of(Random random) {
        RandomConfig config = new RandomConfig(random);
        config.later();
        for (int i = 0; i < LINKS; i++) {
            config.link(i);
        }
        for (int i = 0; i < MAPPINGS; i++) {
            config.mapping(i);
        }
        for (int i = 0; i < MOVED; i++) {
            config.moved(i);
        }
        config.migration();
        return config.hcl.toString();
    }

    private void link(int i) {
        hcl.append("resource \"orbit_link\" \"l").append(i).append("\" {\n");
        line("name", "\"link-" + i + (i > 0 && random.nextInt(4) == 0 ? "-anew" : "") + "\"");
        line(
                "source_bootstrap_brokers",
                "[{ hostname = \"h" + random.nextInt(3) + "\", port = 9092 }"
                        + (random.nextBoolean() ? ", { port = 9093, hostname = \"other\" }]" : "]"));
        line("auto_migration_source_cluster_credentials", one("{}", "{ use_tls = true }", "{ use_tls = false }"));
        maybe(
                "source_cluster_credentials",
                "{}",
                "null",
                "{ sasl_username_env = \"ORBIT_U\", sasl_password_env = \"ORBIT_P\", sasl_mechanism = \"scram-512\" }");
        maybe(
                "auto_migration",
                "{}",
                "null",
                "{ enable = false }",
                "{ enable = null }",
                "{ source_watch_seconds = 604800 }",
                "{ enable = false, source_watch_seconds = 0 }");
        maybe("fetch", "{}", "null", "{ concurrency = 3 }", "{ max_bytes = 1048576, bytes_per_second = 5000000 }");
        maybe(
                "consumer_groups",
                "{}",
                "null",
                "{ copy_offsets_enabled = true }",
                "{ copy_offsets_enabled = true, include = [\"a.*\", \"b.*\"], interval_seconds = 7 }");
        maybe(
                "acls",
                "{}",
                "null",
                "{ copy_enabled = true, interval_seconds = 61 }",
                "{ include = [{ resource_type = \"topic\" }], exclude = [] }");
        maybe("state", "\"running\"", "\"paused\"", "null", "terraform_data.state.output");
        maybe("cluster_config", "{}", "null", "{ copy_source_cluster_configuration = false }");
        maybe("source_cluster_id", "\"source-cluster-1\"", "null");
        maybe("force_destroy", "true", "false", "null");
        hcl.append("}\n");
    }

    private void mapping(int i) {
        String address = (random.nextInt(5) == 0 ? "n" : "m") + i;
        if (i % 2 == 0) {
            hcl.append("moved {\n");
            line("from", "orbit_topic_mapping." + (address.startsWith("n") ? "m" : "n") + i);
            line("to", "orbit_topic_mapping." + address);
            hcl.append("}\n");
        } else {
            address = "m" + i;
        }
        hcl.append("resource \"orbit_topic_mapping\" \"").append(address).append("\" {\n");
        int link = random.nextInt(6) == 0 ? random.nextInt(LINKS) : i % LINKS;
        line("link", "orbit_link.l" + link + (random.nextBoolean() ? ".name" : ".id"));
        if (i % 5 == 4) {
            line("source_regex", "\"(t" + i + "|never-.*)\"");
            line("destination_prefix", "\"p" + i + "-\"");
            maybe("exclude", "[]", "null", "[\"never-1\", \"never-2.*\"]", "[\"t" + i + "\"]");
        } else {
            line("source_topic", "\"t" + i + "\"");
            maybe("destination_topic", "\"t" + i + "\"", "null");
        }
        maybe("priority", "0", "5", "-7", "null", "1 + 2");
        maybe(
                "auto_migration",
                "{}",
                "null",
                "{ enable = true }",
                "{ enable = null }",
                "{ source_watch_seconds = 3600 }");
        maybe("replication_factor", "1", "3", "null");
        maybe(
                "topic_config",
                "{}",
                "null",
                "{ \"retention.ms\" = \"1000\" }",
                "{ \"retention.ms\" = terraform_data.retention.output }",
                "{ \"cleanup.policy\" = \"compact\", \"retention.ms\" = 5 }");
        maybe("topic_config_include", "[\".*\"]", "null", "[\"retention.*\", \"cleanup.policy\"]");
        maybe("topic_config_exclude", "[]", "null", "[\"retention.ms\"]");
        maybe("follow_source_deletion", "true", "false", "null");
        maybe("irreversible_disable_orbit_management", "true", "false", "null");
        if (random.nextBoolean()) {
            maybe("begin_fetch_at_latest_offset", "true", "false", "null");
        } else {
            maybe("start_timestamp", "\"2026-01-02T03:04:05Z\"", "null");
        }
        hcl.append("}\n");
    }

    /** With everything that a cutover needs. */
    private void moved(int i) {
        hcl.append("resource \"orbit_topic_mapping\" \"moved").append(i).append("\" {\n");
        line("link", "orbit_link.l0.name");
        line("source_topic", "\"moved-" + i + "\"");
        line("auto_migration", "{ enable = true }");
        hcl.append("}\n");
    }

    /** What is known only once it is applied. */
    private void later() {
        hcl.append("resource \"terraform_data\" \"state\" {\n");
        line("input", one("\"running\"", "\"paused\""));
        hcl.append("}\nresource \"terraform_data\" \"retention\" {\n");
        line("input", one("\"1000\"", "\"2000\""));
        for (String name : new String[] {"cut", "too"}) {
            hcl.append("}\nresource \"terraform_data\" \"").append(name).append("\" {\n");
            line("input", one("\"moved-0\"", "\"moved-1\""));
        }
        hcl.append("}\n");
    }

    /** Now and then there is none: then it goes, and what is COMPLETE stays so. */
    private void migration() {
        if (random.nextInt(4) == 0) {
            return;
        }
        hcl.append("resource \"orbit_auto_migration\" \"cut\" {\n");
        line("link", "orbit_link.l0.name");
        line(
                "topics",
                one(
                        "[\"moved-0\"]",
                        "[\"moved-1\", \"moved-0\"]",
                        "[\"moved-2\"]",
                        "[terraform_data.cut.output, terraform_data.too.output]"));
        maybe("topic_regex", "\"moved-[12]\"", "null");
        maybe("atomic", "true", "false", "null");
        maybe("migration_timeout_seconds", "60", "null");
        if (random.nextBoolean()) {
            maybe("max_time_lag_seconds", "60", "0", "null");
        } else {
            line("max_time_lag_seconds", "0");
            maybe("max_offset_lag", "1000", "0", "null");
        }
        line("depends_on", "[orbit_topic_mapping.moved0, orbit_topic_mapping.moved1, orbit_topic_mapping.moved2]");
        hcl.append("}\n");
    }

    private void maybe(String name, String... values) {
        if (random.nextBoolean()) {
            line(name, one(values));
        }
    }

    private String one(String... values) {
        return values[random.nextInt(values.length)];
    }

    private void line(String name, String value) {
        hcl.append("  ").append(name).append(" = ").append(value).append('\n');
    }
}
