package io.github.parallelpools.autoconfigure;

/**
 * Changes pools in code before they are made. All beans of this type are asked for each
 * pool, in their order: for those that are configured, of whose properties they have the
 * last word, and for those that are {@linkplain PoolBuilder built}, where whoever builds
 * one has it.
 */
@FunctionalInterface
public interface ParallelPoolCustomizer {

	/**
	 * Changes one pool.
	 * @param pool the pool by its {@linkplain PoolBuilder#name() name}; what is not set
	 * stays as it is configured. The kind of a configured pool can't be changed, and none
	 * is built here.
	 */
	void customize(PoolBuilder pool);

}
