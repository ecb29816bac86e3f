package io.github.parallelpools.actuate.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.LockUser;

/**
 * The thread that has a lock or waits for one, as the endpoint shows it. The names are a
 * promise; more may be added.
 *
 * @param node the application among those that share locks, absent where it is alone
 * @param session {@code application}, or the id of the worker process
 * @param thread the thread's name
 * @param pool the pool that it works for, absent if it is at work for none
 * @param worker the worker's id, absent likewise
 * @param pid its process, absent if it has none of its own
 * @param task the task that it runs, absent if it runs none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LockUserDescription(@Nullable String node, String session, String thread, @Nullable String pool,
		@Nullable String worker, @Nullable Long pid, @Nullable String task) {

	static LockUserDescription of(LockUser user) {
		String node = user.node().isEmpty() ? null : user.node();
		LockUser.Work work = user.work();
		return (work == null) ? new LockUserDescription(node, user.session(), user.thread(), null, null, null, null)
				: new LockUserDescription(node, user.session(), user.thread(), work.pool(), work.worker(), work.pid(),
						work.task());
	}

}
