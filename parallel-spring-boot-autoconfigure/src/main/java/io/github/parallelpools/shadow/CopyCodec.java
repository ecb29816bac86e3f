package io.github.parallelpools.shadow;

import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.WorkerFactory;

/**
 * What encodes for the processes of copies.
 *
 * @param works makes payloads of work, in the thread that submits
 * @param values encodes results, and decodes them as the application would receive them
 */
public record CopyCodec(WorkerFactory works, PayloadCodec values) {
}
