/** A real browser for tests of pages. Knows no page. */
@NullMarked
package io.github.parallelpools.sample.browser;

import org.jspecify.annotations.NullMarked;
