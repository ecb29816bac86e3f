/**
 * What an instance of the application has in common with others, written once over
 * {@link io.github.parallelpools.spi.cluster.ClusterStore}: who it is in the cluster
 * ({@link io.github.parallelpools.cluster.Membership}), its locks and its maps. It knows
 * pools as users see them and the seam, but neither the engine nor where things are
 * stored.
 */
@NullMarked
package io.github.parallelpools.cluster;

import org.jspecify.annotations.NullMarked;
