package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.AddResult;
import io.github.parallelpools.shared.store.EncodedValue;
import io.github.parallelpools.shared.store.HeldEntries;
import io.github.parallelpools.shared.store.MapStore;
import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.shared.store.StoredEntry;
import io.github.parallelpools.shared.store.SwapResult;
import io.github.parallelpools.worker.process.wire.MapAnswer.Item;
import io.github.parallelpools.worker.process.wire.MapAnswer.Kind;

/**
 * Answers what one child asks of the shared maps, in the application. Trusts nothing that
 * comes, decodes no value and runs no foreign code. Holds at most one snapshot, of which
 * the child has not fetched all pages yet; to be closed when the child is gone. Safe for
 * use by several threads.
 */
public final class MapService implements AutoCloseable {

	/** No entry is added to a page that has about as many bytes already. */
	private static final int PAGE = 256 * 1024;

	private final MapStores stores;

	private final long maxPayload;

	/** The rest of the snapshot that the child is fetching. */
	private final AtomicReference<@Nullable Rest> rest = new AtomicReference<>();

	/**
	 * What is left of a snapshot.
	 *
	 * @param number its name, new for every page
	 * @param items the whole snapshot
	 * @param from the first item that is left
	 */
	private record Rest(long number, Snapshot items, int from) {
	}

	/** All keys or entries at one moment. */
	private record Snapshot(HeldEntries held, boolean values) {

		int size() {
			return this.held.entries().size();
		}

		Item get(int index) {
			StoredEntry entry = this.held.entries().get(index);
			return this.values ? new Item(entry.key(), entry.version(), entry.value())
					: new Item(entry.key(), MapStore.ABSENT, null);
		}

	}

	/**
	 * Makes a service for one child.
	 * @param stores the maps
	 * @param maxPayload the most bytes of an encoded value that the child accepts
	 */
	public MapService(MapStores stores, long maxPayload) {
		this.stores = stores;
		this.maxPayload = maxPayload;
	}

	/**
	 * Does what is asked.
	 * @param request the request's payload
	 * @return the answer's payload, at most 512 KiB longer than {@code maxPayload}
	 * @throws IOException if the request is none, after which the child is not to be
	 * trusted any more
	 */
	public byte[] answer(byte[] request) throws IOException {
		return answer(MapRequest.decode(request)).encode();
	}

	private MapAnswer answer(MapRequest request) throws IOException {
		try {
			return perform(request, this.stores.store(request.tag()));
		}
		catch (SharedMapException ex) {
			return failed(ex);
		}
	}

	private MapAnswer perform(MapRequest request, MapStore store) throws IOException {
		String key = request.key();
		return switch (request.operation()) {
			case GET -> entry(Kind.VALUE, store.get(key));
			case CONTAINS_KEY -> MapAnswer.done(store.containsKey(key));
			case SIZE -> MapAnswer.done(store.size());
			case PUT -> value(Kind.VALUE, MapStore.ABSENT, store.put(key, request.requiredValue()));
			case REMOVE -> value(Kind.VALUE, MapStore.ABSENT, store.remove(key));
			case DELETE -> MapAnswer.done(store.delete(key));
			case COMPARE_AND_SET -> swap(store.compareAndSet(key, request.number(), request.value()));
			case ADD -> add(store.add(key, request.number()));
			case CLEAR -> clear(store);
			case KEYS -> page(0, new Snapshot(store.hold(), false), 0);
			case ENTRIES -> page(0, new Snapshot(store.hold(), true), 0);
			case NEXT -> next(request.number());
		};
	}

	private MapAnswer entry(Kind kind, @Nullable StoredEntry entry) {
		return (entry != null) ? value(kind, entry.version(), entry.value()) : value(kind, MapStore.ABSENT, null);
	}

	private MapAnswer value(Kind kind, long version, @Nullable EncodedValue value) {
		return isTooLarge(value) ? tooLarge(value) : MapAnswer.of(kind, version, value);
	}

	private boolean isTooLarge(@Nullable EncodedValue value) {
		return value instanceof EncodedValue.OfCodec one && one.bytes().length > this.maxPayload;
	}

	private static MapAnswer tooLarge(@Nullable EncodedValue value) {
		return MapAnswer.of(Kind.TOO_LARGE, ValueField.weight(value), null);
	}

	private MapAnswer swap(SwapResult result) {
		return (result instanceof SwapResult.Lost lost) ? entry(Kind.LOST, lost.current()) : MapAnswer.done(true);
	}

	private MapAnswer add(AddResult result) {
		if (result instanceof AddResult.Sum sum) {
			return MapAnswer.done(sum.value());
		}
		if (result instanceof AddResult.Overflow overflow) {
			return MapAnswer.of(Kind.OVERFLOW, 0, overflow.value());
		}
		EncodedValue held = ((AddResult.NotANumber) result).value();
		return MapAnswer.of(Kind.NOT_A_NUMBER, 0, isTooLarge(held) ? null : held);
	}

	private static MapAnswer clear(MapStore store) {
		store.clear();
		return MapAnswer.done(true);
	}

	private MapAnswer next(long number) throws IOException {
		Rest left = this.rest.getAndSet(null);
		if (left == null || left.number() != number) {
			release(left);
			throw new IOException("There is no page " + number);
		}
		return page(number, left.items(), left.from());
	}

	private static void release(@Nullable Rest left) {
		if (left != null) {
			left.items().held().release().run();
		}
	}

	/** Forgets the snapshot. */
	@Override
	public void close() {
		release(this.rest.getAndSet(null));
	}

	private MapAnswer page(long number, Snapshot snapshot, int from) {
		Rest left = null;
		try {
			List<Item> page = new ArrayList<>();
			MapAnswer tooLarge = fill(page, snapshot, from);
			if (tooLarge != null) {
				return tooLarge;
			}
			int next = from + page.size();
			left = (next < snapshot.size()) ? new Rest(number + 1, snapshot, next) : null;
			return new MapAnswer(Kind.PAGE, (left != null) ? left.number() : 0, null, page);
		}
		finally {
			if (left == null) {
				snapshot.held().release().run();
			}
			else {
				release(this.rest.getAndSet(left));
			}
		}
	}

	/** Fills a page; what can't be told is the answer instead. */
	private @Nullable MapAnswer fill(List<Item> page, Snapshot snapshot, int from) {
		int next = from;
		for (int bytes = 0; next < snapshot.size() && bytes < PAGE; next++) {
			Item item = snapshot.get(next);
			if (isTooLarge(item.value())) {
				return new MapAnswer(Kind.TOO_LARGE, ValueField.weight(item.value()), null,
						List.of(new Item(item.key(), item.version(), null)));
			}
			page.add(item);
			bytes += item.weight();
		}
		return null;
	}

	private static MapAnswer failed(SharedMapException error) {
		String message = String.valueOf(error.getMessage());
		return MapAnswer.of(Kind.FAILED, 0,
				new EncodedValue.OfText(message.substring(0, Math.min(message.length(), EncodedValue.LONGEST_TEXT))));
	}

}
