package io.github.parallelpools.autoconfigure;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import io.github.parallelpools.autoconfigure.logging.LogbackLog;
import io.github.parallelpools.worker.process.log.ApplicationLog;

/** The application's log as its worker processes see it, where that is Logback. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(LoggerContext.class)
class ParallelLoggingConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	ApplicationLog parallelApplicationLog() {
		return (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) ? new LogbackLog(context)
				: ApplicationLog.STANDARD;
	}

}
