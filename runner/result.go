package runner

import "sockrun/runner/outcome"

// Results are data of package outcome, from which reports are drawn.
type (
	Result  = outcome.Result
	Failure = outcome.Failure
	Verdict = outcome.Verdict
)

// The verdicts.
const (
	Passed  = outcome.Passed
	Failed  = outcome.Failed
	Error   = outcome.Error
	Timeout = outcome.Timeout
	Skipped = outcome.Skipped
)
