/**
 * Real processes to try Orbit on: stock Apache Kafka brokers, agents, and data of every shape. Used by the quickstart,
 * the benchmarks and the tests. Only {@link dev.orbit.agent.lab.StockBroker} touches the broker's classes.
 */
@NullMarked
package dev.orbit.agent.lab;

import org.jspecify.annotations.NullMarked;
