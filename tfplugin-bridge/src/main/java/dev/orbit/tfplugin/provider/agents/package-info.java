/** The agents as the resources see them: one view of their state, their refusals as diagnostics, and plans tried out. */
@NullMarked
package dev.orbit.tfplugin.provider.agents;

import org.jspecify.annotations.NullMarked;
