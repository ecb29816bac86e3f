/**
 * What tasks share, whatever kind of worker runs them and wherever it lives. Uses the JDK
 * only.
 */
@NullMarked
package io.github.parallelpools.shared;

import org.jspecify.annotations.NullMarked;
