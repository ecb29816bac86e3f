package io.github.parallelpools.autoconfigure;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the name of an installation makes of the names of tables and keys. */
class InstallationTests {

	@Test
	void aNameIsAPartOfTheNamesOfTablesAndKeys() {
		Installation shop = new Installation("web-shop");
		assertThat(shop.tables("pp_")).isEqualTo("pp_web_shop_");
		assertThat(shop.keys("pp")).isEqualTo("pp:web-shop");
	}

	@Test
	void withoutANameTheyAreWhatTheyWere() {
		Installation nameless = new Installation(null);
		assertThat(nameless.tables("pp_")).isEqualTo("pp_");
		assertThat(nameless.keys("pp")).isEqualTo("pp");
	}

}
