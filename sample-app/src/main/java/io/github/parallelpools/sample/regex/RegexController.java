package io.github.parallelpools.sample.regex;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.sample.web.ApiException;
import io.github.parallelpools.sample.web.TaskAnswer;
import io.github.parallelpools.task.TaskFuture;

/** Has the pool "regex" search what users ask for. */
@RestController
final class RegexController {

	private final ParallelPool regex;

	private final RegexProperties limits;

	RegexController(ParallelPool regex, RegexProperties limits) {
		this.regex = regex;
		this.limits = limits;
	}

	@PostMapping("/regex")
	DeferredResult<RegexMatches> search(@RequestBody RegexRequest request) {
		return TaskAnswer.of(submit(request), Function.identity());
	}

	/** Many searches over one connection: a browser opens only six. */
	@PostMapping("/regex/batch")
	DeferredResult<List<RegexBatchPart>> searchAll(@RequestBody List<@Nullable RegexRequest> requests) {
		if (requests.isEmpty() || requests.size() > this.limits.maxBatch()) {
			throw new ApiException(HttpStatus.BAD_REQUEST,
					"Send from 1 to %d searches.".formatted(this.limits.maxBatch()));
		}
		return TaskAnswer.ofAll(requests.stream().map(this::begin).toList(), RegexBatchPart::of);
	}

	private CompletableFuture<RegexMatches> begin(@Nullable RegexRequest request) {
		try {
			return submit((request != null) ? request : new RegexRequest(null, null));
		}
		catch (ApiException | TaskRejectedException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private TaskFuture<RegexMatches> submit(RegexRequest request) {
		String pattern = request.pattern(this.limits);
		String text = request.text(this.limits);
		return this.regex.submit(RegexSearch.of(pattern, text, this.limits.maxMatches()));
	}

}
