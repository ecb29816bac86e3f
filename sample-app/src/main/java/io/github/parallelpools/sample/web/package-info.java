/**
 * What the features share on the web: errors, limits of bodies, and answers that wait for
 * a task without a thread. Knows no feature.
 */
@NullMarked
package io.github.parallelpools.sample.web;

import org.jspecify.annotations.NullMarked;
