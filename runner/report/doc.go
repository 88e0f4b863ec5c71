// Package report shows what became of scenarios. Each report draws from the
// results and the transcripts in them and writes to an io.Writer; it knows
// neither flags nor terminals. tally.go counts verdicts; text.go and the files
// beside it are the report for people.
package report
