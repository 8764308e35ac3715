// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.VerificationReport;
import dev.orbit.schemas.ConnectionWords;
import dev.orbit.schemas.ErrorBody;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code orbit verify}. Exit code 0: the same; 2: a difference; 1: something could not be compared. */
@Command(
        name = "verify",
        description = "Reads mirror topics and their source topics and compares them record by record: offset, key,"
                + " value, headers, timestamp and transaction outcome. Changes nothing, and may run while producers and"
                + " the mirror do.",
        footer = {
            "",
            "A topic that is not COMPLETE is the same while the destination holds a prefix of the source; a COMPLETE one",
            "while the source's log to its end is a prefix of the destination's. Records are compared from the higher",
            "log start; that the two start at different offsets is a remark. Where a side compacts, a record on one side",
            "alone is right if a later one of its key shadows it, and a tombstone on one side alone if the other side does",
            "not keep the value that it deletes: for that the other side is read once more. Every difference is confirmed by",
            "a second reading.",
            "",
            "The report (--report, --json): result (same, differs, error), cluster ids, and per topic and partition the",
            "result, the compared range start_offset to end_offset (exclusive), record_count, offset_lag, log starts, ends",
            "and last stable offsets, the first difference, remarks, and sha256 of each side's compared records. The",
            "digest runs over, per record: offset and timestamp (8 bytes each), key, value, number of headers (4 bytes),",
            "and each header's key and value; byte strings have their length (4 bytes, -1 for null) before them; numbers",
            "are big-endian. Of a compacted topic it covers the records that both sides hold; at a difference it ends",
            "with the record that differs.",
            "",
            "A COMPLETE topic has, per partition, a proof: the digest over the headers of its batches as they were fetched,",
            "recorded when it became COMPLETE, is compared with that of the destination's log now: same, differs,",
            "impossible (retention or compaction took batches), or not_recorded. It is the sum, modulo 2^128, of the first",
            "16 bytes of the SHA-256 of each batch's base offset, last offset (8 bytes each) and checksum (4) as the source",
            "has it. With --proof-only it is all that is looked at, and a partition without a proof is an error: nothing",
            "else speaks for it. The report also has each topic's last migration attempt and events; as Markdown it is for people.",
            "",
            "Exit codes: 0 same, 2 differences, 1 any error."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {

    private static final int SAME = 0;
    private static final int ERROR = 1;
    private static final int DIFFERS = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final boolean isTerminal;

    @Option(names = "--endpoint", paramLabel = "URL", description = ConnectionWords.ENDPOINT_TEXT)
    private @Nullable String endpoint;

    @Option(names = "--token-env", paramLabel = "NAME", description = ConnectionWords.TOKEN_ENV_TEXT)
    private @Nullable String tokenEnv;

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Option(names = "--link", paramLabel = "NAME", description = "The link to verify (default: the only one).")
    private @Nullable String link;

    @Option(
            names = "--topic",
            arity = "1..*",
            paramLabel = "TOPIC",
            description = "Mirror topics, by their name at the destination (default: all of the link).")
    private List<String> topics = new ArrayList<>();

    @Option(
            names = "--topic-regex",
            paramLabel = "REGEX",
            description = "Mirror topics whose whole name matches; adds to --topic.")
    private @Nullable String topicRegex;

    @Option(
            names = "--proof-only",
            description = "Leave the source alone, which may be gone: hold the logs of COMPLETE topics against what was"
                    + " recorded at their cutover, and compare no record.")
    private boolean proofOnly;

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            description = "The destination (default: the file's, else 127.0.0.1:9092).")
    private @Nullable String bootstrapServer;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Kafka client properties for the destination, such as its credentials. The source's are the"
                    + " link's; the variables that they name must be set for this command too.")
    private @Nullable Path commandConfig;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Write the report there: as Markdown where the name ends with .md, else as JSON. Can be repeated.")
    private List<Path> reports = new ArrayList<>();

    @Option(names = "--json", description = "Print the report, as JSON, instead of text.")
    private boolean json;

    /** Of this process. */
    public VerifyCommand() {
        this(System.out, System.err, System.getenv(), Boolean.getBoolean("orbit.stdout.terminal"));
    }

    VerifyCommand(PrintStream out, PrintStream err, Map<String, String> environment, boolean isTerminal) {
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.isTerminal = isTerminal;
    }

    @Override
    public Integer call() {
        try {
            checkReports();
            Endpoint agent = Endpoint.of(endpoint, environment.getOrDefault(ConnectionWords.ENDPOINT_ENV, ""), token());
            VerificationReport found = new VerifyRun(
                            new Snapshots(agent, tls.context(agent, environment)),
                            new TopicChoice(link, topics, topicRegex, proofOnly),
                            environment::get)
                    .run(
                            () -> Clients.destination(bootstrapServer, commandConfig),
                            count -> new Console(out, !json, isTerminal && !json, count));
            write(found);
            return code(found.result());
        } catch (VerifyException e) {
            tell(e.problems());
            return ERROR;
        }
    }

    private static int code(Result result) {
        return switch (result) {
            case SAME -> SAME;
            case DIFFERS -> DIFFERS;
            case ERROR -> ERROR;
        };
    }

    private String token() {
        String token = environment.getOrDefault(tokenEnv == null ? ConnectionWords.TOKEN_ENV : tokenEnv, "");
        if (tokenEnv != null && token.isEmpty()) {
            throw VerifyException.of(
                    "missing_token",
                    "The environment variable " + tokenEnv + " that --token-env names is not set.",
                    "Set it, or name another one.");
        }
        return token;
    }

    /** Before hours of reading rather than after. */
    private void checkReports() {
        for (Path report : reports) {
            Path directory = report.toAbsolutePath().getParent();
            if (Files.isDirectory(report) || directory == null || !Files.isWritable(directory)) {
                throw VerifyException.of(
                        "file_unwritable",
                        "The report " + report + " cannot be written.",
                        "Give --report a file in a directory that exists and is yours.");
            }
        }
    }

    private void write(VerificationReport found) {
        for (Path report : reports) {
            try {
                Files.writeString(report, content(report, found));
            } catch (IOException e) {
                throw VerifyException.of(
                        "file_unwritable",
                        "The result is \"" + found.result().word() + "\", and the report " + report
                                + " cannot be written: " + e.getMessage() + ".",
                        "Give --report a file that can be.");
            }
        }
        if (json) {
            out.println(jsonOf(Json.MAPPER.writer(), found));
            out.flush();
        }
    }

    private static String content(Path report, VerificationReport found) {
        return report.toString().toLowerCase(Locale.ROOT).endsWith(".md")
                ? MarkdownReport.of(found)
                : jsonOf(Json.MAPPER.writerWithDefaultPrettyPrinter(), found) + "\n";
    }

    private static String jsonOf(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot serialise " + value.getClass(), e);
        }
    }

    private void tell(List<Problem> problems) {
        if (json) {
            out.println(jsonOf(Json.MAPPER.writer(), new ErrorBody(problems)));
        } else {
            problems.forEach(problem -> err.println("error: "
                    + (problem.field() == null ? "" : problem.field() + ": ") + problem.message() + "\n    "
                    + problem.remedy() + " [" + problem.code() + "]"));
        }
    }
}
