package io.github.parallelpools.cluster.jdbc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The scripts for the tables of a cluster. */
class ClusterScriptTests {

	private static String read(String name) throws IOException {
		return new ClassPathResource(name, JdbcClusterSchema.class).getContentAsString(StandardCharsets.UTF_8);
	}

	@Test
	void flywayRunsTheSameScript() throws IOException {
		assertThat(read("flyway/R__parallel_pools_cluster.sql")).isEqualTo(read("schema-postgresql.sql"));
		assertThat(read("flyway-mariadb/R__parallel_pools_cluster.sql")).isEqualTo(read("schema-mariadb.sql"));
	}

	@Test
	void liquibaseRunsTheSameScripts() throws Exception {
		NodeList files = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new ClassPathResource("liquibase.xml", JdbcClusterSchema.class).getInputStream())
			.getElementsByTagName("sqlFile");
		assertThat(files.getLength()).isEqualTo(3);
		for (int i = 0; i < files.getLength(); i++) {
			Element file = (Element) files.item(i);
			String database = ((Element) file.getParentNode()).getAttribute("dbms");
			assertThat(file.getAttribute("path")).isEqualTo("schema-" + database + ".sql");
			assertThat(read(file.getAttribute("path"))).contains("pp_task");
		}
	}

	@Test
	void allDatabasesHaveTheSameColumns() throws IOException {
		assertThat(columns("schema-mariadb.sql")).isEqualTo(columns("schema-postgresql.sql"));
		assertThat(columns("schema-h2.sql")).isEqualTo(columns("schema-postgresql.sql"));
	}

	private static List<String> columns(String script) throws IOException {
		return read(script).lines()
			.filter((line) -> line.startsWith("CREATE TABLE") || line.startsWith("\t") && !line.contains("CONSTRAINT"))
			.map((line) -> line.strip().split(" ")[line.startsWith("\t") ? 0 : 5])
			.toList();
	}

	@Test
	void namesOfTablesHaveTheSchemaAndThoseOfIndexesDoNot() {
		ClusterTables tables = new ClusterTables("work", "app_");
		assertThat(tables.in("UPDATE @task SET owner = ? WHERE EXISTS (SELECT 1 FROM @node)"))
			.isEqualTo("UPDATE work.app_task SET owner = ? WHERE EXISTS (SELECT 1 FROM work.app_node)");
		assertThat(tables.inScript("CREATE INDEX pp_task_queued ON pp_task (pool); CREATE SEQUENCE pp_token;"))
			.isEqualTo("CREATE INDEX app_task_queued ON work.app_task (pool); CREATE SEQUENCE work.app_token;");
		assertThat(new ClusterTables(null, "pp_").inScript("CREATE TABLE pp_map (x)"))
			.isEqualTo("CREATE TABLE pp_map (x)");
	}

	@Test
	void namesThatAreNoIdentifiersAreRefused() {
		for (String name : List.of("", "1a", "a-b", "a b", "a;b", "a\"b", "a.b", "\u00e4", "a".repeat(64))) {
			assertThatIllegalArgumentException().isThrownBy(() -> new ClusterTables(name, "pp_"))
				.withMessageContaining("'" + name + "'");
			assertThatIllegalArgumentException().isThrownBy(() -> new ClusterTables(null, name))
				.withMessageContaining("'" + name + "'");
		}
	}

}
