package header

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// What the options of a field set. Each takes what the declaration gives, and its
// error says what would be right.

func setOrder(f *field, v any) error {
	little, err := readOrder(v)
	f.little = little
	return err
}

func readOrder(v any) (little bool, err error) {
	if v == "network" {
		return false, errors.New("must be " + takesOrder + ": network order is big")
	}
	if v != "big" && v != "little" {
		return false, got(takesOrder, v)
	}
	return v == "little", nil
}

func setConst(f *field, v any) (err error) {
	f.constant, err = f.declaredValue(v)
	return err
}

func setDefault(f *field, v any) (err error) {
	if f.kind == choice {
		f.raw.otherwise = v
		return nil
	}
	if f.kind == group { // only what it is of tells whether it takes one
		value, _ := valueOf(v)
		f.byDefault = &value
		return nil
	}
	f.byDefault, err = f.declaredValue(v)
	return err
}

// declaredValue reads a value; whether the field takes it is checked when all
// options are known.
func (f *field) declaredValue(v any) (*Value, error) {
	value, ok := valueOf(v)
	if !ok || f.kind == jsonText {
		return nil, got(f.kind.takes(), v)
	}
	return &value, nil
}

func setEnum(f *field, v any) error {
	const takes = "names with their numbers, such as {ping = 1, pong = 2}"
	names, ok := v.(Map)
	if !ok || len(names) == 0 {
		return got(takes, v)
	}
	for _, n := range names {
		value, ok := n.Value.(integer.Integer)
		if !ok {
			return fmt.Errorf("gives %s no whole number but %s%s", n.Name, describe(n.Value), turnedRound(n.Name))
		}
		if i := slices.IndexFunc(f.enum, func(c Choice) bool { return c.Value == value }); i >= 0 {
			return fmt.Errorf("gives %s and %s the same number %s", f.enum[i].Name, n.Name, value)
		}
		f.enum = append(f.enum, Choice{n.Name, value})
	}
	return nil
}

// turnedRound is for an enum with a number where its name should be.
func turnedRound(name string) string {
	if _, err := strconv.Atoi(name); err != nil {
		return ""
	}
	return ": the names come first"
}

func setBits(f *field, v any) error {
	names, err := readNames(v)
	if n, ok := v.(integer.Integer); ok && IsType("u"+n.String()) {
		return fmt.Errorf("names single bits; a field of %s bits has the type u%s", n, n)
	}
	if err != nil {
		return got("a list of names", v)
	}
	if len(names) > f.bits {
		return fmt.Errorf("names %s, but %s has %d", plural.Of(len(names), "bit"), f.typ, f.bits)
	}
	for i, name := range names {
		if name != "_" && slices.Contains(names[:i], name) {
			return fmt.Errorf("names %s twice", name)
		}
	}
	f.flags = names
	return nil
}

func setAs(f *field, v any) error {
	if v != "int64" {
		return got(`"int64"`, v)
	}
	f.asInt64 = true
	return nil
}

func setLength(f *field, v any) error {
	text, ok := v.(string)
	if n, isNumber := v.(integer.Integer); isNumber && f.kind == data {
		return fmt.Errorf("names a type or a field; %s bytes are the type bytes:%s", n, n)
	}
	if !ok || text == "" {
		return got("an integer type such as u32, or the name of an earlier field", v)
	}
	f.length = text
	return nil
}

func setLengthOf(f *field, v any) error {
	names, message, err := readTargets(v)
	if err == nil {
		f.counts = &lengthOf{message: message, names: names}
	}
	return err
}

// readTargets reads the names of the fields that a length or a check is of.
// message says that they are all: it may stand alone in a list, too.
func readTargets(v any) (names []string, message bool, err error) {
	names, err = readNames(v)
	switch {
	case err != nil:
		return nil, false, got(takesNames, v)
	case !slices.Contains(names, "message"):
		return names, false, nil
	case len(names) > 1:
		return nil, false, errors.New("names message beside others: it stands for all fields and goes alone")
	}
	return names, true, nil
}

// readNames reads one name or a list of them.
func readNames(v any) ([]string, error) {
	if name, ok := v.(string); ok {
		return []string{name}, nil
	}
	elements, _ := v.(List)
	var names []string
	for _, e := range elements {
		name, ok := e.(string)
		if !ok {
			return nil, errors.New("not a name")
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil, errors.New("no names")
	}
	return names, nil
}

// maxUnit bounds unit and plus, far above what they are used for.
const maxUnit = 1 << 20

func setUnit(f *field, v any) error {
	n, ok := small(v)
	if !ok || n < 1 {
		return got(fmt.Sprintf("a whole number from 1 to %d", maxUnit), v)
	}
	f.countUnit = n
	return nil
}

func setPlus(f *field, v any) error {
	n, ok := small(v)
	if !ok {
		return got(fmt.Sprintf("a whole number from -%d to %d", maxUnit, maxUnit), v)
	}
	f.plus = n
	return nil
}

// small reads a whole number of at most maxUnit either way.
func small(v any) (int64, bool) {
	i, ok := v.(integer.Integer)
	n, fits := i.Int64()
	return n, ok && fits && n >= -maxUnit && n <= maxUnit
}
