package io.github.parallelpools.sample.web;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

import org.junit.jupiter.api.Test;

import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LimitedBodyTests {

	private static final long UNKNOWN = -1;

	@Test
	void bodyWithinTheLimitIsReadAsItIs() throws IOException {
		byte[] content = { 1, 2, 3 };
		assertThat(limited(content, 3, 3).readAllBytes()).isEqualTo(content);
		assertThat(limited(content, UNKNOWN, 3).readAllBytes()).isEqualTo(content);
	}

	@Test
	void announcedLengthIsRefusedBeforeAByteIsRead() {
		Endless body = new Endless();
		assertThatExceptionOfType(ApiException.class).isThrownBy(() -> new LimitedBody(body, 4, 3))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(HttpStatus.CONTENT_TOO_LARGE));
		assertThat(body.count).isZero();
	}

	@Test
	void unannouncedLengthIsRefusedOnceItIsExceeded() {
		Endless body = new Endless();
		assertThatExceptionOfType(ApiException.class)
			.isThrownBy(() -> new LimitedBody(body, UNKNOWN, 100_000).readAllBytes())
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(HttpStatus.CONTENT_TOO_LARGE));
		assertThat(body.count).isGreaterThan(100_000).isLessThan(200_000);
	}

	@Test
	void everyWayToReadCounts() throws IOException {
		LimitedBody body = limited(new byte[4], UNKNOWN, 3);
		assertThat(body.read()).isZero();
		assertThat(body.skip(1)).isEqualTo(1);
		assertThat(body.read(new byte[1])).isEqualTo(1);
		assertThat(body.markSupported()).isFalse();
		assertThatExceptionOfType(ApiException.class).isThrownBy(body::read);
	}

	@Test
	void bodyThatDoesNotComeInTimeIsRefused() {
		IOException late = new SocketTimeoutException();
		assertRefused(new LimitedBody(new Broken(late), UNKNOWN, 100), HttpStatus.REQUEST_TIMEOUT);
		assertRefused(new LimitedBody(new Broken(new IOException(late)), UNKNOWN, 100), HttpStatus.REQUEST_TIMEOUT);
	}

	@Test
	void bodyThatBreaksOffIsABadRequest() {
		assertRefused(new LimitedBody(new Broken(new EOFException()), UNKNOWN, 100), HttpStatus.BAD_REQUEST);
	}

	private static void assertRefused(LimitedBody body, HttpStatus status) {
		assertThatExceptionOfType(ApiException.class).isThrownBy(body::readAllBytes)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(status));
	}

	private static LimitedBody limited(byte[] content, long announced, long limit) {
		return new LimitedBody(new ByteArrayInputStream(content), announced, limit);
	}

	private static final class Broken extends InputStream {

		private final IOException end;

		Broken(IOException end) {
			this.end = end;
		}

		@Override
		public int read() throws IOException {
			throw this.end;
		}

	}

	private static final class Endless extends InputStream {

		long count;

		@Override
		public int read() {
			this.count++;
			return 0;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			this.count += length;
			return length;
		}

	}

}
