/**
 * What lets other libraries use pools and shared locks in their own ways. Each room below
 * knows one library, which an application may have or not, and pools as users see them.
 */
@NullMarked
package io.github.parallelpools.adapter;

import org.jspecify.annotations.NullMarked;
