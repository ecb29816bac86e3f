package io.github.parallelpools.shadow;

import io.github.parallelpools.spi.ForwardingWorkerFactory;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.Work;

/**
 * Makes the workers of another factory, some of whose tasks have a copy beside them.
 */
final class ShadowingFactory extends ForwardingWorkerFactory {

	private final Shadow shadow;

	ShadowingFactory(WorkerFactory factory, Shadow shadow) {
		super(factory);
		this.shadow = shadow;
	}

	@Override
	public Object encode(Work work) {
		Copy copy = this.shadow.copy(work);
		if (copy == null) {
			return super.encode(work);
		}
		boolean encoded = false;
		try {
			Object payload = new ShadowedWork(super.encode(work), copy);
			encoded = true;
			return payload;
		}
		finally {
			if (!encoded) {
				copy.drop("the task itself was refused");
			}
		}
	}

	@Override
	public long weight(Object payload) {
		return super.weight((payload instanceof ShadowedWork shadowed) ? shadowed.payload() : payload);
	}

	@Override
	public Worker open(WorkerSpec spec, WorkerEvents events) throws WorkerStartException, InterruptedException {
		return new ShadowingWorker(super.open(spec, events));
	}

}
