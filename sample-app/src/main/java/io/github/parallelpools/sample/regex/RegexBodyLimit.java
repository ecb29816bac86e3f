package io.github.parallelpools.sample.regex;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

import io.github.parallelpools.sample.web.LimitedBody;

/** Stops reading the JSON of a search that can't be within the limits. */
@ControllerAdvice(assignableTypes = RegexController.class)
final class RegexBodyLimit extends RequestBodyAdviceAdapter {

	private final RegexProperties limits;

	RegexBodyLimit(RegexProperties limits) {
		this.limits = limits;
	}

	@Override
	public boolean supports(MethodParameter parameter, Type type,
			Class<? extends HttpMessageConverter<?>> converterType) {
		return true;
	}

	@Override
	public HttpInputMessage beforeBodyRead(HttpInputMessage message, MethodParameter parameter, Type type,
			Class<? extends HttpMessageConverter<?>> converterType) throws IOException {
		HttpHeaders headers = message.getHeaders();
		InputStream body = new LimitedBody(message.getBody(), headers.getContentLength(), this.limits.maxBodyBytes());
		return new Limited(headers, body);
	}

	private record Limited(HttpHeaders headers, InputStream body) implements HttpInputMessage {

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public InputStream getBody() {
			return this.body;
		}

	}

}
