/**
 * What the application and its workers share by name: locks and maps. Knows nothing of
 * tasks, pools or workers.
 */
@NullMarked
package io.github.parallelpools.shared;

import org.jspecify.annotations.NullMarked;
