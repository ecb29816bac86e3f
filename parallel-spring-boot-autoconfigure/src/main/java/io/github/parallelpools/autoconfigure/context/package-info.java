/**
 * Spring in worker processes: what the application tells them of its environment, and the
 * context that they start with it.
 */
@NullMarked
package io.github.parallelpools.autoconfigure.context;

import org.jspecify.annotations.NullMarked;
