/** A web application that gives hostile input to killable worker processes. */
@NullMarked
package io.github.parallelpools.sample;

import org.jspecify.annotations.NullMarked;
