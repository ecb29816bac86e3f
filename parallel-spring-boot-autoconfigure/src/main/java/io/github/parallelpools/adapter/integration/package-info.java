/**
 * Shared locks for Spring Integration. Knows locks as users see them.
 */
@NullMarked
package io.github.parallelpools.adapter.integration;

import org.jspecify.annotations.NullMarked;
