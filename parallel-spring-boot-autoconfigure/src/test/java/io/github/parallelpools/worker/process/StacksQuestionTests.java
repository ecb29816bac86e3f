package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.fixture.OwnThread;
import io.github.parallelpools.spi.StackText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** The answer of a worker process is trusted in nothing. */
@Timeout(30)
class StacksQuestionTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final Duration SHORT = Duration.ofMillis(1);

	private final StacksQuestion question = new StacksQuestion();

	private final AtomicLong asked = new AtomicLong();

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private LongConsumer answering(byte[] answer) {
		return (id) -> {
			try {
				this.question.answered(id, answer);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		};
	}

	@Test
	void anAnswerInTimeIsHandedOnAndTheNextQuestionIsAnother() {
		assertThat(this.question.ask(LONG, answering(bytes("here")))).isEqualTo("here");
		assertThat(this.question.ask(LONG, answering(bytes("there")))).isEqualTo("there");
		assertThat(this.question.ask(LONG, answering(new byte[0]))).isNull();
	}

	@Test
	void anAnswerThatComesTooLateIsForgottenAndMakesRoomForTheNextQuestion() throws Exception {
		assertThat(this.question.ask(SHORT, this.asked::set)).isNull();
		assertThat(this.question.ask(SHORT, answering(bytes("never asked")))).isNull();
		this.question.answered(this.asked.get(), bytes("late"));
		assertThat(this.question.ask(LONG, answering(bytes("here")))).isEqualTo("here");
	}

	@Test
	void whoAsksWhileAnAnswerIsDueGetsThatOne() throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		CompletableFuture<String> earlier = CompletableFuture.supplyAsync(() -> this.question.ask(LONG, (id) -> {
			this.asked.set(id);
			first.countDown();
		}), OwnThread::run);
		first.await();
		CompletableFuture<String> later = CompletableFuture
			.supplyAsync(() -> this.question.ask(LONG, answering(bytes("never asked"))), OwnThread::run);
		this.question.answered(this.asked.get(), bytes("here"));
		assertThat(earlier.get()).isEqualTo("here");
		assertThat(later.get()).isIn("here", "never asked");
	}

	@Test
	void whoAsksMayWaitForAsLongOrAsShortAsHeLikes() {
		assertThat(this.question.ask(Duration.ofSeconds(Long.MAX_VALUE), answering(bytes("here")))).isEqualTo("here");
		assertThat(this.question.ask(Duration.ofSeconds(Long.MIN_VALUE), this.asked::set)).isNull();
	}

	@Test
	void anAnswerThatNobodyAskedForIsRefused() {
		assertThatIOException().isThrownBy(() -> this.question.answered(1, bytes("here")));
		assertThat(this.question.ask(SHORT, this.asked::set)).isNull();
		assertThatIOException().isThrownBy(() -> this.question.answered(this.asked.get() + 1, bytes("here")));
		assertThatIOException()
			.isThrownBy(() -> this.question.answered(this.asked.get(), new byte[4 * StackText.LONGEST + 1]));
	}

	@Test
	void aLongAnswerIsCutAndABrokenOneIsText() {
		byte[] garbage = new byte[2 * StackText.LONGEST];
		for (int i = 0; i < garbage.length; i++) {
			garbage[i] = (byte) 0xFF;
		}
		assertThat(this.question.ask(LONG, answering(garbage))).hasSize(StackText.LONGEST);
	}

	@Test
	void whatWouldMoveTheCursorOfATerminalIsReplaced() {
		assertThat(this.question.ask(LONG, answering(bytes("\"\u001b[2J\r\"\n\tat here"))))
			.isEqualTo("\"?[2J?\"\n\tat here");
	}

	@Test
	void nobodyWaitsForAWorkerThatIsGone() {
		assertThat(this.question.ask(LONG, (id) -> this.question.end())).isNull();
	}

}
