/**
 * Searches texts with patterns that users wrote, in processes that can be killed.
 */
@NullMarked
package io.github.parallelpools.sample.regex;

import org.jspecify.annotations.NullMarked;
