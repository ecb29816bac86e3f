package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.PoolPlan;
import io.github.parallelpools.cluster.PoolRules;
import io.github.parallelpools.engine.bulk.PoolBulks;
import io.github.parallelpools.engine.bulk.PoolStops;
import io.github.parallelpools.spi.ApplicationCode;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.NamedListeners;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.ReceivedClasses;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.codec.TagCodec;
import io.github.parallelpools.task.TaskListener;

/**
 * Makes this instance's parts of the pools of the cluster.
 *
 * @param cluster this instance as a node; asked only if there is such a pool
 * @param shared what tasks share
 * @param classLoader the application's class loader
 * @param code the application's own code
 * @param handlers find the class of a handler
 */
record ClusterParts(Supplier<Cluster> cluster, SharedObjects shared, ClassLoader classLoader, ApplicationCode code,
		PoolHandlers handlers) {

	Cluster.Part part(ConfiguredPool pool, Supplier<List<TaskListener>> listeners, NamedListeners named,
			PoolStops stops) {
		Cluster node = this.cluster.get();
		node.start();
		ReceivedClasses received = received(pool);
		long most = pool.processSettings().maxPayload();
		PayloadCodec codec = new TagCodec(
				new JdkPayloadCodec(this.classLoader, pool.serialFilter(), most, this.shared).receiving(received),
				this.classLoader, pool.serialFilter(), most, this.shared);
		return node.part(new PoolPlan(rules(pool, node), codec, received, listeners, named,
				(made) -> new PoolBulks(made, stops, () -> false, true)));
	}

	private static PoolRules rules(ConfiguredPool pool, Cluster node) {
		Set<String> can = new TreeSet<>();
		can.add(PoolRules.build(node.settings().build()));
		String handler = pool.settings().work().handler();
		if (handler != null) {
			can.add(PoolRules.handler(handler));
		}
		return new PoolRules(Set.copyOf(can), pool.properties().cluster().maxRunning(),
				pool.properties().onFenced() == PoolProperties.OnFenced.KILL);
	}

	private ReceivedClasses received(ConfiguredPool pool) {
		ReceivedClasses received = ReceivedClasses.ofWorkers(this.code);
		if (pool.properties().handler() != null && !PoolContexts.isWanted(pool)) {
			String name = this.handlers.className(pool);
			if (name != null) {
				int method = name.indexOf('#');
				String type = (method > 0) ? name.substring(0, method) : name;
				this.code.add(type, this.classLoader);
				try {
					received.expectResultsOf(Class.forName(type, false, this.classLoader));
				}
				catch (ClassNotFoundException | LinkageError | TypeNotPresentException ex) {
					// It says nothing of its results.
					return received;
				}
			}
		}
		return received;
	}

}
