/** Single questions to a source: topics, configs, offsets, groups, transactions, privileges. */
@NullMarked
package dev.orbit.agent.source.admin;

import org.jspecify.annotations.NullMarked;
