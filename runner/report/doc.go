// Package report shows what became of scenarios. Each report draws from the
// results and the transcripts in them and writes to an io.Writer; it knows
// neither flags nor terminals. report.go says what a report is told of; junit.go
// and testcase.go are the one for CI servers, json.go and jsonlines.go the one for
// programs, whose fields fields.go describes; tally.go counts verdicts; text.go and
// the other files are the one for people.
package report
