package io.github.parallelpools.cluster.kills;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.TaskClaim;
import io.github.parallelpools.spi.cluster.TaskEnd;

/**
 * Writes down what a store answers before anybody acts on it: {@code joined},
 * {@code watched}, {@code evicted}, {@code accepted}, {@code refused} and {@code taken}.
 */
final class WrittenStore implements InvocationHandler {

	private final ClusterStore store;

	private final Notes notes;

	private WrittenStore(ClusterStore store, Notes notes) {
		this.store = store;
		this.notes = notes;
	}

	static ClusterStore of(ClusterStore store, Notes notes) {
		return (ClusterStore) Proxy.newProxyInstance(ClusterStore.class.getClassLoader(),
				new Class<?>[] { ClusterStore.class }, new WrittenStore(store, notes));
	}

	@Override
	public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
		Object answer;
		try {
			answer = method.invoke(this.store, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
		switch (method.getName()) {
			case "join" -> this.notes.write("joined", ((ClusterNode) arguments[0]).id());
			case "watch" -> this.notes.write("watched", (String) arguments[0]);
			case "evict" -> ((List<?>) answer).forEach((node) -> this.notes.write("evicted", (String) node));
			case "complete" -> {
				if (arguments[0] instanceof TaskClaim claim) {
					completed(claim, answer);
				}
				else {
					List<?> ends = (List<?>) arguments[0];
					List<?> answers = (List<?>) answer;
					for (int i = 0; i < ends.size(); i++) {
						completed(((TaskEnd) ends.get(i)).claim(), answers.get(i));
					}
				}
			}
			case "outcomes" -> ((List<?>) answer).forEach((task) -> this.notes.write("taken", ((EndedTask) task).id()));
		}
		return answer;
	}

	private void completed(TaskClaim claim, Object accepted) {
		this.notes.write(Boolean.TRUE.equals(accepted) ? "accepted" : "refused", claim.task() + ":" + claim.attempt());
	}

}
