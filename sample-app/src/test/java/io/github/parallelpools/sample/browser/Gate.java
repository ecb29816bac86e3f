package io.github.parallelpools.sample.browser;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * Stands for an application's security where the profile "gate" is: everybody may read.
 */
@Configuration(proxyBeanMethods = false)
@Profile("gate")
class Gate {

	@Bean
	FilterRegistrationBean<Filter> readers() {
		return new FilterRegistrationBean<>((request, response, chain) -> {
			if (((HttpServletRequest) request).getMethod().equals("POST")) {
				((HttpServletResponse) response).sendError(403);
			}
			else {
				chain.doFilter(request, response);
			}
		});
	}

}
