// Package stats holds the statistics of experiments and of user tests, from sufficient statistics
// where those are enough: tests and intervals for proportions, means, ratios and quantiles,
// variance reduction, sample ratio checks, power, sequential methods, Bayesian comparisons,
// multiplicity, clustered data, and the measures of user research.
//
// A relative effect is (treatment - control) / |control|, with its variance by the delta method
// and the degrees of freedom of the absolute difference. Group sequential bounds spend alpha/2 on
// each side. Inputs that have no answer are errors that name the field; infinite bounds are
// written as "inf". Evaluate runs one case that is written as JSON, by the name of its method.
package stats
