/** What producers were told. */
@NullMarked
package dev.orbit.agent.soak.ledger;

import org.jspecify.annotations.NullMarked;
