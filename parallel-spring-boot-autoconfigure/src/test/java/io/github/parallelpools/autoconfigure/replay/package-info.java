/** Tests of files with dead letters, apart from applications. */
@NullMarked
package io.github.parallelpools.autoconfigure.replay;

import org.jspecify.annotations.NullMarked;
