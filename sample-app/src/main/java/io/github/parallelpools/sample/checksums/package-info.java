/**
 * Checksums of the files of a folder, on threads.
 */
@NullMarked
package io.github.parallelpools.sample.checksums;

import org.jspecify.annotations.NullMarked;
