package scenario

import (
	"math"
	"strconv"
	"time"
)

// What the simple keys take, in the words of messages.
const (
	takesText     = "text"
	takesDuration = "a duration such as 5s or 200ms"
	takesCount    = "a whole number"
	takesSize     = "a size such as 64KiB, 1MiB or a number of bytes"
	takesBool     = "true or false"
)

// scalar reports whether v is a scalar with a value.
func (d *decoder) scalar(v value) bool {
	if v.kind != scalarNode || v.isNull() {
		d.wrongType(v)
		return false
	}
	return true
}

// text returns a scalar as it is written.
func (d *decoder) text(v value) string {
	if !d.scalar(v) {
		return ""
	}
	return v.text
}

// boolean takes true and false and nothing else that YAML has had for them.
func (d *decoder) boolean(v value) bool {
	if v.kind == scalarNode && v.style == plainStyle {
		switch v.text {
		case "true":
			return true
		case "false":
			return false
		}
	}
	d.wrongType(v)
	return false
}

// flag is boolean for what says where a message ends: one that is wrong counts
// as given.
func (d *decoder) flag(v value) bool {
	before := len(d.errs)
	return d.boolean(v) || len(d.errs) > before
}

// count takes a whole number of least or more.
func (d *decoder) count(v value, least int) int {
	if !d.scalar(v) {
		return 0
	}
	n, err := strconv.Atoi(v.text)
	switch {
	case err != nil:
		d.wrongType(v)
	case n < least:
		d.fail(v.pos, "%s must be at least %d, got %d", v.key, least, n)
	}
	return n
}

// duration takes a duration of least or more.
func (d *decoder) duration(v value, least time.Duration) time.Duration {
	if !d.scalar(v) {
		return 0
	}
	t, err := time.ParseDuration(v.text)
	switch n, bare := strconv.ParseFloat(v.text, 64); {
	case bare != nil || v.text == "0":
	case v.lua && v.style == plainStyle: // a number: seconds, as everywhere in Lua
		t, err = seconds(n)
	case v.lua:
		d.fail(v.pos, "%s has no unit: write the number %s for seconds, or %q", v.key, v.text, v.text+"ms").about("durations")
		return 0
	default:
		d.fail(v.pos, "%s has no unit: write %ss or %sms", v.key, v.text, v.text).about("durations")
		return 0
	}
	switch {
	case err != nil && v.lua:
		d.fail(v.pos, "%s must be a number of seconds, or a text such as 5s or 200ms, got %s", v.key, v.describe())
	case err != nil:
		d.wrongType(v)
	case t < 0:
		d.fail(v.pos, "%s cannot be negative, got %s", v.key, printable(v.text))
	case t < least:
		d.fail(v.pos, "%s must be more than 0", v.key)
	}
	return t
}

// inner is what a map has for its only key, when that is what belongs in place
// of the whole map, as in sleep: {time: 50ms}; "" for anything else.
func (v value) inner() string {
	if v.lua || v.kind != mapNode || len(v.entries) != 1 || !isName(v.key) {
		return ""
	}
	only := v.entries[0].value
	if only.kind != scalarNode {
		return ""
	}
	var err error
	switch v.takes {
	case takesDuration:
		_, err = time.ParseDuration(only.text)
	case takesCount:
		_, err = strconv.Atoi(only.text)
	default:
		return ""
	}
	if err != nil {
		return ""
	}
	return only.text
}

// seconds is a number of seconds as a duration.
func seconds(n float64) (time.Duration, error) {
	const most = float64(math.MaxInt64 / int64(time.Second))
	if math.Abs(n) >= most {
		return 0, strconv.ErrRange
	}
	return time.Duration(n * float64(time.Second)), nil
}

// size takes a number of bytes, with or without one of the units of IEC 80000.
func (d *decoder) size(v value) int {
	if !d.scalar(v) {
		return 0
	}
	number, unit := splitSize(v.text)
	shift, known := sizeUnit(unit)
	n, err := strconv.ParseUint(number, 10, 31)
	switch {
	case !known && len(unit) <= 2 && err == nil:
		d.fail(v.pos, "%s has the unit %s: use KiB, MiB or GiB", v.key, printable(unit)).about("durations")
	case err != nil || !known:
		d.wrongType(v)
	case n == 0 || n<<shift > math.MaxInt32:
		d.fail(v.pos, "%s must be from 1 byte to less than 2GiB", v.key)
	}
	return int(n << shift)
}

// each calls fn for every element of a list.
func (d *decoder) each(v value, fn func(element value)) {
	if v.kind != listNode && !v.isEmptyTable() {
		d.wrongType(v)
		return
	}
	for _, n := range v.list {
		fn(value{n, v.key, v.takes})
	}
}

// named calls fn for every entry of a mapping from names to what its caller
// decodes.
func (d *decoder) named(v value, what string, fn func(name string, at Pos, element value)) {
	if v.kind != mapNode {
		d.wrongType(v)
		d.namesMissing = true
		return
	}
	for i, e := range v.entries {
		if d.besideName(v, what, i) {
			d.namesMissing = true
			return
		}
		if !isName(e.key.text) {
			d.fail(e.key.pos, "the name of %s has letters, digits, _ and -, and no digit first; got %s", what, quoteText(e.key.text))
			d.namesMissing = true
			continue
		}
		fn(e.key.text, e.key.pos, value{e.value, what, ""})
	}
}
