package steps

import (
	"errors"
	"slices"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// withFields adds to a malformed frame how the expected fields differ from
// those in it: a check is wrong more often because of them than by itself.
func (do *Performer) withFields(c *candidate, err error) error {
	var wrong *frame.Error
	var own *positioned.Error
	if c.Kind != scenario.MatchFields || !errors.As(err, &wrong) || !errors.As(err, &own) {
		return err
	}
	d, failed := do.Task.WrongFieldsDiffer(do.inCodec(), do.refused(), do.Task.MessageValue(c.want))
	if failed != nil || d == nil || len(d.Fields) == 0 {
		return err
	}
	own.Detail = append(own.Detail, diff.Table(d.Fields)...)
	if d.Expected != nil && !slices.ContainsFunc(d.Fields, func(f diff.Field) bool { return f.Name == wrong.Field }) {
		own.Detail = append(own.Detail, "with the expected fields "+wrong.Field+" would be right")
	}
	return err
}
