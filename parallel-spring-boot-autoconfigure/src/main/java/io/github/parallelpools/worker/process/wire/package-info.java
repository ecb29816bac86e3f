/**
 * Frames on a socket between the application and one worker process, and the messages in
 * them. It knows the layout of a message and who may say what; it knows neither end, and
 * uses the JDK, {@code spi}, {@code task} and {@code shared} only, as the forked JVM
 * carries it too.
 * <p>
 * <b>It promises</b> that a message arrives whole or not at all ({@code Assembly}); that
 * a large message holds up no other, as a frame has at most 64 KiB; that nothing which
 * comes is trusted: a length, a type or a constant that is not allowed ends the
 * connection, before it takes memory; and that an interrupt closes no connection
 * (decision 2). {@code Connection} shows the layout of a frame, {@code FrameType} the
 * conversation.
 * <p>
 * <b>States.</b> A connection is open or has ended. At each end one thread always reads,
 * also when idle, so that each side learns within milliseconds of the death of the other.
 * <p>
 * <b>Locks.</b> Any thread may send, one frame at a time; one thread reads.
 * {@code MapService} answers in the thread that reads, and holds one snapshot at most.
 * <p>
 * <b>Source.</b> Messages whose frames take turns are those of HTTP/2 (RFC 9113).
 */
@NullMarked
package io.github.parallelpools.worker.process.wire;

import org.jspecify.annotations.NullMarked;
