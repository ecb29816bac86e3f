package io.github.parallelpools.sample.thumbnails;

import java.io.Serializable;

/**
 * An image to make a thumbnail of. Travels to the worker process.
 *
 * @param image the file, which nobody has looked into yet
 * @param width how wide the thumbnail shall be, in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared
public record ThumbnailRequest(byte[] image, int width) implements Serializable {
}
