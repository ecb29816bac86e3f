package io.github.parallelpools.spi;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;

import org.jspecify.annotations.Nullable;

/**
 * Refuses what no filter has an opinion of and the application does not expect. For one
 * stream.
 */
final class ReceivingFilter implements ObjectInputFilter {

	private final ObjectInputFilter others;

	private final @Nullable ReceivedClasses received;

	private @Nullable Class<?> refused;

	private boolean unexpected;

	ReceivingFilter(ObjectInputFilter others, @Nullable ReceivedClasses received) {
		this.others = others;
		this.received = received;
	}

	@Override
	public Status checkInput(FilterInfo asked) {
		FilterInfo info = ReceivedCollection.asSent(asked);
		Status status = this.others.checkInput(info);
		Class<?> type = info.serialClass();
		if (type == null) {
			return status;
		}
		this.unexpected = status == Status.UNDECIDED && this.received != null && !this.received.allows(type);
		if (this.unexpected || status == Status.REJECTED) {
			this.refused = type;
			return Status.REJECTED;
		}
		return status;
	}

	/** The same failure, with the class if it was this one's. */
	InvalidClassException explain(InvalidClassException failure) {
		if (this.refused == null) {
			return failure;
		}
		return this.unexpected ? RefusedClassException.unexpected(this.refused)
				: RefusedClassException.filtered(this.refused, failure);
	}

}
