/**
 * The page that shows pools to people. It knows where the endpoint {@code parallelpools}
 * is, which the page asks from the browser; it does not know pools.
 * <p>
 * The page is one HTML document without any address but the endpoint's. Its style and its
 * script lie in files of their own, which are put into it when it is served, and its
 * content security policy allows just these by their digests. What the endpoint answers
 * becomes text or attributes, never HTML.
 */
@NullMarked
package io.github.parallelpools.actuate.dashboard;

import org.jspecify.annotations.NullMarked;
