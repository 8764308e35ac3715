// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A document in the making, and what is to be told about it. */
final class Draft {

    /** Behind the name of a setting that the file does not have. */
    static final String NOT_SET = " (not set)";

    private static final int LINK_CHARS_MAX = 64;

    final Flow flow;
    final Settings settings;
    private final String link;
    private final List<NotCarried> notCarried = new ArrayList<>();
    private final List<Variable> variables = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    Draft(Flow flow) {
        this.flow = flow;
        this.settings = new Settings(flow.settings());
        String name = flow.source().replaceAll("[^A-Za-z0-9._-]", "-");
        this.link = name.substring(0, Math.min(LINK_CHARS_MAX, name.length()));
    }

    String link() {
        return link;
    }

    void refuse(String code, String message, Setting setting, String remedy) {
        problems.add(new Problem(code, message, setting.name(), remedy));
    }

    void refuse(String code, String message, String remedy) {
        problems.add(new Problem(code, message, null, remedy));
    }

    void refuse(Problem problem) {
        problems.add(problem);
    }

    /** Whether the value is elsewhere, which is refused: what it decides is not guessed. */
    boolean refusesReference(Setting setting) {
        if (setting.isReference()) {
            refuse(setting.unresolved());
        }
        return setting.isReference();
    }

    boolean isTrue(Optional<Setting> setting, boolean byDefault) {
        return setting.map(found -> !refusesReference(found) && found.isTrue()).orElse(byDefault);
    }

    /** Tells of a setting whose value may be shown. */
    void tell(Setting setting, String why, String instead) {
        tell("", setting, new Reason(why, instead, true));
    }

    void tell(String key, Setting setting, Reason reason) {
        String value = Shown.value(key.isEmpty() ? setting.name() : key, setting.value(), reason.known());
        notCarried.add(new NotCarried(setting.name(), value, reason.why(), reason.instead()));
    }

    /** Tells of a setting that the file leaves at a default which means something else than Orbit's. */
    void tellDefault(String setting, String why, String instead) {
        notCarried.add(new NotCarried(setting + NOT_SET, null, why, instead));
    }

    /** The name of a variable of the agents that holds this; each is told with where its value is now. */
    String variable(String suffix, String holds) {
        String name = "ORBIT_" + link.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_" + suffix;
        variables.add(new Variable(name, Shown.plain(holds)));
        return name;
    }

    /** The setting's whole number; one that is none, or out of these bounds, is told and not carried. */
    Optional<Integer> number(Optional<Setting> setting, int min, int max) {
        if (setting.isEmpty()) {
            return Optional.empty();
        }
        try {
            int value = Integer.parseInt(setting.get().value().strip());
            if (value >= min && value <= max) {
                return Optional.of(value);
            }
        } catch (NumberFormatException e) {
            // told below, as one out of bounds is
        }
        tell(
                setting.get(),
                "It is no whole number from " + min + " to " + max + ".",
                "Orbit's default holds; set another in the document.");
        return Optional.empty();
    }

    Imported finish(Map<String, Object> fields) {
        return new Imported(link, flow.toString(), fields, notCarried, variables, problems);
    }
}
