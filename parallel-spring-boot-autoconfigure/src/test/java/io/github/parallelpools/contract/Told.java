package io.github.parallelpools.contract;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

/**
 * Remembers what listeners are told, and what they should not have been. A test that sees
 * one part of the end of a task sees all parts.
 */
final class Told implements TaskListener {

	private final Set<String> started = ConcurrentHashMap.newKeySet();

	private final Map<String, String> ended = new ConcurrentHashMap<>();

	private final List<Object> values = new CopyOnWriteArrayList<>();

	private final List<String> messages = new CopyOnWriteArrayList<>();

	private final List<String> faults = new CopyOnWriteArrayList<>();

	@Override
	public void started(String id, String pool) {
		if (!this.started.add(id)) {
			this.faults.add(id + " started twice");
		}
		if (this.ended.containsKey(id)) {
			this.faults.add(id + " started after its end");
		}
	}

	@Override
	public synchronized void ended(String id, String pool, TaskResult result, @Nullable Object value) {
		if (!this.started.contains(id) && !result.elapsed().isZero()) {
			this.faults.add(id + " ended without a start");
		}
		if (value != null) {
			this.values.add(value);
		}
		if (result.message() != null) {
			this.messages.add(result.message());
		}
		if (this.ended.put(id, result.code()) != null) {
			this.faults.add(id + " ended twice");
		}
	}

	synchronized boolean isEmpty() {
		return this.started.isEmpty() && this.ended.isEmpty();
	}

	/** The codes by id. */
	synchronized Map<String, String> ended() {
		return Map.copyOf(this.ended);
	}

	synchronized List<Object> values() {
		return List.copyOf(this.values);
	}

	synchronized List<String> messages() {
		return List.copyOf(this.messages);
	}

	synchronized List<String> faults() {
		return List.copyOf(this.faults);
	}

}
