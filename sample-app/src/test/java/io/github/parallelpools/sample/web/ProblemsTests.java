package io.github.parallelpools.sample.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.task.RemoteTaskError;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class ProblemsTests {

	private static final String TOLD = "what the pool tells";

	private static TaskResult result(ResultCode code, long elapsedMillis) {
		return new TaskResult(code, "Any", TOLD, null, false, Duration.ZERO, Duration.ofMillis(elapsedMillis));
	}

	private static void assertProblem(Throwable error, HttpStatus status, ProblemType type, String detail, String code,
			String message) {
		ProblemDetail problem = Problems.of(error);
		assertThat(problem.getStatus()).isEqualTo(status.value());
		assertThat(problem.getType()).isEqualTo(type.uri());
		assertThat(problem.getTitle()).isEqualTo(type.title());
		assertThat(problem.getDetail()).isEqualTo(detail);
		assertThat(problem.getProperties()).containsOnly(entry("code", code), entry("message", message));
	}

	@Test
	void overtimeIsToldInWords() {
		assertProblem(new TaskOvertimeException("1", TOLD, result(ResultCode.OVERTIME, 2012)),
				HttpStatus.UNPROCESSABLE_CONTENT, ProblemType.OVERTIME, "Killed after 2 s; its process ended.", "21005",
				TOLD);
	}

	@Test
	void deathOfTheProcessIsToldInWords() {
		assertProblem(new WorkerDiedException("1", TOLD, result(ResultCode.UNKNOWN, 310)),
				HttpStatus.UNPROCESSABLE_CONTENT, ProblemType.DIED,
				"Its process died after 0.3 s; another one takes its place.", "31399", TOLD);
	}

	@Test
	void errorIsToldInWordsAndByItsClassToWhoeverOperates() {
		assertProblem(
				new TaskFailedException("1", TOLD, result(ResultCode.FAILED, 12), new IllegalStateException("why")),
				HttpStatus.UNPROCESSABLE_CONTENT, ProblemType.FAILED, "It failed after 12 ms; its process goes on.",
				"21399", "java.lang.IllegalStateException: why");
		assertProblem(
				new TaskFailedException("1", TOLD, result(ResultCode.FAILED, 12),
						new RemoteTaskError("some.Error", null, "")),
				HttpStatus.UNPROCESSABLE_CONTENT, ProblemType.FAILED, "It failed after 12 ms; its process goes on.",
				"21399", "some.Error: no message");
	}

	@Test
	void inputOfNoUseIsToldAsTheTaskToldIt() {
		assertProblem(
				new TaskFailedException("1", TOLD, result(ResultCode.FAILED, 12),
						new InvalidInputException("Unclosed group")),
				HttpStatus.BAD_REQUEST, ProblemType.INPUT, "Unclosed group", "21399", "Unclosed group");
	}

	@Test
	void whatThePoolDidNotDoCanBeTriedAgain() {
		assertProblem(
				new TaskFailedException("1", TOLD, result(ResultCode.FAILED, 0),
						new IllegalStateException("no worker")),
				HttpStatus.SERVICE_UNAVAILABLE, ProblemType.NEVER_BEGAN,
				"No process was there to do it. Try again soon.", "21399",
				"java.lang.IllegalStateException: no worker");
		assertProblem(new TaskCancelledException("1", TOLD, result(ResultCode.CANCELLED, 0)),
				HttpStatus.SERVICE_UNAVAILABLE, ProblemType.CANCELLED,
				"It was cancelled before there was a result. Try again soon.", "21004", TOLD);
		assertProblem(new TaskRejectedException(TOLD), HttpStatus.SERVICE_UNAVAILABLE, ProblemType.REJECTED,
				"The pool is full or does not run, so it did not take this. Try again soon.", "503", TOLD);
	}

	@Test
	void mistakeOfTheApplicationTellsNothingOfItsInside() {
		ProblemDetail problem = Problems.of(new IllegalStateException("a secret"));
		assertThat(problem.getStatus()).isEqualTo(500);
		assertThat(problem.toString()).doesNotContain("secret");
		assertThat(problem.getProperties()).containsEntry("code", "500");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0 ms", "99, 99 ms", "100, 0.1 s", "999, 1 s", "1000, 1 s", "1049, 1 s", "1050, 1.1 s", "1960, 2 s",
			"2345, 2.3 s", "61000, 61 s" })
	void timesAreShort(long millis, String text) {
		assertThat(Problems.time(Duration.ofMillis(millis))).isEqualTo(text);
	}

	@ParameterizedTest
	@EnumSource
	void typeLeadsToItsExplanation(ProblemType type) throws IOException {
		String page = new ClassPathResource("static/problems.html").getContentAsString(StandardCharsets.UTF_8);
		assertThat(page).contains("<h2 id=\"%s\">%s</h2>".formatted(type.anchor(), type.title()));
	}

}
