package scenario

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sockrun/luaapi/wire/spell"
	"sockrun/runner/weather"
)

// preset takes the name of a weather, which sets all of a link.
func (d *decoder) preset(v value) func(*weather.Link) {
	if !d.scalar(v) {
		return nil
	}
	p := weather.Find(v.text)
	if p == nil {
		e := d.fail(v.pos, "no weather is named %s", quoteName(v.text)).about("weather")
		e.Hint = suggestion(v.text, weather.Names())
		return nil
	}
	return func(l *weather.Link) { *l = p.Link }
}

// slicer takes a word for how streams are cut.
func (d *decoder) slicer(v value) weather.Slicer {
	i := slices.Index(weather.Slicers(), v.text)
	if v.kind != scalarNode || i < 0 {
		d.wrongWord(v, weather.Slicers())
		return 0
	}
	return weather.Slicer(i)
}

// wrongWord is wrongType for a value that is one of some words.
func (d *decoder) wrongWord(v value, known []string) {
	before := len(d.errs)
	d.wrongType(v)
	if near := spell.Nearest(v.text, known); near != "" && len(d.errs) > before {
		d.errs[before].Hint = "did you mean " + near + "?"
	}
}

// isNone says whether a limit is taken away.
func isNone(v value) bool { return v.kind == scalarNode && v.text == "none" }

// limit takes a number of bytes, 0 for none.
func (d *decoder) limit(v value) int {
	if isNone(v) {
		return 0
	}
	return d.size(v)
}

// bandwidth takes a number of bytes a second, 0 for no limit.
func (d *decoder) bandwidth(v value) int64 {
	if isNone(v) || !d.scalar(v) {
		return 0
	}
	text, _ := strings.CutSuffix(strings.TrimSpace(v.text), "/s")
	lower := strings.ToLower(text)
	if strings.HasSuffix(lower, "bit") || strings.HasSuffix(lower, "bps") {
		d.fail(v.pos, "%s is in bytes a second, got %s", v.key, quoteText(v.text)).Hint = "eight bits are a byte: 1 Mbit/s is 125000/s"
		return 0
	}
	number, unit := splitSize(strings.TrimSpace(text))
	_, known := sizeUnit(unit)
	_, err := strconv.ParseUint(number, 10, 31)
	switch n, ok := ParseSize(strings.TrimSpace(text)); {
	case ok && n > 0:
		return n
	case !known && len(unit) == 2 && err == nil:
		d.fail(v.pos, "%s has the unit %s: use KiB, MiB or GiB", v.key, printable(unit)).about("durations")
	default:
		d.wrongType(v)
	}
	return 0
}

// longest is the longest time that a word of weather takes.
const longest = 1000 * time.Hour

// delay takes a duration that is not beyond all measure.
func (d *decoder) delay(v value) time.Duration {
	t := d.duration(v, 0)
	if t > longest {
		d.fail(v.pos, "%s must be at most %s, got %s", v.key, "1000h", printable(v.text))
	}
	return t
}

// probability takes a number from 0 to 1 or a percentage.
func (d *decoder) probability(v value) float64 {
	if !d.scalar(v) {
		return 0
	}
	number, percent := strings.CutSuffix(v.text, "%")
	p, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent {
		p /= 100
	}
	switch {
	case err != nil:
		d.wrongType(v)
	case p > 1 && !percent:
		e := d.fail(v.pos, "%s is a probability from 0 to 1, or a percentage, got %s", v.key, quoteText(v.text))
		if p <= 100 {
			e.Hint = "write " + number + "%"
		}
	case v.text == "1" && !v.lua:
		d.warn(v.pos, "%s: 1 is every datagram: for one in a hundred write 1%%, for all of them 100%%", v.key)
	case !(p >= 0 && p <= 1):
		d.fail(v.pos, "%s is from 0%% to 100%%, got %s", v.key, quoteText(v.text))
	}
	return p
}
