package header

import (
	"fmt"
	"slices"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
)

// OptionInfo describes an option of a field for the reference.
type OptionInfo struct {
	Name  string
	Takes string // what its value is: "a list of names"
	Doc   string // one line
	// Example is the option with a value, as YAML; "" for what YAML has not.
	Example string
}

// option is one that fields may have.
type option struct {
	OptionInfo
	fits func(f *field) bool // whether it has a meaning for the field's type
	set  func(f *field, v any) error
}

// FieldOptions lists the options of fields, for the reference and for who
// checks keys while reading a declaration.
func FieldOptions() []OptionInfo {
	var infos []OptionInfo
	for _, o := range fieldOptions() {
		infos = append(infos, o.OptionInfo)
	}
	return infos
}

const (
	takesOrder = `"big" or "little"`
	lengthDoc  = "Where the size in bytes comes from: an integer of this type before the bytes, an earlier field, or a number in an earlier JSON field, such as head.filesize."
	takesNames = `a field's name, a list of names, or "message"`
)

func fieldOptions() []option {
	anyValue := func(f *field) bool { return f.kind != padding && !f.kind.holds() }
	orNested := func(f *field) bool { return anyValue(f) || f.kind == choice || f.kind == group }
	integers := func(f *field) bool { return f.isInteger() }
	flags := func(f *field) bool { return f.kind == unsigned }
	return slices.Concat([]option{
		{OptionInfo{"order", takesOrder, "The byte order, if it is not the header's.", "order: little"}, ordered, setOrder},
		{OptionInfo{"const", "a value", "The value in every message; any other is refused when received.", "const: 0xCAFE"}, anyValue, setConst},
		{OptionInfo{"default", "a value", "The value in messages that do not give one; for a switch, the type in all other cases; for a codec in Lua, what it encodes.", "default: 1"}, orNested, setDefault},
		{OptionInfo{"enum", "names with their numbers", "Names for values; others stay numbers.", "enum: {ping: 1, pong: 2}"}, integers, setEnum},
		{OptionInfo{"bits", "a list of names", `Names for single bits, from the least significant; "_" skips one. A bit without a name is bit5 where it is set.`, "bits: [ack, urgent]"}, flags, setBits},
		{OptionInfo{"as", `"int64"`, "The value is always an int64 object.", "as: int64"}, integers, setAs},
		{OptionInfo{"length", "an integer type or the name of an earlier field", lengthDoc, "length: u32"}, sized, setLength},
		{OptionInfo{"length_of", takesNames, "The value is the length in bytes of these fields.", "length_of: body"}, integers, setLengthOf},
		{OptionInfo{"unit", "a whole number", "How many bytes one unit of length_of is.", "unit: 4"}, integers, setUnit},
		{OptionInfo{"plus", "a whole number", "What is added to the length.", "plus: -1"}, integers, setPlus},
	}, sumOptions(), memberOptions())
}

// sized says whether a length may say where a field ends.
func sized(f *field) bool {
	return f.size == varies && (f.kind == data || f.kind == jsonText || f.kind.holds())
}

// ordered says whether a byte order has a meaning for a field.
func ordered(f *field) bool {
	return f.kind <= float || sized(f)
}

// apply sets the options that a field was declared with.
func (f *field) apply(options []Option) error {
	known := fieldOptions()
	f.given = map[string]bool{}
	var wrong mistakes
	for _, given := range options {
		wrong.add(f.set(known, given))
	}
	if wrong.first == nil {
		return f.checkTogether()
	}
	return wrong.err()
}

// set sets one option.
func (f *field) set(known []option, given Option) error {
	i := slices.IndexFunc(known, func(o option) bool { return o.Name == given.Name })
	switch {
	case i < 0:
		return f.wrong(given.Name, "unknown option %s; %s", given.Name, meant(given.Name, optionNames(known)))
	case f.given[given.Name]:
		return f.wrong(given.Name, "%s is given twice", given.Name)
	case !known[i].fits(f) && f.kind == group:
		return f.noGroupHas(given.Name)
	case !known[i].fits(f):
		return f.wrong(given.Name, "%s has no meaning for the type %s%s", given.Name, f.typ, checkTypes(given.Name))
	}
	f.given[given.Name] = true
	if err := known[i].set(f, given.Value); err != nil {
		return f.wrong(given.Name, "%s %s", given.Name, err)
	}
	return nil
}

// checkCodedDefault refuses a default of a group that is no codec in Lua, or that
// has no place in a declaration.
func (f *field) checkCodedDefault() error {
	codec, isCodec := f.raw.of.(frame.Codec)
	_, isScript := f.raw.of.(Script)
	switch {
	case !isScript && !(isCodec && codec.Name() == frame.Custom):
		return f.noGroupHas("default")
	case f.byDefault.Kind == Absent:
		return f.wrong("default", "default must be a number, a string or a boolean, which its codec in Lua encodes")
	}
	return nil
}

// noGroupHas refuses an option that has no meaning for a group.
func (f *field) noGroupHas(option string) error {
	return f.wrong(option, "%s has no meaning for a group, the type of a field that is another frame or header: give it to the fields in there, or use the type bytes with length for bytes behind their length", option)
}

func optionNames(options []option) []string {
	var names []string
	for _, o := range options {
		names = append(names, o.Name)
	}
	return names
}

// checkTogether reports options that contradict each other or need another.
func (f *field) checkTogether() error {
	for _, pair := range [][2]string{
		{"const", "default"}, {"const", "bits"}, {"enum", "bits"}, {"as", "bits"}, {"as", "enum"},
		{"length_of", "const"}, {"length_of", "default"}, {"length_of", "enum"}, {"length_of", "bits"},
	} {
		if f.given[pair[0]] && f.given[pair[1]] {
			return f.wrong(pair[1], "%s and %s do not go together", pair[0], pair[1])
		}
	}
	for _, name := range []string{"unit", "plus"} {
		if f.given[name] && f.counts == nil {
			return f.wrong(name, "%s needs length_of beside it", name)
		}
	}
	if f.kind == group && f.byDefault != nil {
		if err := f.checkCodedDefault(); err != nil {
			return err
		}
	}
	if err := f.checkMembers(); err != nil {
		return err
	}
	return f.checkSum()
}

func got(takes string, v any) error { return fmt.Errorf("must be %s, got %s", takes, describe(v)) }

// describe shows a value of a declaration in an error.
func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case List:
		return "a list"
	case Map:
		return "a table"
	case Sum, When, Script:
		return "a function"
	case *Header, frame.Codec:
		return "a codec"
	case Ref:
		return "a ref"
	case Cases:
		return "a table"
	default:
		shown, ok := valueOf(v)
		if !ok {
			return fmt.Sprint(v)
		}
		return shown.String()
	}
}

// valueOf converts a plain value of a declaration.
func valueOf(v any) (Value, bool) {
	switch v := v.(type) {
	case bool:
		return boolOf(v), true
	case integer.Integer:
		return IntegerOf(v), true
	case float64:
		return Value{Kind: Float, Float: v}, true
	case string:
		return BytesOf([]byte(v)), true
	}
	return Value{}, false
}
