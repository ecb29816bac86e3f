/** Tests of regex. */
@NullMarked
package io.github.parallelpools.sample.regex;

import org.jspecify.annotations.NullMarked;
