package runner

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// Unusable makes results of what keeps a run from beginning, one for each file,
// so that reports have it: errors of Load, or Refusals. what says so in a few
// words, such as "does not load"; it becomes the name of the result.
func Unusable(errs []error, what string) (list []*outcome.Result) {
	byFile := map[string]*outcome.Result{}
	for _, err := range errs {
		f := unusable(err)
		f.Who = what
		r := byFile[f.Pos.File]
		if r == nil {
			r = &outcome.Result{Verdict: outcome.Error, Attempts: 1, Cause: f}
			r.Scenario = &scenario.Scenario{Name: what, Pos: scenario.Pos{File: f.Pos.File, Line: max(f.Pos.Line, 1)}}
			byFile[f.Pos.File] = r
			list = append(list, r)
			continue
		}
		r.Afterwards = append(r.Afterwards, f)
	}
	return list
}

// unusable is an error in a file. One without a position begins with what it is
// about: a path, or a flag.
func unusable(err error) *outcome.Failure {
	f := &outcome.Failure{Verdict: outcome.Error, Message: err.Error()}
	var at *scenario.Error
	if !errors.As(err, &at) {
		about, why, found := strings.Cut(err.Error(), ": ")
		if found {
			f.Pos.File, f.Message = about, why
		}
		f.Pos.File = cmp.Or(f.Pos.File, "sockrun")
		return f
	}
	f.Pos, f.Message, f.Topic = at.Pos, at.Message, at.Topic
	if at.Line != "" {
		f.Excerpt = []string{fmt.Sprintf("  > %d | %s", at.Pos.Line, at.Line)}
	}
	if at.Hint != "" {
		f.Detail = strings.Split("hint: "+at.Hint, "\n")
	}
	return f
}
