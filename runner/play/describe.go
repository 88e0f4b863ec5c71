package play

import (
	"errors"
	"slices"
	"syscall"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/steps"
	"sockrun/runner/world"
)

// beyondWorld says what a scenario needs that its world cannot do, if err is
// about that.
func (p *play) beyondWorld(err error) (reason string, ok bool) {
	if errors.Is(err, world.ErrNoWeather) {
		return noWeather, true
	}
	var io *host.Error
	if p.options.World != world.Simulated || !errors.As(err, &io) {
		return "", false
	}
	_, isErrno := io.Cause.(syscall.Errno) // some of them are ErrUnsupported too
	return io.Message, errors.Is(io.Cause, errors.ErrUnsupported) && !isErrno
}

// failure describes an error. What a script says of itself goes before what
// its step says.
func (p *play) failure(who string, err error) *outcome.Failure {
	f := &outcome.Failure{Verdict: outcome.Error, Who: who, Pos: p.Pos, Message: err.Error()}
	var own *positioned.Error
	if errors.As(err, &own) {
		f.Pos, f.Step, f.Inside, f.Detail, f.Difference = own.Pos, own.Step, own.Inside, own.Detail, own.Difference
		f.Note, f.Printed = own.Note, own.Printed
		switch {
		case own.Failed:
			f.Verdict = outcome.Failed
		case own.Timeout:
			f.Verdict = outcome.Timeout
		}
	}
	if script, ok := errors.AsType[*luaapi.Error](err); ok {
		describe(f, script)
	}
	if own != nil {
		f.Detail = slices.Concat(f.Detail, own.Ran)
	}
	if io, ok := errors.AsType[*host.Error](err); ok {
		f.Code = io.Code
		if told := p.otherKind(io); told != "" {
			f.Detail = slices.Concat(f.Detail, []string{told})
		}
	}
	f.Message = outcome.Shortened(f.Message)
	f.Topic = topic(f, err)
	f.Denied = p.world.Refused() != nil || refused(err)
	return f
}

// topic is where the reference says more about a failure. Assertions show all
// there is to know, but for how long they wait.
func topic(f *outcome.Failure, err error) string {
	if wrong, ok := errors.AsType[*misdeclared](err); ok {
		return wrong.Errors[0].Topic
	}
	switch f.Verdict {
	case outcome.Timeout:
		return "durations"
	case outcome.Failed:
		if late, ok := errors.AsType[*steps.TooLate](err); ok {
			return late.Topic
		}
		if own, ok := errors.AsType[*positioned.Error](err); ok {
			return own.Topic
		}
		return ""
	}
	return luaapi.Topic(err)
}

// describe tells what a script says of its failure.
func describe(f *outcome.Failure, e *luaapi.Error) {
	f.Message, f.Detail, f.Difference, f.Stack, f.Code = e.Message, e.Detail, e.Difference, e.Stack, e.Code
	f.Printed = nil
	if e.Line > 0 {
		f.Pos = scenario.Pos{File: e.File, Line: e.Line}
	}
	switch e.Kind {
	case luaapi.Assertion:
		f.Verdict = outcome.Failed
	case luaapi.Stopped:
		f.Verdict, f.Busy = outcome.Timeout, e.Code == "" || len(e.Detail) > 0 // it received, but what never comes
	}
}
