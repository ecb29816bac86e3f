package io.github.parallelpools.sample.checksums;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.springframework.stereotype.Component;

import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/** Reads one file. One instance serves all threads of the pool "checksums". */
@Component
final class ChecksumHandler implements TaskHandler<FileItem, FileChecksum> {

	private static final int BUFFER_SIZE = 64 * 1024;

	@Override
	public FileChecksum handle(FileItem item, TaskContext context) throws IOException, NoSuchAlgorithmException {
		MessageDigest digest = MessageDigest.getInstance("SHA-256");
		byte[] buffer = new byte[BUFFER_SIZE];
		long bytes = 0;
		try (InputStream in = Files.newInputStream(Path.of(item.path()))) {
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				digest.update(buffer, 0, count);
				bytes += count;
			}
		}
		return new FileChecksum(bytes, HexFormat.of().formatHex(digest.digest()));
	}

}
