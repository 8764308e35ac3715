/**
 * {@code orbit soak}: a stock source and an agent live through a history that a seed makes up, while the invariants are
 * checked. {@code history} is what happens, {@code stage} where, {@code work} does it, {@code ledger} keeps what producers
 * were told, {@code check} says what must hold and whether it does. Public Kafka clients only.
 */
@NullMarked
package dev.orbit.agent.soak;

import org.jspecify.annotations.NullMarked;
