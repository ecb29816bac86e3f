package io.github.parallelpools.sample.thumbnails;

import java.io.Serializable;

/**
 * A thumbnail. Travels from the worker process.
 *
 * @param png the file
 * @param width its width in pixels
 * @param height its height in pixels
 * @param elapsedMs how long decoding, scaling and encoding took in the worker
 * @param pid the worker process
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared
public record Thumbnail(byte[] png, int width, int height, long elapsedMs, long pid) implements Serializable {
}
