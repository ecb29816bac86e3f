package io.github.parallelpools.sample.thumbnails;

import java.io.IOException;
import java.io.InputStream;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.util.UriComponentsBuilder;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.sample.web.ApiException;
import io.github.parallelpools.sample.web.LimitedBody;
import io.github.parallelpools.sample.web.TaskAnswer;

/** Has the pool "thumbnails" make thumbnails of the images that users send. */
@RestController
final class ThumbnailController {

	private static final String DEFAULT_WIDTH = "200";

	private final ParallelPool thumbnails;

	private final ThumbnailProperties limits;

	ThumbnailController(ParallelPool thumbnails, ThumbnailProperties limits) {
		this.thumbnails = thumbnails;
		this.limits = limits;
	}

	@PostMapping("/thumbnails")
	DeferredResult<ResponseEntity<byte[]>> thumbnail(HttpServletRequest request) throws IOException {
		int width = width(request);
		byte[] image = body(request);
		return TaskAnswer.of(this.thumbnails.send(new ThumbnailRequest(image, width), Thumbnail.class),
				ThumbnailController::answer);
	}

	/**
	 * Reads the query itself: asking the container for a parameter has it swallow the
	 * body when the client, as curl does, takes it for a form.
	 */
	private int width(HttpServletRequest request) {
		String query = request.getQueryString();
		String value = (query != null)
				? UriComponentsBuilder.newInstance().query(query).build().getQueryParams().getFirst("width") : null;
		int width = number((value != null) ? value : DEFAULT_WIDTH);
		if (width < 1 || width > this.limits.maxWidth()) {
			throw new ApiException(HttpStatus.BAD_REQUEST,
					"'width' must be a whole number from 1 to %s.".formatted(this.limits.maxWidth()));
		}
		return width;
	}

	private static int number(String value) {
		try {
			return Integer.parseInt(value);
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	private byte[] body(HttpServletRequest request) throws IOException {
		try (InputStream body = new LimitedBody(request.getInputStream(), request.getContentLengthLong(),
				this.limits.maxBody().toBytes())) {
			byte[] image = body.readAllBytes();
			if (image.length == 0) {
				throw new ApiException(HttpStatus.BAD_REQUEST, "The body is empty: send an image.");
			}
			return image;
		}
	}

	private static ResponseEntity<byte[]> answer(@Nullable Thumbnail thumbnail) {
		if (thumbnail == null) {
			throw new IllegalStateException("The handler returned no thumbnail");
		}
		return ResponseEntity.ok()
			.contentType(MediaType.IMAGE_PNG)
			.header("X-Worker-Pid", String.valueOf(thumbnail.pid()))
			.header("X-Elapsed-Ms", String.valueOf(thumbnail.elapsedMs()))
			.body(thumbnail.png());
	}

}
