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
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.PayloadValueCodec;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.codec.TagCodec;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.RemoteMaps;
import io.github.parallelpools.worker.process.wire.Setup;

/** What is shared by name, as it is seen from a worker process. */
final class ChildObjects implements SharedObjects {

	private final Calls calls;

	private final Thread taskThread;

	private final JdkPayloadCodec codec;

	private final PayloadCodec tasks;

	private final MapStores maps;

	/** Made by the thread that is to run the tasks. */
	ChildObjects(Calls calls, Setup setup) {
		this.calls = calls;
		this.taskThread = Thread.currentThread();
		ClassLoader loader = this.taskThread.getContextClassLoader();
		ObjectInputFilter filter = filter(setup.serialFilter());
		this.codec = new JdkPayloadCodec(loader, filter, setup.maxPayload(), this);
		this.tasks = new TagCodec(this.codec, loader, filter, setup.maxPayload(), this);
		this.maps = new RemoteMaps((request) -> calls.answer(FrameType.MAP, request));
	}

	private static @Nullable ObjectInputFilter filter(@Nullable String pattern) {
		return (pattern != null) ? ObjectInputFilter.Config.createFilter(pattern) : null;
	}

	/** What encodes failures, and the values of shared maps. */
	JdkPayloadCodec codec() {
		return this.codec;
	}

	/** What decodes tasks and encodes their results. */
	PayloadCodec tasks() {
		return this.tasks;
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
