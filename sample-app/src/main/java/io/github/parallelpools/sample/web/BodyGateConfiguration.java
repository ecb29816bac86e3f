package io.github.parallelpools.sample.web;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the gate for bodies in front of everything that the server answers. */
@Configuration(proxyBeanMethods = false)
class BodyGateConfiguration {

	@Bean
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> bodyGate(BodyProperties properties) {
		return (server) -> server.addEngineValves(new BodyGate(properties));
	}

}
