package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.EncodedValue;
import io.github.parallelpools.shared.store.KeyName;
import io.github.parallelpools.shared.store.MapStore;
import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.worker.process.wire.MapAnswer.Item;
import io.github.parallelpools.worker.process.wire.MapAnswer.Kind;
import io.github.parallelpools.worker.process.wire.MapRequest.Operation;

/**
 * The application's shared maps, as a child sees them: every operation is one request,
 * snapshots come in pages. Knows nothing of how requests travel. Safe for use by several
 * threads.
 */
public final class RemoteMaps implements MapStores {

	private final Exchange exchange;

	/** Held while a snapshot is fetched: the application keeps one for each child. */
	private final ReentrantLock fetching = new ReentrantLock();

	/** Carries a request to {@link MapService#answer} and its answer back. */
	@FunctionalInterface
	public interface Exchange {

		/**
		 * Carries a request and waits for its answer; several threads may call at once.
		 * @param request the request's payload
		 * @return the answer's payload
		 * @throws IOException if the application can't be reached
		 */
		byte[] exchange(byte[] request) throws IOException;

	}

	/**
	 * Makes a way to the application's maps.
	 * @param exchange carries requests
	 */
	public RemoteMaps(Exchange exchange) {
		this.exchange = exchange;
	}

	@Override
	public MapStore store(String tag) {
		return new RemoteMapStore(tag, this);
	}

	/** Asks for all pages of a snapshot. */
	List<Item> fetch(Operation operation, String tag) {
		this.fetching.lock();
		try {
			MapAnswer page = ask(MapRequest.of(operation, tag), Kind.PAGE);
			List<Item> all = new ArrayList<>(page.items());
			while (page.number() != 0) {
				page = ask(new MapRequest(Operation.NEXT, tag, "", page.number(), null), Kind.PAGE);
				all.addAll(page.items());
			}
			return all;
		}
		finally {
			this.fetching.unlock();
		}
	}

	/** Asks; returns an answer of one of the expected kinds. */
	MapAnswer ask(MapRequest request, Kind... expected) {
		try {
			MapAnswer answer = MapAnswer.decode(this.exchange.exchange(request.encode()));
			if (List.of(expected).contains(answer.kind())) {
				return answer;
			}
			throw new SharedMapException(text(request, answer), null);
		}
		catch (IOException ex) {
			throw new SharedMapException("The shared map '%s' can't be reached: %s"
				.formatted(KeyName.shorten(request.tag()), ex.getMessage()), ex);
		}
	}

	private static String text(MapRequest request, MapAnswer answer) {
		if (answer.kind() == Kind.FAILED && answer.value() instanceof EncodedValue.OfText message) {
			return message.text();
		}
		if (answer.kind() == Kind.TOO_LARGE) {
			return tooLarge(request, answer);
		}
		return "The shared map '%s' answered %s to %s".formatted(KeyName.shorten(request.tag()), answer.kind(),
				request.operation());
	}

	private static String tooLarge(MapRequest request, MapAnswer answer) {
		boolean changed = request.operation() == Operation.PUT || request.operation() == Operation.REMOVE;
		String key = answer.items().isEmpty() ? request.key() : answer.items().get(0).key();
		String message = "The value of %s has %s bytes, more than 'process.max-payload' of this pool allows. "
				+ "Raise it, or put smaller values.";
		return (changed ? "The change is made, but what was there before can't be returned. " : "")
				+ message.formatted(KeyName.of(request.tag(), key), answer.number());
	}

}
