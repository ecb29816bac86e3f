/**
 * What the application and its workers share by name: locks and maps, as users see them.
 * It knows names and values; it knows nothing of tasks, pools or workers.
 */
@NullMarked
package io.github.parallelpools.shared;

import org.jspecify.annotations.NullMarked;
