/**
 * Shared maps below the surface: what the owner of the maps does with encoded values, and
 * the {@link java.util.concurrent.ConcurrentMap} on top of it. For the library's own use.
 */
@NullMarked
package io.github.parallelpools.shared.store;

import org.jspecify.annotations.NullMarked;
