package io.github.parallelpools.cluster.redis;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import io.github.parallelpools.spi.cluster.ClusterMember;
import io.github.parallelpools.spi.cluster.ClusterNode;

/** Nodes as scripts write and read them; knows nothing of what they run. */
final class RedisNodes {

	private final RedisCalls calls;

	RedisNodes(RedisCalls calls) {
		this.calls = calls;
	}

	void join(ClusterNode node, Duration lease) {
		this.calls.call(RedisScript.JOIN,
				RedisArguments.of(node.id()).and(node.name()).and(node.build()).and(node.status()).and(lease));
	}

	boolean renew(String node, String status) {
		return this.calls.call(RedisScript.RENEW, RedisArguments.of(node).and(status)).yes();
	}

	/** Says whether the node's watch is to show its death; returns whether it does. */
	boolean watched(String node, boolean on) {
		return this.calls.call(RedisScript.WATCH, RedisArguments.of(node).and(on)).yes();
	}

	void leave(String node) {
		this.calls.call(RedisScript.LEAVE, RedisArguments.of(node));
	}

	List<ClusterMember> all() {
		return this.calls.call(RedisScript.NODES)
			.each(Joined::read)
			.stream()
			.sorted(Comparator.comparingLong(Joined::order))
			.map(Joined::member)
			.toList();
	}

	List<String> evict() {
		return this.calls.call(RedisScript.EVICT).texts();
	}

	private record Joined(ClusterMember member, long order) {

		private static Joined read(RedisAnswer answer) {
			ClusterNode node = new ClusterNode(answer.text(), answer.text(), answer.text(), answer.text());
			return new Joined(new ClusterMember(node, answer.time(), answer.time()), answer.number());
		}

	}

}
