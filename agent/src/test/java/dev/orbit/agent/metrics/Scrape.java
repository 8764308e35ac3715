// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.trial.Api;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's page of metrics says.
 *
 * @param values by name with labels, as in the page
 */
record Scrape(Map<String, Double> values) {

    static Scrape of(Api api) throws IOException {
        Api.Answer answer = api.get("/metrics");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        Map<String, Double> values = new LinkedHashMap<>();
        answer.body().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return new Scrape(values);
    }

    /** Of a topic over the link of the tests; null where there is no value. */
    @Nullable
    Double of(Measure measure, String topic) {
        return values.get(measure.prometheusName() + "{link=\"default\",topic=\"" + topic + "\"}");
    }

    @Nullable
    Double error(String topic, String error) {
        return values.get(Measure.FORWARD_ERRORS.prometheusName() + "{error=\"" + error + "\",link=\"default\",topic=\""
                + topic + "\"}");
    }

    /** Of the link of the tests. */
    @Nullable
    Double of(Measure measure) {
        return values.get(measure.prometheusName() + "{link=\"default\"}");
    }
}
