package io.github.parallelpools.sample.web;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Lets only so many requests with a body in at a time, as a body that comes drop by drop
 * holds a thread of the server, and ends those that take too long (408). So there are
 * always threads for requests without one, such as for the health. Stands in front of
 * everything, as the server itself also reads what nobody else has read of a body.
 */
final class BodyGate extends ValveBase {

	private static final String BUSY = """
			{"title":"Service Unavailable","status":503,"detail":"Too many bodies are on their way. Try again later.",\
			"code":"503","message":"Too many bodies are on their way. Try again later."}""";

	private final Semaphore room;

	private final long patience;

	BodyGate(BodyProperties properties) {
		super(true);
		this.room = new Semaphore(properties.maxAtATime());
		this.patience = properties.patience().toNanos();
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (!hasBody(request)) {
			getNext().invoke(request, response);
		}
		else if (!this.room.tryAcquire()) {
			refuse(request, response);
		}
		else {
			try {
				pass(request, response);
			}
			finally {
				this.room.release();
			}
		}
	}

	private static boolean hasBody(Request request) {
		return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
	}

	private static void refuse(Request request, Response response) throws IOException {
		response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
		response.setHeader(HttpHeaders.RETRY_AFTER, "1");
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.getOutputStream().write(BUSY.getBytes(StandardCharsets.UTF_8));
		response.finishResponse();
		hangUp(request);
	}

	/** Has the server close the connection instead of reading the rest of the body. */
	private static void hangUp(Request request) {
		request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
	}

	private void pass(Request request, Response response) throws IOException, ServletException {
		org.apache.coyote.Request coyote = request.getCoyoteRequest();
		InputBuffer direct = coyote.getInputBuffer();
		InputBuffer timed = new Timed(direct, System.nanoTime() + this.patience);
		coyote.setInputBuffer(timed);
		try {
			getNext().invoke(request, response);
		}
		finally {
			if (!readRest(coyote, timed)) {
				hangUp(request);
			}
			coyote.setInputBuffer(direct);
		}
	}

	/** So that a client that sends what nobody wants reads the answer. */
	private static boolean readRest(org.apache.coyote.Request request, InputBuffer body) {
		if (request.hasExpectation() && request.getBytesRead() == 0) {
			return false;
		}
		ApplicationBufferHandler ignored = new Ignored();
		try {
			while (body.doRead(ignored) >= 0) {
				ignored.setByteBuffer(ApplicationBufferHandler.EMPTY_BUFFER);
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * A body that may be read for some time only.
	 *
	 * @param body the body
	 * @param end when the time is over, by the JVM's clock
	 */
	private record Timed(InputBuffer body, long end) implements InputBuffer {

		@Override
		public int doRead(ApplicationBufferHandler handler) throws IOException {
			if (System.nanoTime() - this.end >= 0) {
				throw new SocketTimeoutException("The body did not come in time");
			}
			return this.body.doRead(handler);
		}

		@Override
		public int available() {
			return this.body.available();
		}

	}

	/** Where the server puts what nobody wants. */
	private static final class Ignored implements ApplicationBufferHandler {

		private ByteBuffer bytes = EMPTY_BUFFER;

		@Override
		public void setByteBuffer(ByteBuffer buffer) {
			this.bytes = buffer;
		}

		@Override
		public ByteBuffer getByteBuffer() {
			return this.bytes;
		}

		@Override
		public void expand(int size) {
		}

	}

}
