package io.github.parallelpools.worker.process.child;

import java.io.ObjectInputFilter;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.shared.store.SharedNames;
import io.github.parallelpools.shared.store.StoredMap;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.PayloadValueCodec;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.RemoteMaps;
import io.github.parallelpools.worker.process.wire.Setup;

/** What is shared by name, as it is seen from a worker process. */
final class ChildObjects implements SharedObjects {

	private final Calls calls;

	private final Thread taskThread;

	private final JdkPayloadCodec codec;

	private final MapStores maps;

	/** Made by the thread that is to run the tasks. */
	ChildObjects(Calls calls, Setup setup) {
		this.calls = calls;
		this.taskThread = Thread.currentThread();
		this.codec = new JdkPayloadCodec(this.taskThread.getContextClassLoader(), filter(setup.serialFilter()),
				setup.maxPayload(), this);
		this.maps = new RemoteMaps((request) -> calls.answer(FrameType.MAP, request));
	}

	private static @Nullable ObjectInputFilter filter(@Nullable String pattern) {
		return (pattern != null) ? ObjectInputFilter.Config.createFilter(pattern) : null;
	}

	/** What encodes and decodes all that travels. */
	JdkPayloadCodec codec() {
		return this.codec;
	}

	@Override
	public SharedLock lock(String name, BooleanSupplier ended) {
		return new ChildLock(SharedNames.require("lock", name), this.calls, this.taskThread);
	}

	@Override
	public <V> SharedMap<V> map(String tag) {
		return new StoredMap<>(SharedNames.require("map", tag), this.maps, new PayloadValueCodec(this.codec));
	}

}
