// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.Problem;
import java.util.List;

/**
 * What a batch would come to.
 *
 * @param effects on topics
 * @param problems for which it would be refused; then there are no effects
 */
record Trial(List<TopicEffect> effects, List<Problem> warnings, List<Problem> problems) {}
