// Package report shows what became of scenarios. Each report draws from the
// results and the transcripts in them and writes to an io.Writer; it knows
// neither flags nor terminals. report.go says what a report is told of; text.go
// and the files beside it are the one for people, junit.go the one for CI
// servers, json.go the one for programs, whose fields fields.go describes;
// tally.go counts verdicts.
package report
