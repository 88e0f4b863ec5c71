package steps

import (
	"errors"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// mustFail compares how a step went with the reason for which it should fail.
func (do *Performer) mustFail(err error) error {
	want := do.step.Fails
	if err == nil {
		return do.didNotFail(want)
	}
	if errors.Is(err, host.ErrEnded) || do.Scene.Context.Err() != nil {
		return err
	}
	if got := CodeOf(err); got != want {
		return do.otherReason(want, got, err)
	}
	return nil
}

// didNotFail says that the step has passed. A client's handshake of TLS 1.3 is
// done before the server has judged the client's certificate.
func (do *Performer) didNotFail(want string) error {
	e := do.wrong("expected the step to fail with %s, but it passed", want).(*positioned.Error)
	verb := do.step.Verb
	if want == "TLS_ALERT" && (verb == scenario.VerbConnect || verb == scenario.VerbStartTLS) {
		e.Detail = []string{positioned.Hint("with TLS 1.3 a client learns that it was refused when it next receives: write fails beside that step")}
	}
	return e
}

// otherReason says for which reason the step has failed instead, with what that
// shows.
func (do *Performer) otherReason(want, got string, err error) error {
	e := do.wrong("expected the step to fail with %s, but it failed with %s: %s", want, got, err).(*positioned.Error)
	if got == "" {
		e = do.wrong("expected the step to fail with %s, but it failed otherwise: %s", want, err).(*positioned.Error)
	}
	var late *TooLate
	switch {
	case errors.As(err, &late) && want == "ETIMEDOUT" && do.within > 0:
		e = do.wrong("expected the step to fail with ETIMEDOUT, but its matcher failed: %w", late).(*positioned.Error)
		e.Detail = []string{positioned.Hint("within is a failure of the matcher; for ETIMEDOUT write timeout: %s beside the step instead", do.limit())}
	case got == CodeClosed && want == "EOF", got == "EOF" && want == CodeClosed:
		e.Detail = []string{positioned.Hint("CLOSED is the end between messages, EOF the end inside of one")}
	default:
		e.Detail = detailOf(err)
	}
	return e
}

// detailOf are the lines that an error has below its message.
func detailOf(err error) []string {
	var own *positioned.Error
	var script *luaapi.Error
	switch {
	case errors.As(err, &own) && len(own.Detail) > 0:
		return own.Detail
	case errors.As(err, &script):
		return script.Detail
	}
	return nil
}

// CodeOf is the code by which fails knows an error, or the name of one that
// has no code; "" for one that fails cannot name.
func CodeOf(err error) string {
	var io *host.Error
	var named interface{ ErrorName() string }
	var malformed *frame.Error
	var late *TooLate
	var own *positioned.Error
	switch {
	case errors.As(err, &io):
		return io.Code
	case errors.As(err, &named):
		return named.ErrorName()
	case errors.As(err, &malformed):
		return "FrameError"
	case errors.As(err, &late):
		return ""
	case errors.As(err, &own) && own.Failed:
		return "AssertionError"
	}
	return ""
}
