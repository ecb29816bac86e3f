package io.github.parallelpools.cluster.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Loses answers of a store: it does what it was asked for, and then throws. Safe for use
 * by several threads.
 */
public final class LostAnswers {

	/** What has no answer that comes from elsewhere. */
	private static final Set<String> NEAR = Set.of("name", "watch", "close");

	private final ClusterStore real;

	private final ClusterStore store;

	/** What is done before the next call of a method. Guarded by this. */
	private final Map<String, Runnable> before = new HashMap<>();

	/** How many answers of each method are lost next. Guarded by this. */
	private final Map<String, Integer> next = new HashMap<>();

	/** Guarded by this. */
	private Random random = new Random(0);

	/** A method and a word of its arguments, or nothing. Guarded by this. */
	private List<String> refused = List.of();

	/** Guarded by this. */
	private double share;

	/** Guarded by this. */
	private int count;

	/**
	 * Stands before a store, and loses nothing yet.
	 * @param real the store
	 */
	public LostAnswers(ClusterStore real) {
		this.real = real;
		this.store = (ClusterStore) Proxy.newProxyInstance(ClusterStore.class.getClassLoader(),
				new Class<?>[] { ClusterStore.class }, (proxy, method, arguments) -> invoke(method, arguments));
	}

	/**
	 * The store whose answers get lost.
	 * @return the store
	 */
	public ClusterStore store() {
		return this.store;
	}

	/**
	 * Loses one more answer.
	 * @param method the name of the method whose next answer is lost
	 * @return this
	 */
	public synchronized LostAnswers lose(String method) {
		if (List.of(ClusterStore.class.getMethods()).stream().noneMatch((known) -> known.getName().equals(method))) {
			throw new IllegalArgumentException("A store has no method '%s'.".formatted(method));
		}
		this.next.merge(method, 1, Integer::sum);
		return this;
	}

	/**
	 * Has something done, once, before the store is asked.
	 * @param method the name of the method before whose next call it is done
	 * @param work what is done, in the thread that asks
	 */
	public synchronized void before(String method, Runnable work) {
		this.before.put(method, work);
	}

	private synchronized @Nullable Runnable takeBefore(String method) {
		return this.before.remove(method);
	}

	/**
	 * Loses answers at random from now on.
	 * @param seed repeats the choices, as far as threads do
	 * @param share how many, from 0 to 1
	 * @return this
	 */
	public synchronized LostAnswers loseAtRandom(long seed, double share) {
		this.random = new Random(seed);
		this.share = share;
		return this;
	}

	/**
	 * Refuses a call with an argument whose text has a word, again and again.
	 * @param method the name of the method
	 * @param word the word
	 */
	public synchronized void refuse(String method, String word) {
		this.refused = List.of(method, word);
	}

	/** Loses and refuses nothing more. */
	public synchronized void loseNothing() {
		this.refused = List.of();
		this.share = 0;
		this.next.clear();
	}

	/**
	 * How many answers were lost.
	 * @return the number
	 */
	public synchronized int count() {
		return this.count;
	}

	private @Nullable Object invoke(Method method, Object @Nullable [] arguments) throws Throwable {
		if (isRefused(method, arguments)) {
			throw new ClusterStoreException("'%s' is refused, as the test wants.".formatted(method.getName()), null);
		}
		Runnable first = takeBefore(method.getName());
		if (first != null) {
			first.run();
		}
		Object answer;
		try {
			answer = method.invoke(this.real, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
		if (method.getDeclaringClass() != Object.class && !NEAR.contains(method.getName())
				&& isLost(method.getName())) {
			throw new ClusterStoreException(
					"The answer of '%s' was lost, as the test wants.".formatted(method.getName()), null);
		}
		return answer;
	}

	private synchronized boolean isRefused(Method method, Object @Nullable [] arguments) {
		return !this.refused.isEmpty() && method.getName().equals(this.refused.get(0))
				&& Arrays.toString(arguments).contains(this.refused.get(1));
	}

	private synchronized boolean isLost(String method) {
		boolean lost = this.next.getOrDefault(method, 0) > 0;
		if (lost) {
			this.next.merge(method, -1, Integer::sum);
		}
		else {
			lost = this.random.nextDouble() < this.share;
		}
		if (lost) {
			this.count++;
		}
		return lost;
	}

}
