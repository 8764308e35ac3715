/** Benchmarks, each beside its rivals in the same run: {@link dev.orbit.bench.Bench} runs one by its name. */
@NullMarked
package dev.orbit.bench;

import org.jspecify.annotations.NullMarked;
