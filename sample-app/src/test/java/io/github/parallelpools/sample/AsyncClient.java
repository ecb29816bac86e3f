package io.github.parallelpools.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client whose requests do not wait for each other. */
public final class AsyncClient {

	private static final Duration TIMEOUT = Duration.ofMinutes(10);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String base;

	public AsyncClient(int port) {
		this.base = "http://localhost:" + port;
	}

	public CompletableFuture<HttpResponse<String>> get(String path) {
		return send(request(path).GET());
	}

	public CompletableFuture<HttpResponse<String>> postJson(String path, String json) {
		return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
	}

	public CompletableFuture<HttpResponse<String>> post(String path, BodyPublisher body) {
		return send(request(path).POST(body));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.base + path)).timeout(TIMEOUT);
	}

	private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
		return this.client.sendAsync(request.build(), BodyHandlers.ofString());
	}

}
