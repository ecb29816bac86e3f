/**
 * Makes thumbnails of images that users sent, in processes with a small heap of their
 * own.
 */
@NullMarked
package io.github.parallelpools.sample.thumbnails;

import org.jspecify.annotations.NullMarked;
