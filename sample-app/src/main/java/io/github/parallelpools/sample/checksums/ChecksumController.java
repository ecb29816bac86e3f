package io.github.parallelpools.sample.checksums;

import java.net.URI;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.parallelpools.sample.web.ApiException;

/** Starts checksum jobs and tells of them. */
@RestController
final class ChecksumController {

	private final ChecksumJobs jobs;

	ChecksumController(ChecksumJobs jobs) {
		this.jobs = jobs;
	}

	@PostMapping("/checksums")
	ResponseEntity<ChecksumReport> start() {
		ChecksumReport report = this.jobs.start();
		return ResponseEntity.accepted().location(URI.create("/checksums/" + report.job())).body(report);
	}

	@GetMapping("/checksums/{job}")
	ChecksumReport report(@PathVariable String job) {
		return this.jobs.report(job)
			.orElseThrow(() -> new ApiException(HttpStatus.NOT_FOUND, "There is no job '%s'.".formatted(job)));
	}

}
