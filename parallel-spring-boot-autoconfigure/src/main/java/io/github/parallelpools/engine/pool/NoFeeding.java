package io.github.parallelpools.engine.pool;

import java.util.List;

import io.github.parallelpools.engine.time.Supervisor;

/** A pool to which tasks are only submitted and sent. */
final class NoFeeding implements Feeding {

	private final TaskSource source;

	NoFeeding(FedPool pool) {
		this.source = new NoSource(pool);
	}

	@Override
	public TaskSource source() {
		return this.source;
	}

	@Override
	public List<Supervisor.Watched> watched() {
		return List.of();
	}

	@Override
	public void resolve() {
	}

	@Override
	public void wake() {
	}

	@Override
	public void refresh() {
	}

}
