package io.github.parallelpools.shadow;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.LocalForm;
import io.github.parallelpools.spi.MethodCall;
import io.github.parallelpools.task.MappedItem;
import io.github.parallelpools.task.MayRepeat;
import io.github.parallelpools.task.Work;

/** What work is called in a report, and whether it says that it may be repeated. */
final class WorkName {

	private WorkName() {
	}

	/** Work as it would be in a pool of processes. */
	static Work portable(Work work) {
		return (work instanceof Work.Call call && call.callable() instanceof LocalForm local)
				? new Work.Call(local.portable()) : work;
	}

	/** The name of work as it would be in a pool of processes. */
	static String of(Work work) {
		Object written = written(work);
		if (written == null) {
			return "the handler";
		}
		return (written instanceof MethodCall call) ? call.method().toString() : of(written.getClass());
	}

	private static String of(Class<?> type) {
		if (type.isHidden() || type.isSynthetic()) {
			int end = type.getName().indexOf("$$Lambda");
			return (end > 0) ? "a lambda in " + type.getName().substring(0, end) : type.getName();
		}
		return type.getTypeName();
	}

	/** Whether it says so itself, without the handler of the pool. */
	static boolean mayRepeat(Work work) {
		Object written = written(work);
		return written instanceof MayRepeat || (written instanceof LocalForm local && local.mayRepeat());
	}

	/** Whether the pool's handler does it. */
	static boolean isHandled(Work work) {
		return work instanceof Work.Item || (work instanceof Work.Apply apply && apply.handler() == null);
	}

	/** What somebody has written for this work, if that is not the pool's handler. */
	private static @Nullable Object written(Work work) {
		if (work instanceof Work.Call call) {
			return (call.callable() instanceof MappedItem<?, ?> mapped) ? mapped.mapper() : call.callable();
		}
		return (work instanceof Work.Apply apply) ? apply.handler() : null;
	}

}
