package io.github.parallelpools.cluster.store;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.parallelpools.spi.cluster.ClusterListener;

/** Keeps what it is told, and by whom. */
final class RecordingListener implements ClusterListener {

	private final Queue<String> heard = new ConcurrentLinkedQueue<>();

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	boolean heard(String notice) {
		return this.heard.contains(notice);
	}

	Set<Thread> threads() {
		return this.threads;
	}

	private void hear(String notice) {
		this.threads.add(Thread.currentThread());
		this.heard.add(notice);
	}

	@Override
	public void queued(String pool) {
		hear("queued " + pool);
	}

	@Override
	public void ended() {
		hear("ended");
	}

	@Override
	public void unlocked(String lock) {
		hear("unlocked " + lock);
	}

	@Override
	public void commanded() {
		hear("commanded");
	}

	@Override
	public void missed() {
		hear("missed");
	}

}
