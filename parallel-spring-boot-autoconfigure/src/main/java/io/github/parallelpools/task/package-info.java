/**
 * What runs and how it ends: handlers, contexts, futures, outcomes and results. It knows
 * what users share by name; it knows nothing of pools, workers or Spring.
 */
@NullMarked
package io.github.parallelpools.task;

import org.jspecify.annotations.NullMarked;
