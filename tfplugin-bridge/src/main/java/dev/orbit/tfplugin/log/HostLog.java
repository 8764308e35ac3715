// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.log;

import java.util.Locale;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sends what the process logs to standard error, in the form and at the level that Terraform asks for. */
public final class HostLog {

    private static final String[] TALKATIVE = {"io.grpc", "io.netty", "okhttp3"};

    private HostLog() {}

    /** Terraform drops what is below its own level anyway. */
    public static void install(Map<String, String> environment) {
        LogManager.getLogManager().reset();
        Handler handler = new ConsoleHandler();
        handler.setFormatter(new HclogFormatter());
        handler.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        root.setLevel(level(environment));
        for (String name : TALKATIVE) {
            Quiet.LOGGERS.computeIfAbsent(name, Logger::getLogger).setLevel(Level.INFO);
        }
    }

    /** Loggers are held weakly by their manager, and a forgotten one forgets its level. */
    private static final class Quiet {
        static final Map<String, Logger> LOGGERS = new java.util.concurrent.ConcurrentHashMap<>();
    }

    /** From {@code TF_LOG_PROVIDER}, else from {@code TF_LOG}. One without a value counts as absent, as to Terraform. */
    static Level level(Map<String, String> environment) {
        String own = environment.getOrDefault("TF_LOG_PROVIDER", "");
        return level(own.isBlank() ? environment.getOrDefault("TF_LOG", "") : own);
    }

    /** What Terraform does not know is TRACE to it, as TRACE and JSON are. */
    private static Level level(String name) {
        return switch (name.strip().toUpperCase(Locale.ROOT)) {
            case "", "INFO" -> Level.INFO;
            case "DEBUG" -> Level.FINE;
            case "WARN" -> Level.WARNING;
            case "ERROR" -> Level.SEVERE;
            case "OFF" -> Level.OFF;
            default -> Level.ALL;
        };
    }
}
