/**
 * Marries everything: binds {@code parallel.*} properties, makes one bean per configured
 * pool, and adds endpoint, metrics and health where the application has them.
 */
@NullMarked
package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.NullMarked;
