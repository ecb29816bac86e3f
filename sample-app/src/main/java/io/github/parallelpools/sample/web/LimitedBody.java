package io.github.parallelpools.sample.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.springframework.http.HttpStatus;

/**
 * A body that ends the request with 413 as soon as more bytes than allowed are announced
 * or have come, so that nobody fills the heap with it. Not safe for use by several
 * threads.
 */
public final class LimitedBody extends FilterInputStream {

	private final long limit;

	private long count;

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
		int next = super.read();
		if (next >= 0) {
			count(1);
		}
		return next;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		int more = super.read(buffer, offset, length);
		if (more > 0) {
			count(more);
		}
		return more;
	}

	@Override
	public long skip(long length) throws IOException {
		long more = super.skip(length);
		count(more);
		return more;
	}

	@Override
	public boolean markSupported() {
		return false;
	}

	private void count(long more) {
		this.count += more;
		if (this.count > this.limit) {
			throw tooLarge();
		}
	}

	private ApiException tooLarge() {
		return new ApiException(HttpStatus.CONTENT_TOO_LARGE,
				"The body is too large: at most %,d bytes are accepted.".formatted(this.limit));
	}

}
