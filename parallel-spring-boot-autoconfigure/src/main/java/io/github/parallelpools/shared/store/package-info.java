/**
 * Where shared locks and maps live, and what stands between that place and the users'
 * objects. Nothing here assumes that both ends are in one heap.
 */
@NullMarked
package io.github.parallelpools.shared.store;

import org.jspecify.annotations.NullMarked;
