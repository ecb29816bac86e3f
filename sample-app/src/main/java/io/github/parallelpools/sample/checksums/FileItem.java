package io.github.parallelpools.sample.checksums;

import java.io.Serializable;

/**
 * A file to make a checksum of: an item of the queue.
 *
 * @param path where it is
 */
record FileItem(String path) implements Serializable {
}
