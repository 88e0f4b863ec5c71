package runner

import "sockrun/runner/outcome"

// Results are data of package outcome, from which reports are drawn.
type (
	Result   = outcome.Result
	Failure  = outcome.Failure
	Verdict  = outcome.Verdict
	Headroom = outcome.Headroom
)

// The verdicts.
const (
	Passed  = outcome.Passed
	Failed  = outcome.Failed
	Error   = outcome.Error
	Timeout = outcome.Timeout
	Skipped = outcome.Skipped
	Flaky   = outcome.Flaky
)
