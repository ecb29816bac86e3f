/** Tests of the sample as it is shipped: its jar in processes of its own. */
@NullMarked
package io.github.parallelpools.sample.packaged;

import org.jspecify.annotations.NullMarked;
