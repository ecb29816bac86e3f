package io.github.parallelpools.sample.regex;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.sample.web.ApiException;
import io.github.parallelpools.sample.web.TaskAnswer;
import io.github.parallelpools.task.TaskFuture;

/**
 * Has the pool "regex" search what users ask for, and the pool "batches" what they ask
 * for by the hundred.
 */
@RestController
final class RegexController {

	private static final String ANY_JSON = "application/*+json";

	private final ParallelPool regex;

	private final ParallelPool batches;

	private final RegexProperties limits;

	RegexController(ParallelPool regex, ParallelPool batches, RegexProperties limits) {
		this.regex = regex;
		this.batches = batches;
		this.limits = limits;
	}

	@PostMapping(path = "/regex", consumes = { MediaType.APPLICATION_JSON_VALUE, ANY_JSON })
	DeferredResult<RegexMatches> search(@RequestBody RegexRequest request) {
		return TaskAnswer.of(submit(request, this.regex), Function.identity());
	}

	/** Many searches over one connection: a browser opens only six. */
	@PostMapping(path = "/regex/batch", consumes = { MediaType.APPLICATION_JSON_VALUE, ANY_JSON })
	DeferredResult<List<RegexBatchPart>> searchAll(@RequestBody List<@Nullable RegexRequest> requests) {
		if (requests.isEmpty() || requests.size() > this.limits.maxBatch()) {
			throw new ApiException(HttpStatus.BAD_REQUEST,
					"Send from 1 to %s searches.".formatted(this.limits.maxBatch()));
		}
		return TaskAnswer.ofAll(requests.stream().map(this::begin).toList(), RegexBatchPart::of);
	}

	private CompletableFuture<RegexMatches> begin(@Nullable RegexRequest request) {
		try {
			return submit((request != null) ? request : new RegexRequest(null, null), this.batches);
		}
		catch (ApiException | TaskRejectedException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private TaskFuture<RegexMatches> submit(RegexRequest request, ParallelPool pool) {
		String pattern = request.pattern(this.limits);
		String text = request.text(this.limits);
		return pool.submit(RegexSearch.of(pattern, text, this.limits.maxMatches()));
	}

}
