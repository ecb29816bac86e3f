/**
 * What applications write on their beans, but not what is made of it.
 */
@NullMarked
package io.github.parallelpools.autoconfigure.annotation;

import org.jspecify.annotations.NullMarked;
