package io.github.parallelpools.spi;

import java.util.Map;

/**
 * Which worker is to be opened.
 *
 * @param pool the pool's name
 * @param worker the worker's id, unique within the application
 * @param args the pool's arguments for handlers
 */
public record WorkerSpec(String pool, String worker, Map<String, String> args) {

	public WorkerSpec {
		args = Map.copyOf(args);
	}

}
