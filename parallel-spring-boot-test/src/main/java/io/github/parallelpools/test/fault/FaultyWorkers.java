package io.github.parallelpools.test.fault;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ForwardingWorkerFactory;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.Work;
import io.github.parallelpools.worker.process.Extension;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

/**
 * Makes processes that meet the faults which were ordered for them. A worker is given one
 * task at a time, so that it is known what it has begun with when it ends.
 */
final class FaultyWorkers extends ForwardingWorkerFactory {

	private final FaultOrders orders;

	private FaultyWorkers(ProcessWorkerFactory processes, FaultOrders orders) {
		super(processes);
		this.orders = orders;
	}

	static FaultyWorkers of(ProcessWorkerFactory plain, FaultOrders orders) {
		return new FaultyWorkers(plain.extendedBy((maker, handlerClass) -> new Extension(TrapExtension.class.getName(),
				() -> settings(maker, handlerClass, orders))), orders);
	}

	private static byte[] settings(@Nullable Extension maker, @Nullable String handlerClass, FaultOrders orders) {
		return new TrapSettings((maker != null) ? null : handlerClass, (maker != null) ? maker.className() : null,
				(maker != null) ? maker.settings().get() : new byte[0], orders.nextWorker())
			.encode();
	}

	@Override
	public Object encode(Work work) {
		Object encoded = super.encode(work);
		Trap trap = isTask(work) ? this.orders.nextTask() : null;
		return (trap != null) ? trapped(work, encoded, trap) : encoded;
	}

	private static boolean isTask(Work work) {
		return work instanceof Work.Call || work instanceof Work.Item;
	}

	private Object trapped(Work work, Object encoded, Trap trap) {
		if (trap.moment() == TaskMoment.RESULT_SENT) {
			return new TrappedPayload(encoded, trap);
		}
		return super.encode(
				(work instanceof Work.Item item) ? new Work.Item(new TrappedItem(item.item(), trap), item.resultType())
						: new Work.Call(new TrappedCall<>(((Work.Call) work).callable(), trap)));
	}

	@Override
	public long weight(Object payload) {
		return super.weight(TrappedPayload.plain(payload));
	}

	@Override
	public Worker open(WorkerSpec spec, WorkerEvents events) throws WorkerStartException, InterruptedException {
		return new FaultyWorker(super.open(spec, events));
	}

}
