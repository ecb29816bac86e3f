/**
 * The observation of tasks, as Micrometer's handlers and those who customize it see it.
 * It knows names and how tasks end; it knows neither pools nor how an observation gets to
 * where its task runs.
 */
@NullMarked
package io.github.parallelpools.actuate.observation;

import org.jspecify.annotations.NullMarked;
