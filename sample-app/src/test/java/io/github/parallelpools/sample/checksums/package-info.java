/** Tests of checksums. */
@NullMarked
package io.github.parallelpools.sample.checksums;

import org.jspecify.annotations.NullMarked;
