/** Tests of web. */
@NullMarked
package io.github.parallelpools.sample.web;

import org.jspecify.annotations.NullMarked;
