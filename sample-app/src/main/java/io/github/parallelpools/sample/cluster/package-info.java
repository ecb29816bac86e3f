/**
 * Several instances of the sample that share a pool: the profile "cluster".
 */
@NullMarked
package io.github.parallelpools.sample.cluster;

import org.jspecify.annotations.NullMarked;
