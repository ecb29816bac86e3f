/** The dashboard, in a real browser. */
@NullMarked
package io.github.parallelpools.sample.dashboard;

import org.jspecify.annotations.NullMarked;
