package io.github.parallelpools.sample.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Locale;

import org.springframework.http.HttpStatus;

/**
 * A body that ends the request as soon as more bytes than allowed are announced or have
 * come (413), it does not come in time (408) or breaks off (400), so that no client fills
 * the heap with it. Not safe for use by several threads.
 */
public final class LimitedBody extends FilterInputStream {

	private final long limit;

	private long count;

	/** Reads from the body. */
	@FunctionalInterface
	private interface Read {

		long read() throws IOException;

	}

	/**
	 * Limits a body.
	 * @param body the body
	 * @param announced how long it will be, -1 if that is unknown
	 * @param limit the most bytes that it may have
	 */
	public LimitedBody(InputStream body, long announced, long limit) {
		super(body);
		this.limit = limit;
		if (announced > limit) {
			throw tooLarge();
		}
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		return (int) limited(() -> super.read(buffer, offset, length));
	}

	@Override
	public long skip(long length) throws IOException {
		return limited(() -> super.skip(length));
	}

	@Override
	public boolean markSupported() {
		return false;
	}

	private long limited(Read read) {
		long more;
		try {
			more = read.read();
		}
		catch (IOException ex) {
			if (ex instanceof SocketTimeoutException || ex.getCause() instanceof SocketTimeoutException) {
				throw new ApiException(HttpStatus.REQUEST_TIMEOUT, "The body did not come in time.");
			}
			throw new ApiException(HttpStatus.BAD_REQUEST, "The body broke off.");
		}
		this.count += Math.max(0, more);
		if (this.count > this.limit) {
			throw tooLarge();
		}
		return more;
	}

	private ApiException tooLarge() {
		return new ApiException(HttpStatus.CONTENT_TOO_LARGE,
				String.format(Locale.ROOT, "The body is too large: at most %,d bytes are accepted.", this.limit));
	}

}
