package io.github.parallelpools.spi;

import java.io.ObjectInputFilter;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.SharedNames;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.shared.store.StoredMap;
import io.github.parallelpools.shared.store.ThreadLock;
import io.github.parallelpools.shared.store.ValueCodec;

/** What is shared by name, as the application's own threads see it. */
public final class ApplicationObjects implements SharedObjects {

	private static final long MEGABYTE = 1024 * 1024;

	/** The most bytes of an encoded value, unless something else is set. */
	private static final long MOST_BYTES = 64 * MEGABYTE;

	private final SharedStore store;

	private final ValueCodec codec;

	/**
	 * Makes the view of a store.
	 * @param store where everything lives
	 * @param classLoader where the classes of values are looked up
	 * @param code the application's own code
	 * @param filter what may be decoded; {@code null} for what the JVM's own filter
	 * allows
	 * @param maxBytes the most bytes that an encoded value may have
	 */
	public ApplicationObjects(SharedStore store, ClassLoader classLoader, ApplicationCode code,
			@Nullable ObjectInputFilter filter, long maxBytes) {
		this.store = store;
		this.codec = new PayloadValueCodec(
				new JdkPayloadCodec(classLoader, filter, maxBytes, this).receiving(ReceivedClasses.ofMaps(code)));
	}

	/**
	 * Makes the view of a store without a filter.
	 * @param store where everything lives
	 * @param classLoader where the classes of values are looked up
	 * @param code the application's own code
	 */
	public ApplicationObjects(SharedStore store, ClassLoader classLoader, ApplicationCode code) {
		this(store, classLoader, code, null, MOST_BYTES);
	}

	/**
	 * Makes the view of a store without a filter for an application whose own code is not
	 * known.
	 * @param store where everything lives
	 * @param classLoader where the classes of values are looked up
	 */
	public ApplicationObjects(SharedStore store, ClassLoader classLoader) {
		this(store, classLoader, new ApplicationCode());
	}

	@Override
	public SharedLock lock(String name, BooleanSupplier ended) {
		return new ThreadLock(SharedNames.require("lock", name), this.store.locks(), ended);
	}

	@Override
	public <V> SharedMap<V> map(String tag) {
		return new StoredMap<>(SharedNames.require("map", tag), this.store.maps(), this.codec);
	}

}
