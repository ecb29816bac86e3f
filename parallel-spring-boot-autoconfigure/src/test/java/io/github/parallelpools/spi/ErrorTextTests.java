package io.github.parallelpools.spi;

import java.io.PrintWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever an error says of itself, its text is bounded. */
@Timeout(30)
class ErrorTextTests {

	private static final int LONGEST = 64 * 1024 + 3;

	@Test
	void textIsThatOfTheJdk() {
		Exception error = new IllegalStateException("outer", new RuntimeException("inner"));
		error.addSuppressed(new Exception("beside"));
		ErrorText text = ErrorText.of(error);
		assertThat(text.summary()).isEqualTo("java.lang.IllegalStateException: outer");
		assertThat(text.stack()).startsWith("java.lang.IllegalStateException: outer\n\tat " + getClass().getName())
			.contains("\n\tSuppressed: java.lang.Exception: beside\n\t\tat ")
			.contains("\nCaused by: java.lang.RuntimeException: inner\n\tat ");
	}

	@Test
	void noMessageIsNoReason() {
		assertThat(ErrorText.of(new Exception()).summary()).isEqualTo("java.lang.Exception");
	}

	@Test
	void messageThatCanNotBeReadCostsNothingElse() {
		ErrorText text = ErrorText.of(new RuntimeException() {

			@Override
			public String getMessage() {
				throw new StackOverflowError();
			}

		});
		assertThat(text.message()).contains("getMessage()").contains("StackOverflowError");
		assertThat(text.stack()).contains("messageThatCanNotBeReadCostsNothingElse");
	}

	@Test
	void everythingIsBounded() {
		Exception many = new Exception("many");
		for (int i = 0; i < 100_000; i++) {
			many.addSuppressed(new Exception("s" + i));
		}
		Exception deep = null;
		for (int i = 0; i < 5000; i++) {
			deep = new Exception("n" + i, deep);
		}
		for (Throwable error : new Throwable[] { many, deep, new Exception("m".repeat(10_000_000)), new Endless() }) {
			ErrorText text = ErrorText.of(error);
			assertThat(text.stack().length()).isBetween(100, LONGEST);
			assertThat(text.summary().length()).isLessThan(LONGEST + 100);
		}
	}

	/** Its cause has a cause, and so on; it never ends to print. */
	private static final class Endless extends RuntimeException {

		@Override
		public synchronized Throwable getCause() {
			return new Endless();
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new IllegalStateException();
		}

		@Override
		public void printStackTrace(PrintWriter out) {
			while (true) {
				out.print(' ');
			}
		}

	}

}
