/**
 * How values travel without JDK serialization: a byte says what follows. Knows the values
 * that most tasks are made of, exactly as the JDK's serialization would give them back; a
 * value that holds anything else is left to that as a whole. Knows nothing of workers and
 * connections: what is written can be read by itself, by whoever has the classes.
 * <p>
 * What repeats from value to value (the shape of a record, of a lambda, an enum constant)
 * is written as a block of bytes that the writer keeps per class, and the reader looks up
 * as it is, in a table. So nobody has to agree on numbers for shapes, and a task can go
 * to another worker as it is.
 */
@NullMarked
package io.github.parallelpools.spi.codec;

import org.jspecify.annotations.NullMarked;
