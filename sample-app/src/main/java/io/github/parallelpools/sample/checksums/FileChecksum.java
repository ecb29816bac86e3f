package io.github.parallelpools.sample.checksums;

import java.io.Serializable;

/**
 * The checksum of a file.
 *
 * @param bytes how long the file is
 * @param sha256 the SHA-256 of its content, in hexadecimal digits
 */
record FileChecksum(long bytes, String sha256) implements Serializable {
}
