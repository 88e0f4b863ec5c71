package oslib

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
)

func timeOf(c bind.Call) int {
	if !c.Given(1) {
		return c.Push(lua.LNumber(c.S.World.Now().Unix()))
	}
	year, month, day := part(c, "year", -1), part(c, "month", -1), part(c, "day", -1)
	t := time.Date(year, time.Month(month), day, part(c, "hour", 12), part(c, "min", 0), part(c, "sec", 0), 0, time.Local)
	return c.Push(lua.LNumber(t.Unix()))
}

// part is a field of the table in argument 1, a number or its text. It must be
// given if otherwise is negative.
func part(c bind.Call, key string, otherwise int) int {
	v := c.Option(1, key)
	switch {
	case v == lua.LNil && otherwise < 0:
		c.Raise("field %q is missing in the table", key)
	case v == lua.LNil:
		return otherwise
	}
	n, ok := v.(lua.LNumber)
	if text, isText := v.(lua.LString); isText {
		f, err := strconv.ParseFloat(string(text), 64)
		n, ok = lua.LNumber(f), err == nil
	}
	if !ok || !(math.Abs(float64(n)) <= math.MaxInt32) {
		c.Raise("field %q must be a number, got %s", key, bind.Describe(v))
	}
	return int(n)
}

func date(c bind.Call) int {
	t := c.S.World.Now()
	if c.Given(2) {
		t = moment(c, 2)
	}
	format, utc := strings.CutPrefix(c.OptString(1, "%c"), "!")
	if t = t.Local(); utc {
		t = t.UTC()
	}
	if strings.HasPrefix(format, "*t") {
		return c.Push(dateTable(c, t))
	}
	text, err := strftime(format, t)
	if err != nil {
		c.Raise("%s", err)
	}
	return c.Push(lua.LString(text))
}

// moment is argument i, which must be seconds of a year with a number.
func moment(c bind.Call, i int) time.Time {
	const most = 1 << 53
	seconds := c.Number(i)
	if !(math.Abs(seconds) <= most) {
		c.Raise("time must be seconds since 1970, got %s", bind.Describe(c.Arg(i)))
	}
	return time.Unix(int64(seconds), 0)
}

func dateTable(c bind.Call, t time.Time) *lua.LTable {
	table := c.L.CreateTable(0, 9)
	for _, f := range []struct {
		name  string
		value int
	}{
		{"year", t.Year()}, {"month", int(t.Month())}, {"day", t.Day()}, {"hour", t.Hour()}, {"min", t.Minute()},
		{"sec", t.Second()}, {"wday", int(t.Weekday()) + 1}, {"yday", t.YearDay()},
	} {
		table.RawSetString(f.name, lua.LNumber(f.value))
	}
	table.RawSetString("isdst", lua.LBool(t.IsDST()))
	return table
}

// layouts are the conversions of strftime as layouts of package time.
var layouts = map[byte]string{
	'a': "Mon", 'A': "Monday", 'b': "Jan", 'B': "January", 'c': "Mon Jan _2 15:04:05 2006", 'd': "02", 'e': "_2", 'h': "Jan", 'H': "15", 'I': "03",
	'j': "002", 'm': "01", 'M': "04", 'p': "PM", 'r': "03:04:05 PM", 'R': "15:04", 'S': "05", 'x': "01/02/06", 'X': "15:04:05", 'y': "06", 'Y': "2006",
	'Z': "MST", 'z': "-0700", 'F': "2006-01-02", 'T': "15:04:05", 'D': "01/02/06",
}

// strftime is that of C in the locale "C". Its error names a conversion that
// there is not.
func strftime(format string, t time.Time) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(format, "%")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		if rest == "" {
			return "", fmt.Errorf("the format ends with %%, which is written %%%%")
		}
		if layout, ok := layouts[rest[0]]; ok {
			out.WriteString(t.Format(layout))
		} else if text, ok := counted(rest[0], t); ok {
			out.WriteString(text)
		} else {
			return "", fmt.Errorf("there is no conversion %%%c", rest[0])
		}
		format = rest[1:]
	}
}

// counted are the conversions for which package time has no layout.
func counted(conversion byte, t time.Time) (text string, ok bool) {
	sunday, monday := int(t.Weekday()), (int(t.Weekday())+6)%7
	year, week := t.ISOWeek()
	switch conversion {
	case '%':
		return "%", true
	case 'n':
		return "\n", true
	case 't':
		return "\t", true
	case 'w':
		return strconv.Itoa(sunday), true
	case 'u':
		return strconv.Itoa(monday + 1), true
	case 'U':
		return fmt.Sprintf("%02d", (t.YearDay()+6-sunday)/7), true
	case 'W':
		return fmt.Sprintf("%02d", (t.YearDay()+6-monday)/7), true
	case 'V':
		return fmt.Sprintf("%02d", week), true
	case 'G':
		return strconv.Itoa(year), true
	case 'C':
		return fmt.Sprintf("%02d", t.Year()/100), true
	}
	return "", false
}
