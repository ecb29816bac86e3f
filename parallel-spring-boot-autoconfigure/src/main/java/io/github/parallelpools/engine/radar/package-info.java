/**
 * Where the tasks of a pool hang: counts by place in the application's code. Knows stacks
 * as text and what the application's classes are, but neither tasks nor who is asked for
 * stacks.
 * <p>
 * It promises bounded memory, whatever is in the stacks, and needs nothing where no task
 * is slow or killed. Its counts are guarded by its own monitor, under which nothing else
 * is called. That the deepest frame of one's own code tells hangs apart is known from
 * crash reporters, which group by it (Breakpad's signatures, Sentry's in-app frames).
 */
@NullMarked
package io.github.parallelpools.engine.radar;

import org.jspecify.annotations.NullMarked;
