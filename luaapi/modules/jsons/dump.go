package jsons

import (
	"iter"
	"slices"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/jsontext"
)

// scratch holds memory that texts were written in. A text of a MiB that grew in
// new memory each time would cost five times its length.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

// maxScratch is the largest memory that is kept.
const maxScratch = 4 << 20

// dumped returns a value's JSON. Errors are *jsontext.ValueError.
func dumped(c bind.Call, v lua.LValue, f jsontext.Format) (string, error) {
	memory := scratch.Get().(*[]byte)
	room := func(bytes int) (int, error) { return min(2*bytes, thread.MaxString), c.S.MakeRoom(bytes) }
	d := dumper{Writer: jsontext.NewWriter((*memory)[:0], f, room)}
	err := d.value(v)
	text := d.Bytes()
	if cap(text) <= maxScratch {
		*memory = text
		defer scratch.Put(memory)
	}
	if err != nil {
		return "", err
	}
	return string(text), nil
}

// dumper writes Lua values without a tree between them and the text.
type dumper struct {
	*jsontext.Writer
	inside []*lua.LTable // the tables that it is inside of
}

func (d *dumper) value(v lua.LValue) error {
	switch v := v.(type) {
	case *lua.LNilType:
		return d.Null()
	case lua.LBool:
		return d.Bool(bool(v))
	case lua.LNumber:
		if isInteger(float64(v)) {
			n, _ := integer.FromFloat(float64(v))
			return d.Integer(n)
		}
		return d.Float(float64(v))
	case lua.LString:
		return d.String(string(v))
	case *lua.LTable:
		return d.table(v)
	case *lua.LUserData:
		if _, isNull := v.Value.(null); isNull {
			return d.Null()
		}
		if n, ok := int64.Of(v); ok {
			return d.Integer(n)
		}
	}
	return failure("%s is not JSON serializable", bind.Describe(v))
}

func (d *dumper) table(t *lua.LTable) error {
	if err := mayEnter(d.inside, t); err != nil {
		return err
	}
	d.inside = append(d.inside, t)
	defer func() { d.inside = d.inside[:len(d.inside)-1] }()
	t = bind.Contents(t)
	list, names, others := thread.Parts(t)
	switch array := isArray(t, len(list)); {
	case others == 0 && names == 0 && array && !slices.Contains(list, lua.LValue(lua.LNil)):
		return d.array(list)
	case others == 0 && len(list) == 0 && !array:
		return d.object(thread.Members(t), names)
	}
	return d.mixed(t)
}

func (d *dumper) array(list []lua.LValue) error {
	if err := d.Open('['); err != nil {
		return err
	}
	for i, v := range list {
		d.Element(i)
		if err := d.value(v); err != nil {
			return jsontext.Within(i+1, err)
		}
	}
	d.Close(']', len(list))
	return nil
}

// object writes n members at most.
func (d *dumper) object(members iter.Seq2[string, lua.LValue], n int) error {
	if err := d.Open('{'); err != nil {
		return err
	}
	if d.SortKeys {
		members = sorted(members, n)
	}
	written := 0
	for name, v := range members {
		err := d.Name(written, name)
		if err == nil {
			err = d.value(v)
		}
		if err != nil {
			return jsontext.Within(name, err)
		}
		written++
	}
	d.Close('}', written)
	return nil
}

// mixed writes a table whose keys are of several kinds, or were.
func (d *dumper) mixed(t *lua.LTable) error {
	count, numbers := keys(t)
	if isArray(t, numbers) {
		list, err := elements(t, count)
		if err != nil {
			return err
		}
		return d.array(list)
	}
	list, err := members(t)
	if err != nil {
		return err
	}
	return d.object(each(list), count)
}

func sorted(members iter.Seq2[string, lua.LValue], n int) iter.Seq2[string, lua.LValue] {
	list := make([]member, 0, n)
	for name, v := range members {
		list = append(list, member{name, v})
	}
	slices.SortStableFunc(list, func(a, b member) int { return strings.Compare(a.name, b.name) })
	return each(list)
}

func each(list []member) iter.Seq2[string, lua.LValue] {
	return func(yield func(string, lua.LValue) bool) {
		for _, m := range list {
			if !yield(m.name, m.value) {
				return
			}
		}
	}
}
