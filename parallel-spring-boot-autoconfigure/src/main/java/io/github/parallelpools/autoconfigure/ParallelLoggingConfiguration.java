package io.github.parallelpools.autoconfigure;

import ch.qos.logback.classic.LoggerContext;
import org.apache.logging.log4j.LogManager;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import io.github.parallelpools.autoconfigure.logging.Log4j2Log;
import io.github.parallelpools.autoconfigure.logging.LogbackLog;
import io.github.parallelpools.worker.process.log.ApplicationLog;

/** The application's log as its worker processes see it: Logback's or Log4j's. */
@Configuration(proxyBeanMethods = false)
class ParallelLoggingConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(LoggerContext.class)
	static class Logback {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		ApplicationLog parallelApplicationLog() {
			return (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) ? new LogbackLog(context)
					: ApplicationLog.STANDARD;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(org.apache.logging.log4j.core.LoggerContext.class)
	@ConditionalOnMissingClass("ch.qos.logback.classic.LoggerContext")
	static class Log4j2 {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		ApplicationLog parallelApplicationLog() {
			return (LogManager.getContext(false) instanceof org.apache.logging.log4j.core.LoggerContext context)
					? new Log4j2Log(context) : ApplicationLog.STANDARD;
		}

	}

}
